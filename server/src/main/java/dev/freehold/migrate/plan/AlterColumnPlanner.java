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
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Plans changes of existing columns: another type, another default, no longer required. A column
/// that becomes required is planned by [NotNullPlanner].
final class AlterColumnPlanner {
  /// The largest table, in rows, that is rewritten in place. PostgreSQL rewrites about 300,000 rows
  /// a second.
  private static final long MAX_REWRITE_ROWS = 100_000;

  private AlterColumnPlanner() {}

  public static void plan(MigrationPlanBuilder builder) {
    for (DatabaseObject element : builder.wanted(Kind.COLUMN)) {
      String now = builder.definition(element.key());
      if (now != null && !now.equals(element.definition())) {
        change(
            builder,
            DatabaseObjectKey.of(element.key()),
            ColumnDefinition.of(now),
            ColumnDefinition.of(element.definition()));
      }
    }
  }

  private static void change(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnDefinition target) {
    if (now.identity() != target.identity()) {
      builder
          .step(column.displayName(), column.displayName() + ": " + now + " → " + target)
          .remedy(
              "ids that were given stay what they are; make a new resource and bring the rows over")
          .blocked();
      return;
    }
    AlterTableDdl alterTable = AlterTableDdl.table(column.table());
    ColumnDefinition is = now;
    if (is.notNull() && !target.notNull()) {
      is = is.notNull(false);
      builder
          .step(column.displayName(), column.displayName() + " is optional")
          .set(column, is.toString())
          .transaction(alterTable.setNotNull(column.tablePart(), false));
    }
    if (!is.type().equals(target.type())) {
      changeType(builder, column, is, target);
    } else if (!is.defaultSql().equals(target.defaultSql())) {
      changeDefault(builder, column, is, target);
    }
  }

  /// Changes the default of a column. Servers of the old spec may write no value to a required
  /// column and rely on its default.
  private static void changeDefault(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnDefinition target) {
    boolean needed = !target.hasDefault() && (now.notNull() || target.notNull());
    if (needed && !builder.isContract()) {
      return;
    }
    StepBuilder step =
        builder
            .step(
                column.displayName(),
                column.displayName()
                    + (target.hasDefault()
                        ? ": default " + target.defaultSql()
                        : ": no default any more"))
            .set(column, now.withDefault(target.defaultSql()).toString());
    if (needed) {
      step.stopsOldServers("creating rows of " + column.table() + " without " + column.tablePart());
    }
    step.transaction(
        AlterTableDdl.table(column.table()).setDefault(column.tablePart(), target.defaultSql()));
  }

  /// Changes the type of a column. PostgreSQL rewrites every row under `ACCESS EXCLUSIVE`, so
  /// tables of more than [#MAX_REWRITE_ROWS] rows go through [ExpandContractPlanner].
  private static void changeType(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnDefinition target) {
    String words = column.displayName() + ": " + now.type() + " → " + target.type();
    String quoted = SqlQuoting.identifier(column.tablePart());
    Optional<ColumnTypeConversion> found =
        ColumnTypeConversion.of(now.type(), target.type(), quoted, builder.facts().major());
    if (found.isEmpty()) {
      builder
          .step(column.displayName(), words + ": there is no way from one to the other")
          .remedy(
              "give the field another name and drop this one, or bring the values over yourself")
          .blocked();
      return;
    }
    String rows = builder.currentRows().currentTable(column.table()).orElse(column.table());
    boolean copied =
        ExpandContractPlanner.isUnderway(builder, column)
            || builder.facts().rowsOf(rows) > MAX_REWRITE_ROWS;
    if (copied) {
      ExpandContractPlanner.plan(builder, column, now, target, found.get());
    } else if (builder.isContract()) {
      alter(builder, column, now, target, found.get(), words);
    }
    if (!builder.isContract()) {
      builder.postpone(column);
    }
  }

  private static void alter(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnDefinition target,
      ColumnTypeConversion conversion,
      String words) {
    AlterTableDdl alterTable = AlterTableDdl.table(column.table());
    ColumnDefinition changed = now.ofType(target.type()).withDefault(target.defaultSql());
    StepBuilder step =
        step(builder, column, now, conversion, words)
            .stopsOldServers("serving " + column.displayName())
            .lock(Lock.ACCESS_EXCLUSIVE, LockDuration.REWRITE)
            .set(column, changed.toString());
    List<String> statements = new ArrayList<>(dropDependents(builder, column, step));
    if (now.hasDefault()) {
      statements.add(alterTable.setDefault(column.tablePart(), ""));
    }
    statements.add(alterTable.setType(column.tablePart(), target.type(), conversion.using()));
    if (target.hasDefault()) {
      statements.add(alterTable.setDefault(column.tablePart(), target.defaultSql()));
    }
    step.transaction(statements);
  }

  /// A step with the count of values that the conversion loses.
  static StepBuilder step(
      MigrationPlanBuilder builder,
      DatabaseObjectKey column,
      ColumnDefinition now,
      ColumnTypeConversion conversion,
      String words) {
    Optional<RowsAtRisk> lost =
        conversion.isLossless()
            ? Optional.empty()
            : lost(builder, column, now.notNull() ? Risk.BLOCKED : Risk.LOSSY);
    return builder
        .step(column.displayName(), words)
        .atRisk(lost)
        .remedy(lost.isEmpty() ? "" : remedy(builder, column, now.notNull()));
  }

  private static String remedy(
      MigrationPlanBuilder builder, DatabaseObjectKey column, boolean required) {
    if (required) {
      return "mend these values first: " + column.displayName() + " must have one";
    }
    return builder.options().allowedLosses().contains(column.displayName())
        ? ""
        : "mend these values first, or let them become null: --allow-loss " + column.displayName();
  }

  private static Optional<RowsAtRisk> lost(
      MigrationPlanBuilder builder, DatabaseObjectKey column, Risk ifAny) {
    Optional<String> table = builder.currentRows().currentTable(column.table());
    Optional<String> source =
        builder.currentRows().currentColumn(column.table(), column.tablePart());
    if (table.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    ColumnDefinition now =
        ColumnDefinition.of(String.valueOf(builder.definition(column.toString())));
    ColumnDefinition target =
        ColumnDefinition.of(
            Objects.requireNonNull(builder.target().element(column.toString())).definition());
    String quoted = SqlQuoting.identifier(source.get());
    return ColumnTypeConversion.of(now.type(), target.type(), quoted, builder.facts().major())
        .map(
            c ->
                new RowsAtRisk(
                    CurrentRows.count(
                        AlterTableDdl.qualified(table.get())
                            + " where "
                            + quoted
                            + " is not null and not ("
                            + c.convertibleWhen()
                            + ")"),
                    "values of " + column.displayName() + " that are no " + target.type(),
                    ifAny));
  }

  /// Drops the rules, expression indexes and policies that depend on the old type of a column. The
  /// plan later creates those of the target, for the new type.
  static List<String> dropDependents(
      MigrationPlanBuilder builder, DatabaseObjectKey column, StepBuilder step) {
    AlterTableDdl alterTable = AlterTableDdl.table(column.table());
    List<String> statements = new ArrayList<>(AccessControlPlanner.drops(builder, column, step));
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (!key.table().equals(column.table())) {
        continue;
      }
      String definition = String.valueOf(builder.definition(key.toString()));
      boolean ends =
          switch (key.kind()) {
            case CHECK -> key.column().equals(column.tablePart());
            case RULE -> ColumnReferences.reads(definition, column.tablePart());
            case UNIQUE_INDEX -> UniqueIndexPlanner.reads(definition, column.tablePart());
            case INDEX ->
                definition.contains(" words of (")
                    && ColumnReferences.reads(definition, column.tablePart());
            case SCHEMA,
                STATEMENT,
                TABLE,
                COLUMN,
                PRIMARY_KEY,
                UNIQUE,
                FOREIGN_KEY,
                FUNCTION,
                VIEW,
                TRIGGER,
                ROW_SECURITY,
                POLICY,
                GRANT ->
                false;
          };
      if (ends) {
        statements.add(
            key.kind() == Kind.INDEX || key.kind() == Kind.UNIQUE_INDEX
                ? AlterTableDdl.dropIndex(key.tablePart())
                : alterTable.dropConstraint(key.catalogName()));
        step.remove(key);
      }
    }
    return statements;
  }
}
