package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plans new columns. A constant default needs no rewrite: PostgreSQL stores it once for all
/// existing rows (manual, "ALTER TABLE", notes). A backfill value is the default until the contract
/// phase, so that servers of the old spec, which do not know the column, can create rows.
final class AddColumnPlanner {
  private final MigrationPlanBuilder builder;
  private final DatabaseObject element;
  private final DatabaseObjectKey key;
  private final ColumnDefinition definition;

  private AddColumnPlanner(MigrationPlanBuilder builder, DatabaseObject element) {
    this.builder = builder;
    this.element = element;
    this.key = DatabaseObjectKey.of(element.key());
    this.definition = ColumnDefinition.of(element.definition());
  }

  public static void plan(MigrationPlanBuilder builder) {
    for (DatabaseObject element : builder.wanted(Kind.COLUMN)) {
      if (builder.definition(element.key()) == null) {
        new AddColumnPlanner(builder, element).plan();
      }
    }
  }

  private void plan() {
    String wish = builder.options().backfillValues().get(key.displayName());
    Optional<Backfill> fill =
        builder
            .target()
            .column(key.table(), key.tablePart())
            .map(c -> Backfill.of(key.displayName(), c, builder.options()));
    switch (fill.orElse(new Backfill.None())) {
      case Backfill.InvalidBackfill(String text, String why) ->
          NotNullPlanner.blockInvalidBackfill(builder, key, text, why);
      case Backfill.None() -> {
        if (definition.notNull()) {
          NotNullPlanner.blockMissingValue(builder, key, "is new and required, and rows lack it");
        } else {
          add(
              builder.step(key.displayName(), "new column " + key.displayName() + " " + definition),
              definition,
              List.of(element.createSql().getFirst()));
        }
      }
      case Backfill.Copied _ -> {
        // Its rows are filled before it is required.
        ColumnDefinition empty = definition.notNull(false);
        add(
            builder.step(key.displayName(), "new column " + key.displayName() + " " + empty),
            empty,
            List.of(AlterTableDdl.table(key.table()).addColumn(key.tablePart(), empty.toString())));
      }
      case Backfill.Value(String sql, String shown) -> {
        if (wish == null) {
          add(
              builder.step(key.displayName(), "new column " + key.displayName() + " " + definition),
              definition,
              List.of(element.createSql().getFirst()));
        } else {
          fill(sql, shown);
        }
      }
    }
  }

  private void fill(String sql, String shown) {
    AlterTableDdl alterTable = AlterTableDdl.table(key.table());
    ColumnDefinition filled = definition.withDefault(sql);
    boolean kept = definition.notNull() && !definition.hasDefault();
    List<String> statements = new ArrayList<>();
    statements.add(alterTable.addColumn(key.tablePart(), filled.toString()));
    if (!kept) {
      statements.add(alterTable.setDefault(key.tablePart(), definition.defaultSql()));
    }
    add(
        builder
            .step(
                key.displayName(),
                "new column "
                    + key.displayName()
                    + " "
                    + definition
                    + ", "
                    + shown
                    + " for the rows that are there")
            .risk(Risk.BACKFILL),
        kept ? filled : definition,
        statements);
  }

  /// Adds the rules of the column as NOT VALID. They are validated later, without a blocking lock.
  private void add(StepBuilder step, ColumnDefinition made, List<String> make) {
    List<String> statements = new ArrayList<>(make);
    step.set(element.key(), made.toString());
    for (DatabaseObject check : builder.target().elements(Kind.CHECK)) {
      DatabaseObjectKey rule = DatabaseObjectKey.of(check.key());
      if (rule.table().equals(key.table()) && rule.column().equals(key.tablePart())) {
        statements.add(AlterTableDdl.addConstraintNotValid(check));
        step.set(check.key(), check.definition() + MigrationPlanBuilder.NOT_VALIDATED);
      }
    }
    step.transaction(statements);
  }
}
