package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.AlterTriggerDdl;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.LinkDdl;
import dev.freehold.ddl.PolicyDdl;
import dev.freehold.ddl.RowViewDdl;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plans the drops of objects that the target lacks. Constraints are dropped first because they may
/// block other steps; columns and tables are dropped last, in the contract phase, and only with
/// consent.
final class DropPlanner {
  private final MigrationPlanBuilder builder;

  private DropPlanner(MigrationPlanBuilder builder) {
    this.builder = builder;
  }

  static void planConstraintDrops(MigrationPlanBuilder builder) {
    DropPlanner dropPlanner = new DropPlanner(builder);
    builder.tableKeys().stream().filter(k -> !builder.target().has(k)).forEach(dropPlanner::rule);
  }

  /// Plans the drops of column copies that a later change of the type or the name made useless. No
  /// server uses them.
  static void planCopyDrops(MigrationPlanBuilder builder) {
    builder.tableKeys().stream()
        .filter(k -> k.kind() == Kind.COLUMN && !builder.target().has(k))
        .filter(k -> ExpandContractPlanner.isCopy(String.valueOf(builder.definition(k.toString()))))
        .filter(k -> !ExpandContractPlanner.isNeeded(builder, k))
        .forEach(
            k ->
                builder
                    .step(k.displayName(), "drop the unfinished copy " + k.displayName())
                    .remove(k)
                    .transaction(AlterTableDdl.table(k.table()).dropColumn(k.tablePart())));
  }

  static void planColumnAndTableDrops(MigrationPlanBuilder builder) {
    DropPlanner dropPlanner = new DropPlanner(builder);
    dropPlanner.views();
    builder.tableKeys().stream()
        .filter(k -> k.kind() == Kind.TABLE && !builder.target().has(k))
        .forEach(dropPlanner::links);
    builder.tableKeys().stream()
        .filter(k -> k.kind() == Kind.COLUMN && !builder.target().has(k) && dropPlanner.stays(k))
        .forEach(dropPlanner::column);
    builder.tableKeys().stream()
        .filter(k -> k.kind() == Kind.TABLE && !builder.target().has(k))
        .forEach(dropPlanner::table);
  }

  private boolean stays(DatabaseObjectKey key) {
    return builder.target().has(new DatabaseObjectKey(Kind.TABLE, key.table(), ""));
  }

  private void rule(DatabaseObjectKey key) {
    if (!stays(key)) {
      return;
    }
    boolean columnStays = builder.target().has(DatabaseObjectKey.column(key.table(), key.column()));
    switch (key.kind()) {
      case RULE -> drop(key, "no more rule " + key.displayName());
      case CHECK -> {
        boolean meanwhile =
            key.rule().equals(NotNullPlanner.RULE)
                && NotNullPlanner.isUnderway(
                    builder, DatabaseObjectKey.column(key.table(), key.column()));
        if (columnStays && !meanwhile) {
          drop(key, "no more rule " + key.displayName());
        }
      }
      case FOREIGN_KEY -> {
        if (columnStays) {
          drop(key, "no more foreign key " + key.displayName());
        }
      }
      case PRIMARY_KEY ->
          builder
              .step(key.table(), key.displayName() + ": the primary key cannot change")
              .blocked();
      case SCHEMA,
          STATEMENT,
          TABLE,
          COLUMN,
          UNIQUE,
          UNIQUE_INDEX,
          INDEX,
          FUNCTION,
          VIEW,
          TRIGGER,
          ROW_SECURITY,
          POLICY,
          GRANT -> {}
    }
  }

  /// Drops the views of tables that go, with the policies that read them.
  private void views() {
    List<DatabaseObjectKey> views =
        builder.tableKeys().stream()
            .filter(k -> k.kind() == Kind.VIEW && !RowViewDdl.isView(k) && !builder.target().has(k))
            .toList();
    if (!views.isEmpty()) {
      StepBuilder step = builder.step("access", "drop the views of memberships");
      views.forEach(step::remove);
      step.transaction(
          views.stream().map(view -> TeamDdl.dropView(view.table()) + " cascade").toList());
    }
  }

  private void drop(DatabaseObjectKey key, String words) {
    builder
        .step(CheckConstraintPlanner.subject(key), words)
        .remove(key)
        .transaction(AlterTableDdl.table(key.table()).dropConstraint(key.catalogName()));
  }

  private void column(DatabaseObjectKey key) {
    AlterTableDdl alterTable = AlterTableDdl.table(key.table());
    StepBuilder step =
        lossy(
            key.displayName(),
            "drop column " + key.displayName(),
            present(key.table())
                .map(
                    t ->
                        new RowsAtRisk(
                            "select count(*) from "
                                + AlterTableDdl.qualified(t)
                                + " where "
                                + SqlQuoting.identifier(key.tablePart())
                                + " is not null",
                            "rows of " + key.table() + " with a value of " + key.tablePart(),
                            Risk.LOSSY)));
    step.remove(key);
    for (DatabaseObjectKey other : builder.tableKeys()) {
      if (other.table().equals(key.table()) && goes(other, key.tablePart())) {
        step.remove(other);
      }
    }
    List<String> statements = new ArrayList<>(AccessControlPlanner.drops(builder, key, step));
    statements.add(alterTable.dropColumn(key.tablePart()));
    step.transaction(statements);
  }

  /// Whether PostgreSQL drops the object together with a column. The indexes of the column are
  /// dropped earlier, concurrently.
  private boolean goes(DatabaseObjectKey key, String column) {
    return switch (key.kind()) {
      case CHECK, FOREIGN_KEY -> key.column().equals(column);
      case UNIQUE ->
          ColumnReferences.lists(String.valueOf(builder.definition(key.toString())), column);
      case SCHEMA,
          STATEMENT,
          TABLE,
          COLUMN,
          PRIMARY_KEY,
          UNIQUE_INDEX,
          RULE,
          INDEX,
          FUNCTION,
          VIEW,
          TRIGGER,
          ROW_SECURITY,
          POLICY,
          GRANT ->
          false;
    };
  }

  /// Drops a table of links with the triggers that write it. The values are those of the list, whose
  /// drop needs the consent.
  private void links(DatabaseObjectKey key) {
    for (DatabaseObjectKey list :
        LinkDdl.list(String.valueOf(builder.definition(key.toString())))) {
      StepBuilder step =
          builder
              .step(key.table(), "drop the links of " + list.displayName())
              .stopsOldServers("serving " + list.displayName())
              .lock(Lock.ACCESS_EXCLUSIVE, LockDuration.MOMENT);
      List<String> statements = new ArrayList<>();
      for (DatabaseObjectKey other : builder.tableKeys()) {
        if (other.table().equals(key.table())) {
          step.remove(other);
        } else if (LinkDdl.triggers(list).contains(other)) {
          statements.add(AlterTriggerDdl.drop(other.table(), other.tablePart()));
          step.remove(other);
        }
      }
      statements.add(AlterTableDdl.table(key.table()).dropTable());
      step.transaction(statements);
    }
  }

  private void table(DatabaseObjectKey key) {
    StepBuilder step =
        lossy(
            key.table(),
            "drop table " + key.table(),
            Optional.of(
                new RowsAtRisk(
                    "select count(*) from " + AlterTableDdl.qualified(key.table()),
                    "rows of " + key.table(),
                    Risk.LOSSY)));
    List<String> statements = new ArrayList<>();
    for (DatabaseObjectKey other : builder.tableKeys()) {
      String definition = String.valueOf(builder.definition(other.toString()));
      if (other.table().equals(key.table())) {
        step.remove(other);
        if (RowViewDdl.isView(other)) {
          statements.add(RowViewDdl.drop(other.table()));
        }
      } else if (other.kind() == Kind.FOREIGN_KEY
          && definition.contains(" to " + key.table() + " (")) {
        statements.add(AlterTableDdl.table(other.table()).dropConstraint(other.catalogName()));
        step.remove(other);
      } else if (other.kind() == Kind.POLICY
          && PolicyDdl.readsThroughReference(definition, key.table(), "id")) {
        statements.add(PolicyDdl.drop(other.table(), other.tablePart()));
        step.remove(other);
      }
    }
    statements.add(AlterTableDdl.table(key.table()).dropTable());
    step.transaction(statements);
  }

  private StepBuilder lossy(String subject, String words, Optional<RowsAtRisk> rows) {
    boolean consented = builder.options().allowedLosses().contains(subject);
    return builder
        .step(subject, words)
        .risk(Risk.LOSSY)
        .stopsOldServers("serving " + subject)
        .lock(Lock.ACCESS_EXCLUSIVE, LockDuration.MOMENT)
        .atRisk(rows)
        .remedy(
            consented
                ? ""
                : "put it back in the spec; where it has another name now, say so with"
                    + " renamed_from; to lose its values, --allow-loss "
                    + subject);
  }

  private Optional<String> present(String table) {
    return builder.currentRows().currentTable(table);
  }
}
