package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Plans foreign keys: on a new table at once, because it has no rows; on an existing table as NOT
/// VALID, and validated later.
final class ForeignKeyPlanner {
  /// Before the referenced table in a definition.
  private static final String TO = " to ";

  private final MigrationPlanBuilder builder;
  private final Map<String, List<DatabaseObject>> ofNewTables = new LinkedHashMap<>();
  private final List<DatabaseObject> others = new ArrayList<>();

  private ForeignKeyPlanner(MigrationPlanBuilder builder) {
    this.builder = builder;
  }

  static void plan(MigrationPlanBuilder builder) {
    ForeignKeyPlanner references = new ForeignKeyPlanner(builder);
    builder.wanted(Kind.FOREIGN_KEY).forEach(references::sort);
    references.ofNewTables.forEach(references::make);
    references.others.forEach(references::change);
  }

  private void sort(DatabaseObject element) {
    DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
    boolean waits =
        !builder.has(DatabaseObjectKey.column(key.table(), key.tablePart()))
            || builder.isPostponed(key.table(), key.tablePart())
            || builder.isPostponed(target(element.definition()));
    if (element.definition().equals(builder.definition(element.key())) || waits) {
      return;
    }
    if (builder.isNewTable(key.table())) {
      ofNewTables.computeIfAbsent(key.table(), _ -> new ArrayList<>()).add(element);
    } else {
      others.add(element);
    }
  }

  private void make(String table, List<DatabaseObject> elements) {
    StepBuilder step =
        builder
            .step(
                table,
                "references of "
                    + String.join(
                        ", ",
                        elements.stream()
                            .map(e -> DatabaseObjectKey.of(e.key()).displayName())
                            .toList()))
            .lock(Lock.SHARE_ROW_EXCLUSIVE, LockDuration.MOMENT);
    elements.forEach(e -> step.set(e.key(), e.definition()));
    step.transaction(elements.stream().flatMap(e -> e.createSql().stream()).toList());
  }

  private void change(DatabaseObject element) {
    DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
    String now = builder.definition(element.key());
    String half = element.definition() + MigrationPlanBuilder.NOT_VALIDATED;
    AlterTableDdl alterTable = AlterTableDdl.table(key.table());
    if (!half.equals(now)) {
      List<String> statements = new ArrayList<>();
      if (now != null) {
        statements.add(alterTable.dropConstraint(element.name()));
      }
      statements.add(AlterTableDdl.addConstraintNotValid(element));
      Optional<RowsAtRisk> dangling = dangling(key);
      builder
          .step(
              key.displayName(),
              (now == null ? "new foreign key " : "foreign key ")
                  + key.displayName()
                  + ": "
                  + (now == null ? "" : MigrationPlanBuilder.settled(now) + " → ")
                  + element.definition())
          .lock(now == null ? Lock.SHARE_ROW_EXCLUSIVE : Lock.ACCESS_EXCLUSIVE, LockDuration.MOMENT)
          .atRisk(dangling)
          .remedy(
              dangling.isEmpty()
                  ? ""
                  : "let these rows point at rows that are there and that their owner may point at,"
                      + " or at none")
          .set(element.key(), half)
          .transaction(statements);
    }
    builder
        .step(
            key.displayName(),
            "look whether all rows of " + key.displayName() + " point at one that is there")
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
        .set(element.key(), element.definition())
        .transaction(alterTable.validate(element.name()));
  }

  /// The referenced table in a definition, `projects`; empty for the reference to the owner.
  private static String target(String definition) {
    int start = definition.indexOf(TO);
    return start < 0
        ? ""
        : definition.substring(start + TO.length(), definition.indexOf(" (", start));
  }

  private Optional<TablePlan.ForeignKey> reference(DatabaseObjectKey key) {
    return builder.target().table(key.table()).stream()
        .flatMap(t -> t.foreignKeys().stream())
        .filter(k -> k.field().equals(key.tablePart()))
        .findFirst();
  }

  private Optional<RowsAtRisk> dangling(DatabaseObjectKey key) {
    Optional<TablePlan.ForeignKey> found = reference(key);
    if (found.isEmpty() || !hasValues(key) || isOfNewTeams(key)) {
      return Optional.empty();
    }
    TablePlan.ForeignKey reference = found.get();
    return builder
        .currentRows()
        .count(
            key.table(),
            reference.columns(),
            "r."
                + SqlQuoting.identifier(key.tablePart())
                + " is not null"
                + target(reference).map(t -> misses(t, reference)).orElse(""))
        .map(
            count ->
                new RowsAtRisk(
                    count,
                    "rows of "
                        + key.table()
                        + " whose "
                        + key.tablePart()
                        + " points at none of "
                        + reference.target(),
                    Risk.BLOCKED));
  }

  /// Whether rows have a value of the reference before the first step, or get one that is given.
  private boolean hasValues(DatabaseObjectKey key) {
    return builder.currentRows().currentColumn(key.table(), key.tablePart()).isPresent()
        || builder.options().backfillValues().containsKey(key.displayName());
  }

  /// Whether it is the reference to the team, of rows that [MoveToTeamsPlanner] moves.
  private boolean isOfNewTeams(DatabaseObjectKey key) {
    return builder.target().table(key.table()).stream()
        .filter(t -> t.team().map(ColumnPlan::name).equals(Optional.of(key.tablePart())))
        .anyMatch(builder.currentRows()::areBeforeTeams);
  }

  /// The current name of the referenced table, quoted; empty if the table does not exist yet.
  private Optional<String> target(TablePlan.ForeignKey key) {
    return key.isOfResource()
        ? builder.currentRows().currentTable(key.target()).map(AlterTableDdl::qualified)
        : Optional.of(SqlQuoting.qualified(key.schema(), key.target()));
  }

  private String misses(String target, TablePlan.ForeignKey key) {
    StringBuilder text = new StringBuilder(" and not exists (select from " + target + " p where ");
    for (int i = 0; i < key.columns().size(); i++) {
      text.append(i == 0 ? "" : " and ")
          .append("p.")
          .append(SqlQuoting.identifier(current(key, key.targetColumns().get(i))))
          .append(" = r.")
          .append(SqlQuoting.identifier(key.columns().get(i)));
    }
    return text.append(")").toString();
  }

  /// The current name of a column of the referenced table.
  private String current(TablePlan.ForeignKey key, String column) {
    return key.isOfResource()
        ? builder.currentRows().currentColumn(key.target(), column).orElse(column)
        : column;
  }
}
