package dev.freehold.migrate.plan;

import dev.freehold.ddl.AccessRecheckDdl;
import dev.freehold.ddl.AlterTriggerDdl;
import dev.freehold.ddl.CopyTriggerDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.FieldWriteTriggerDdl;
import dev.freehold.ddl.LinkDdl;
import dev.freehold.ddl.MoveTriggerDdl;
import dev.freehold.ddl.PersonRoleTriggerDdl;
import dev.freehold.ddl.PolicyDdl;
import dev.freehold.ddl.RelatedRowLockDdl;
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

  /// Ends the name of the column of a reference.
  private static final String REFERENCE = "_id";

  /// The definition of a function that the last step replaces or drops.
  private static final String OUTDATED = "outdated";

  private static final String WORDS = "renewed the grants and policies";

  private AccessControlPlanner() {}

  /// Drops the policies and triggers whose condition reads a column, for a step that drops the
  /// column or changes its type. Until [#plan] creates the policies and triggers of the target,
  /// row-level security refuses these operations, only the predicates of the statements restrict the
  /// moves of the column and who writes it, and no stamp of the table that reads the column is set, and
  /// no copy that does.
  ///
  /// @return the statements; the step removes the policies and triggers from the model
  static List<String> drops(
      MigrationPlanBuilder builder, DatabaseObjectKey column, StepBuilder step) {
    List<String> statements = new ArrayList<>();
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (key.kind() == Kind.POLICY
          && reads(key, String.valueOf(builder.definition(key.toString())), column)) {
        statements.add(PolicyDdl.drop(key.table(), key.tablePart()));
        step.remove(key);
      } else if (key.equals(MoveTriggerDdl.key(column))
          || key.equals(FieldWriteTriggerDdl.key(column))
          || ((key.equals(StampTriggerDdl.trigger(column.table())) || CopyTriggerDdl.isTrigger(key))
              && reads(key, String.valueOf(builder.definition(key.toString())), column))
          || PersonRoleTriggerDdl.triggers(column).contains(key)
          || LinkDdl.triggers(column).contains(key)) {
        statements.add(AlterTriggerDdl.drop(key.table(), key.tablePart()));
        step.remove(key);
      } else if (key.kind() == Kind.FUNCTION
          && reads(key, String.valueOf(builder.definition(key.toString())), column)) {
        // PostgreSQL lets the column go. A session that has called the function would keep its plan
        // for
        // the old type, so the last step replaces it also where its words stay.
        step.set(key.toString(), OUTDATED);
      }
    }
    return statements;
  }

  /// The triggers whose functions name a column, or may. A step that renames the column drops them,
  /// because later steps may update the rows.
  static List<DatabaseObjectKey> namedBy(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    return builder.tableKeys().stream()
        .filter(
            key ->
                key.equals(StampTriggerDdl.trigger(column.table()))
                    || (CopyTriggerDdl.isTrigger(key)
                        && reads(key, String.valueOf(builder.definition(key.toString())), column)))
        .toList();
  }

  /// A grant to a person names the relation, and its policy reads the column: `agent`, `agent_id`.
  private static boolean reads(
      DatabaseObjectKey reader, String definition, DatabaseObjectKey column) {
    return isOf(reader, column.table())
        ? ColumnReferences.reads(definition, column.tablePart())
            || (column.tablePart().endsWith(REFERENCE)
                && ColumnReferences.reads(
                    definition,
                    column
                        .tablePart()
                        .substring(0, column.tablePart().length() - REFERENCE.length())))
        : PolicyDdl.readsThroughReference(definition, column.table(), column.tablePart());
  }

  /// Whether a policy or the function of a trigger judges the rows of a table.
  private static boolean isOf(DatabaseObjectKey reader, String table) {
    return reader.table().equals(table)
        || reader.equals(MoveTriggerDdl.function(table))
        || reader.equals(FieldWriteTriggerDdl.function(table))
        || reader.equals(StampTriggerDdl.function(table))
        || reader.equals(CopyTriggerDdl.function(table))
        || reader.equals(RelatedRowLockDdl.function(table))
        || reader.equals(AccessRecheckDdl.function(table));
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
          functions.add(TeamDdl.dropView(key.table()));
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
