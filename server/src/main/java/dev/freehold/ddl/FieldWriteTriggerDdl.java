package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.ddl.ColumnGuardDdl.AllowedChange;
import dev.freehold.ddl.PolicyDdl.PolicyCondition;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The triggers that refuse a change of a field by a caller who may not write it in this row.
public final class FieldWriteTriggerDdl {
  private static final String PREFIX = "_writes_";
  private static final String FUNCTIONS = "_may_write_";
  private static final ColumnGuardDdl GUARD =
      new ColumnGuardDdl(PREFIX, FUNCTIONS, "the caller may not write the field in this row");

  private FieldWriteTriggerDdl() {}

  /// The function of a table and a trigger for each field that callers may write in some rows only.
  static List<DatabaseObject> of(ApiPlan plan, ResourcePlan resource) {
    PolicyCondition stored = PolicyCondition.ofOldRow(plan, resource);
    List<AllowedChange> changes =
        resource.updateFields().stream()
            .map(WriteField::column)
            .filter(ColumnPlan::isWrittenByRow)
            .map(
                c ->
                    new AllowedChange(
                        c,
                        Access.text(c.writers())
                            + PolicyDdl.through(resource.table().name(), c.writers()),
                        stored.any(CrudOperation.UPDATE, c.writers())))
            .toList();
    return changes.isEmpty() ? List.of() : GUARD.of(resource, changes);
  }

  /// The key of the trigger of a column.
  public static DatabaseObjectKey key(DatabaseObjectKey column) {
    return new DatabaseObjectKey(TRIGGER, column.table(), PREFIX + column.tablePart());
  }

  /// The key of the function of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey function(String table) {
    return new DatabaseObjectKey(FUNCTION, FUNCTIONS + table, "");
  }

  /// The column of a trigger; null for another name.
  public static @Nullable String column(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : null;
  }
}
