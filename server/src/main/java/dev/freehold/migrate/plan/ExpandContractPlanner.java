package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.ColumnTypeConversion;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;

/// Plans a type change of a column of a large table in two phases. Expand: adds a copy of the
/// column with the new type and fills it while servers of the old spec write the column. Contract:
/// copies the values written since, first concurrently and then under an exclusive lock, and
/// replaces the column by the copy.
/// The copy is named `_title_new`, for example; no field can have such a name. The second pass
/// reads each row once and writes few rows.
final class ExpandContractPlanner {
  private static final String COPY = " (copy of %s, being filled)";
  private static final String FILLED = " (copy of %s, filled)";
  private static final String CAUGHT_UP = " (copy of %s, caught up)";

  private final MigrationPlanBuilder builder;
  private final DatabaseObjectKey column;
  private final DatabaseObjectKey copy;
  private final AlterTableDdl alterTable;
  private final ColumnDefinition now;
  private final ColumnDefinition target;
  private final ColumnTypeConversion conversion;

  private ExpandContractPlanner(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnDefinition target,
      ColumnTypeConversion how) {
    this.builder = builder;
    this.column = column;
    this.copy = copy(column);
    this.alterTable = AlterTableDdl.table(column.table());
    this.now = now;
    this.target = target;
    this.conversion = how;
  }

  private static DatabaseObjectKey copy(DatabaseObjectKey column) {
    return DatabaseObjectKey.column(column.table(), "_" + column.tablePart() + "_new");
  }

  /// Whether a column is a copy and not a column of the spec.
  public static boolean isCopy(String definition) {
    return definition.contains(" (copy of ");
  }

  /// Whether a target column still waits for the values of its copy.
  public static boolean isNeeded(MigrationPlanBuilder builder, DatabaseObjectKey copy) {
    return builder.target().elements(Kind.COLUMN).stream()
        .map(e -> DatabaseObjectKey.of(e.key()))
        .anyMatch(column -> copy(column).equals(copy) && isPostponed(builder, column));
  }

  private static boolean isPostponed(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    return builder.isPostponed(column.table(), column.tablePart());
  }

  static boolean isUnderway(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    return builder.has(copy(column));
  }

  /// Plans the steps of a column in the phase of the builder.
  static void plan(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnDefinition target,
      ColumnTypeConversion how) {
    ExpandContractPlanner planner = new ExpandContractPlanner(builder, column, now, target, how);
    planner.expand();
    if (builder.isContract()) {
      planner.takeThePlace();
    }
  }

  private void expand() {
    String state = builder.definition(copy.toString());
    if (state != null && !state.startsWith(target.type() + " (")) {
      builder
          .step(copy.displayName(), "drop the unfinished copy of " + column.displayName())
          .remove(copy)
          .transaction(alterTable.dropColumn(copy.tablePart()));
      state = null;
    }
    if (state == null) {
      AlterColumnPlanner.step(
              builder,
              column,
              now,
              conversion,
              column.displayName()
                  + ": "
                  + now.type()
                  + " → "
                  + target.type()
                  + ", a copy beside it")
          .set(copy, state(COPY))
          .transaction(alterTable.addColumn(copy.tablePart(), target.type()));
    }
    if (state(COPY).equals(builder.definition(copy.toString()))) {
      batches("fill the copy of " + column.displayName(), FILLED);
    }
  }

  private void batches(String words, String state) {
    builder
        .step(column.displayName(), words)
        .lock(Lock.NONE, LockDuration.MOMENT)
        .set(copy, state(state))
        .batches(BatchedUpdateSql.of(builder, column.table(), set("t."), differs("t.")));
  }

  private String set(String row) {
    return SqlQuoting.identifier(copy.tablePart()) + " = " + using(row);
  }

  private String differs(String row) {
    return row + SqlQuoting.identifier(copy.tablePart()) + " is distinct from " + using(row);
  }

  private String using(String row) {
    return ColumnTypeConversion.of(
            now.type(),
            target.type(),
            row + SqlQuoting.identifier(column.tablePart()),
            builder.facts().major())
        .orElseThrow()
        .using();
  }

  private String state(String state) {
    return target.type() + state.formatted(column.tablePart());
  }

  private void takeThePlace() {
    if (!state(CAUGHT_UP).equals(builder.definition(copy.toString()))) {
      batches("catch up with what was written to " + column.displayName(), CAUGHT_UP);
    }
    // The operator consented to the losses that were counted before the first phase. Servers may
    // have written more such values since.
    String words = "the copy takes the place of " + column.displayName();
    StepBuilder step =
        AlterColumnPlanner.step(builder, column, now, conversion, words)
            .stopsOldServers("serving " + column.displayName())
            .lock(Lock.ACCESS_EXCLUSIVE, LockDuration.SCAN);
    List<String> statements = new ArrayList<>();
    statements.add("lock table " + alterTable.table() + " in access exclusive mode");
    statements.add(
        "update " + alterTable.table() + " t set " + set("t.") + " where " + differs("t."));
    statements.addAll(AlterColumnPlanner.dropDependents(builder, column, step));
    keys(step);
    statements.add(alterTable.dropColumn(column.tablePart()));
    statements.add(alterTable.renameColumn(copy.tablePart(), column.tablePart()));
    if (target.hasDefault()) {
      statements.add(alterTable.setDefault(column.tablePart(), target.defaultSql()));
    }
    grants(step, statements);
    step.remove(copy).set(column, target.notNull(false).toString()).transaction(statements);
  }

  /// Keys and indexes are dropped with the column, and recreated without a blocking lock.
  private void keys(StepBuilder step) {
    for (DatabaseObjectKey key : builder.tableKeys()) {
      String definition = String.valueOf(builder.definition(key.toString()));
      boolean keyed =
          switch (key.kind()) {
            case UNIQUE, INDEX ->
                key.table().equals(column.table())
                    && ColumnReferences.lists(definition, column.tablePart());
            case UNIQUE_INDEX ->
                key.table().equals(column.table())
                    && UniqueIndexPlanner.reads(definition, column.tablePart());
            case FOREIGN_KEY ->
                key.table().equals(column.table()) && key.tablePart().equals(column.tablePart());
            case SCHEMA,
                STATEMENT,
                TABLE,
                COLUMN,
                PRIMARY_KEY,
                CHECK,
                RULE,
                FUNCTION,
                VIEW,
                TRIGGER,
                ROW_SECURITY,
                POLICY,
                GRANT ->
                false;
          };
      if (keyed) {
        step.remove(key);
      }
    }
  }

  /// Recreates the column grants, which were dropped with the old column.
  private void grants(StepBuilder step, List<String> statements) {
    DatabaseObjectKey grant = new DatabaseObjectKey(Kind.GRANT, column.table(), "");
    DatabaseObject element = builder.target().element(grant.toString());
    if (element != null) {
      statements.addAll(element.dropSql());
      statements.addAll(element.createSql());
      step.set(grant, element.definition());
    }
  }
}
