package dev.freehold.migrate.plan;

import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.CopySql;
import dev.freehold.ddl.CopyTriggerDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ColumnPlan.Copy;
import dev.freehold.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Plans the trigger that copies values into a column which becomes required. It is there before the rows
/// are filled, so that servers of the old spec, which do not know the column, can create rows. The trigger
/// of other columns is planned by [AccessControlPlanner].
final class CopyPlanner {
  private CopyPlanner() {}

  /// The value of a copy for a row that is there: that of the related row now.
  static Backfill.Copied value(ColumnPlan column) {
    return new Backfill.Copied(
        CopySql.ofRow(column, "t"), Objects.requireNonNull(column.copy()).text());
  }

  /// Plans the trigger of the table, unless it is there.
  ///
  /// @return whether rows can be filled: the columns that the copies of the table read are those of the
  ///   target. Until the contract phase they may have other names and types
  static boolean plan(MigrationPlanBuilder builder, String table) {
    if (!isReady(builder, table)) {
      return false;
    }
    List<DatabaseObject> missing =
        Stream.of(CopyTriggerDdl.function(table), CopyTriggerDdl.trigger(table))
            .map(key -> Objects.requireNonNull(builder.target().element(key.toString())))
            .filter(e -> !e.definition().equals(builder.definition(e.key())))
            .toList();
    if (!missing.isEmpty()) {
      StepBuilder step = builder.step(table, "new rows of " + table + " get their copies");
      List<String> statements = new ArrayList<>();
      for (DatabaseObject element : missing) {
        statements.addAll(element.dropSql());
        statements.addAll(element.createSql());
        step.set(element.key(), element.definition());
      }
      step.transaction(statements);
    }
    return true;
  }

  private static boolean isReady(MigrationPlanBuilder builder, String table) {
    return builder.target().table(table).stream()
        .flatMap(t -> t.columns().stream())
        .filter(c -> c.copy() != null)
        .allMatch(
            c ->
                isReady(builder, DatabaseObjectKey.column(table, c.name()))
                    && isReady(builder, Objects.requireNonNull(c.copy())));
  }

  private static boolean isReady(MigrationPlanBuilder builder, Copy copy) {
    TablePlan.ForeignKey key = copy.key();
    return !builder.isPostponed(key.target())
        && isReady(builder, DatabaseObjectKey.column(key.target(), copy.column()));
  }

  /// Whether a column has its name and type of the target.
  private static boolean isReady(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    String now = builder.definition(column.toString());
    DatabaseObject target = Objects.requireNonNull(builder.target().element(column.toString()));
    return now != null
        && ColumnDefinition.of(now).type().equals(ColumnDefinition.of(target.definition()).type());
  }
}
