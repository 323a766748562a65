package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTriggerDdl;
import dev.freehold.ddl.CopyTriggerDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.PolicyDdl;
import dev.freehold.ddl.RowViewDdl;
import dev.freehold.ddl.StampTriggerDdl;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import java.util.ArrayList;
import java.util.List;

/// Plans triggers, row-level security, policies and grants, in one transaction and as the last
/// step. Unfinished tables have no grants and cannot be accessed.
final class AccessControlPlanner {
  private static final String SUBJECT = "access";

  private static final String WORDS = "renewed the grants and policies";

  private AccessControlPlanner() {}

  /// Drops the policies and triggers whose condition reads a column, see [AccessDrops].
  ///
  /// @return the statements; the step removes the policies and triggers from the model
  static List<String> drops(
      MigrationPlanBuilder builder, DatabaseObjectKey column, StepBuilder step) {
    AccessDrops drops = AccessDrops.ofColumn(builder.model(), column);
    drops.removed().forEach(step::remove);
    drops.outdated().forEach(key -> step.set(key, AccessDrops.OUTDATED));
    return drops.statements();
  }

  /// The triggers whose functions name a column, or may. A step that renames the column drops them,
  /// because later steps may update the rows.
  static List<DatabaseObjectKey> namedBy(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    return builder.tableKeys().stream()
        .filter(
            key ->
                key.equals(StampTriggerDdl.trigger(column.table()))
                    || (CopyTriggerDdl.isTrigger(key)
                        && AccessDrops.reads(
                            key, String.valueOf(builder.definition(key.toString())), column)))
        .toList();
  }

  static void plan(MigrationPlanBuilder builder) {
    List<String> statements = new ArrayList<>();
    List<String> functions = new ArrayList<>();
    StepBuilder step = builder.step(SUBJECT, WORDS);
    boolean needed = false;
    boolean locks = false;
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (key.kind().isRecreatable() && !builder.target().has(key)) {
        if (key.kind() == Kind.POLICY) {
          statements.add(PolicyDdl.drop(key.table(), key.tablePart()));
          locks = true;
        } else if (key.kind() == Kind.TRIGGER) {
          statements.add(AlterTriggerDdl.drop(key.table(), key.tablePart()));
          locks = true;
        } else if (key.kind() == Kind.FUNCTION) {
          functions.add(AlterTriggerDdl.dropFunction(key.table()));
        } else if (key.kind() == Kind.VIEW) {
          functions.add(
              RowViewDdl.isView(key)
                  ? RowViewDdl.drop(key.table())
                  : TeamDdl.dropView(key.table()));
        }
        step.remove(key);
        needed = true;
      }
    }
    for (DatabaseObject element : builder.target().elements()) {
      if (element.kind().isRecreatable()
          && !element.definition().equals(builder.definition(element.key()))) {
        statements.addAll(element.dropSql());
        statements.addAll(element.createSql());
        step.set(element.key(), element.definition());
        locks |=
            element.kind() != Kind.GRANT
                && element.kind() != Kind.FUNCTION
                && element.kind() != Kind.VIEW;
        needed = true;
      }
    }
    statements.addAll(functions);
    if (needed) {
      step.lock(locks ? Lock.ACCESS_EXCLUSIVE : Lock.NONE, LockDuration.MOMENT)
          .transaction(statements);
    }
  }
}
