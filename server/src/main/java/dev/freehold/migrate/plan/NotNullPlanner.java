package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.Optional;

/// Plans columns that become required. PostgreSQL sets NOT NULL without a scan if a validated CHECK
/// has the same condition, and reads and writes continue during the validation. The plan therefore
/// adds a temporary CHECK, `check app.tasks.title required`.
///
/// Missing values are filled before the CHECK is added, and once more after it, for rows that were
/// written in between.
final class NotNullPlanner {
  /// The name of the CHECK in the model.
  public static final String RULE = "required";

  private static final String VALID = "not null";
  private static final String CHECKED = VALID + MigrationPlanBuilder.NOT_VALIDATED;
  private static final String CHECKED_AND_FILLED =
      MigrationPlanBuilder.FILLED + MigrationPlanBuilder.NOT_VALIDATED;

  private final MigrationPlanBuilder builder;
  private final DatabaseObjectKey column;
  private final DatabaseObjectKey check;
  private final AlterTableDdl alterTable;
  private final String quoted;

  private NotNullPlanner(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    this.builder = builder;
    this.column = column;
    this.check = new DatabaseObjectKey(Kind.CHECK, column.table(), column.tablePart() + " " + RULE);
    this.alterTable = AlterTableDdl.table(column.table());
    this.quoted = SqlQuoting.identifier(column.tablePart());
  }

  public static void plan(MigrationPlanBuilder builder) {
    for (DatabaseObject element : builder.wanted(Kind.COLUMN)) {
      DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
      if (isUnderway(builder, key)) {
        builder
            .target()
            .column(key.table(), key.tablePart())
            .ifPresent(c -> new NotNullPlanner(builder, key).plan(c));
      }
    }
  }

  /// Whether the column differs from the target only in that it is not required yet.
  public static boolean isUnderway(MigrationPlanBuilder builder, DatabaseObjectKey key) {
    DatabaseObject element = builder.target().element(key.toString());
    String now = builder.definition(key.toString());
    return element != null
        && now != null
        && !now.equals(element.definition())
        && ColumnDefinition.of(now).notNull(true).toString().equals(element.definition());
  }

  private void plan(ColumnPlan target) {
    switch (Backfill.of(column.displayName(), target, builder.options())) {
      case Backfill.InvalidBackfill(String text, String why) ->
          blockInvalidBackfill(builder, column, text, why);
      case Backfill.None() -> {
        if (is(null) || is(MigrationPlanBuilder.FILLED)) {
          check(lacking(Risk.BLOCKED), "give these rows a value: " + backfill(builder, column));
        }
        finish();
      }
      case Backfill.Value(String sql, String shown) -> fillAndFinish(sql, shown);
      case Backfill.Copied(String sql, String shown) -> {
        if (CopyPlanner.plan(builder, column.table())) {
          fillAndFinish(sql, shown);
        }
      }
    }
  }

  private void fillAndFinish(String sql, String shown) {
    if (is(null)) {
      fill(
          sql,
          "fill " + column.displayName() + " with " + shown + " where it is null",
          MigrationPlanBuilder.FILLED);
    }
    if (is(MigrationPlanBuilder.FILLED)) {
      check(Optional.empty(), "");
    }
    if (is(CHECKED)) {
      fill(sql, "fill " + column.displayName() + " where it was null still", CHECKED_AND_FILLED);
    }
    finish();
  }

  private boolean is(@org.jspecify.annotations.Nullable String state) {
    return java.util.Objects.equals(builder.definition(check.toString()), state);
  }

  private void fill(String sql, String words, String state) {
    String version =
        builder.has(DatabaseObjectKey.column(column.table(), "_version"))
            ? ", \"_version\" = t.\"_version\" + 1"
            : "";
    builder
        .step(column.displayName(), words)
        .lock(Lock.NONE, LockDuration.MOMENT)
        .atRisk(lacking(Risk.BACKFILL))
        .set(check, state)
        .batches(
            BatchedUpdateSql.of(
                builder,
                column.table(),
                quoted + " = " + sql + version,
                BatchedUpdateSql.of(column.tablePart()) + " is null"));
  }

  private void check(Optional<RowsAtRisk> rows, String remedy) {
    builder
        .step(column.displayName(), "nobody writes " + column.displayName() + " null any more")
        .atRisk(rows)
        .remedy(remedy)
        .set(check, CHECKED)
        .transaction(alterTable.addCheck(check.catalogName(), quoted + " is not null"));
  }

  private void finish() {
    if (is(CHECKED) || is(CHECKED_AND_FILLED)) {
      builder
          .step(
              column.displayName(), "look whether " + column.displayName() + " is null in any row")
          .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
          .set(check, VALID)
          .transaction(alterTable.validate(check.catalogName()));
    }
    if (is(VALID)) {
      ColumnDefinition now =
          ColumnDefinition.of(String.valueOf(builder.definition(column.toString())));
      StepBuilder step =
          builder
              .step(column.displayName(), column.displayName() + " is required")
              .set(column, now.notNull(true).toString())
              .remove(check);
      step.transaction(
          alterTable.setNotNull(column.tablePart(), true),
          alterTable.dropConstraint(check.catalogName()));
    }
  }

  /// The current rows without a value; all rows if the column is new.
  private Optional<RowsAtRisk> lacking(Risk ifAny) {
    Optional<String> source =
        builder.currentRows().currentColumn(column.table(), column.tablePart());
    return builder
        .currentRows()
        .currentTable(column.table())
        .map(
            table ->
                new RowsAtRisk(
                    count(
                        AlterTableDdl.qualified(table)
                            + source
                                .map(name -> " where " + SqlQuoting.identifier(name) + " is null")
                                .orElse(""),
                        ifAny),
                    "rows of " + column.table() + " without " + column.tablePart(),
                    ifAny));
  }

  /// Rows that get a value need not be named.
  private static String count(String rows, Risk ifAny) {
    return ifAny == Risk.BLOCKED ? CurrentRows.count(rows) : "select count(*) from " + rows;
  }

  static void blockInvalidBackfill(
      MigrationPlanBuilder builder, DatabaseObjectKey column, String text, String why) {
    builder
        .step(column.displayName(), column.displayName() + ": the value '" + text + "' " + why)
        .remedy(backfill(builder, column) + ", with one that the field can have")
        .blocked();
  }

  static void blockMissingValue(
      MigrationPlanBuilder builder, DatabaseObjectKey column, String why) {
    builder
        .step(column.displayName(), column.displayName() + " " + why)
        .remedy(
            backfill(builder, column)
                + " for the rows that are there; or give it a default; or make it optional")
        .blocked();
  }

  /// The option that gives rows a value, with the values of an enum.
  private static String backfill(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    List<String> values =
        builder
            .target()
            .column(column.table(), column.tablePart())
            .filter(c -> !c.type().array())
            .map(c -> c.constraints().values())
            .orElse(List.of());
    return "--backfill "
        + column.displayName()
        + "=VALUE"
        + (values.isEmpty() ? "" : " (" + String.join(", ", values) + ")");
  }
}
