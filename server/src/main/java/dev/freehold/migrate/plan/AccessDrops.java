package dev.freehold.migrate.plan;

import dev.freehold.ddl.AccessRecheckDdl;
import dev.freehold.ddl.AlterTriggerDdl;
import dev.freehold.ddl.CopyTriggerDdl;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.FieldWriteTriggerDdl;
import dev.freehold.ddl.LinkDdl;
import dev.freehold.ddl.MoveTriggerDdl;
import dev.freehold.ddl.PersonRoleTriggerDdl;
import dev.freehold.ddl.PolicyDdl;
import dev.freehold.ddl.RelatedRowLockDdl;
import dev.freehold.ddl.RowViewDdl;
import dev.freehold.ddl.StampTriggerDdl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The policies, triggers and views that a step drops, because they read what it changes. Until the last step
/// creates those of the target, row-level security refuses these operations, only the predicates of the
/// statements restrict the moves of a column and who writes it, and no stamp of the table that reads the
/// column is set, and no copy that does.
///
/// @param removed the keys of the policies and triggers
/// @param outdated the keys of the functions that the last step replaces
/// @param statements the drops
public record AccessDrops(
    List<DatabaseObjectKey> removed, List<DatabaseObjectKey> outdated, List<String> statements) {
  /// The definition of a function that the last step replaces or drops.
  public static final String OUTDATED = "outdated";

  /// The column that a move of owned rows into teams ends.
  private static final String OWNER = "user_id";

  /// Ends the name of the column of a reference.
  private static final String REFERENCE = "_id";

  public AccessDrops {
    removed = List.copyOf(removed);
    outdated = List.copyOf(outdated);
    statements = List.copyOf(statements);
  }

  /// What reads a column, for a step that drops the column or changes its type.
  ///
  /// @param model key to definition
  public static AccessDrops ofColumn(Map<String, String> model, DatabaseObjectKey column) {
    List<DatabaseObjectKey> removed = new ArrayList<>();
    List<DatabaseObjectKey> outdated = new ArrayList<>();
    keys(model)
        .forEach(
            key -> {
              boolean reads = reads(key, String.valueOf(model.get(key.toString())), column);
              if ((key.kind() == Kind.POLICY && reads)
                  || (RowViewDdl.isView(key) && key.table().equals(column.table()))
                  || key.equals(MoveTriggerDdl.key(column))
                  || key.equals(FieldWriteTriggerDdl.key(column))
                  || ((key.equals(StampTriggerDdl.trigger(column.table()))
                          || CopyTriggerDdl.isTrigger(key))
                      && reads)
                  || PersonRoleTriggerDdl.triggers(column).contains(key)
                  || LinkDdl.triggers(column).contains(key)) {
                removed.add(key);
              } else if (key.kind() == Kind.FUNCTION && reads) {
                // PostgreSQL lets the column go. A session that has called the function would keep
                // its plan for the old type, so the last step replaces it also where its words
                // stay.
                outdated.add(key);
              }
            });
    return of(removed, outdated);
  }

  /// Everything of a table whose rows get another owner, and the policies of other tables that read the
  /// owner.
  ///
  /// @param model key to definition
  public static AccessDrops ofTable(Map<String, String> model, String table) {
    return of(
        keys(model).stream()
            .filter(
                key ->
                    key.kind() == Kind.POLICY
                        || key.kind() == Kind.TRIGGER
                        || RowViewDdl.isView(key))
            .filter(
                key ->
                    key.table().equals(table)
                        || (key.kind() == Kind.POLICY
                            && PolicyDdl.readsThroughReference(
                                String.valueOf(model.get(key.toString())), table, OWNER)))
            .toList(),
        List.of());
  }

  private static AccessDrops of(List<DatabaseObjectKey> removed, List<DatabaseObjectKey> outdated) {
    return new AccessDrops(removed, outdated, removed.stream().map(AccessDrops::drop).toList());
  }

  private static String drop(DatabaseObjectKey key) {
    return RowViewDdl.isView(key)
        ? RowViewDdl.drop(key.table())
        : key.kind() == Kind.POLICY
            ? PolicyDdl.drop(key.table(), key.tablePart())
            : AlterTriggerDdl.drop(key.table(), key.tablePart());
  }

  private static List<DatabaseObjectKey> keys(Map<String, String> model) {
    return model.keySet().stream()
        .filter(DatabaseObjectKey::isOfTable)
        .map(DatabaseObjectKey::of)
        .toList();
  }

  /// A grant to a person names the relation, and its policy reads the column: `agent`, `agent_id`.
  static boolean reads(DatabaseObjectKey reader, String definition, DatabaseObjectKey column) {
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
}
