package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;

import dev.freehold.ddl.PolicyDdl.PolicyCondition;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The triggers that judge a write again after [RelatedRowLockDdl] has locked the rows on which its
/// access depends. Statement and policy judge by the snapshot of the statement; a function has a new one
/// for each of its queries, and sees what was committed while it waited for the lock.
///
/// A row that may not be written any more is left out, as a row that the predicate of the statement
/// leaves out, so that the answer is the same. The function runs with the rights of the caller: the
/// read policies of the tables on a path apply.
///
/// PostgreSQL runs triggers by name: it comes after those that lock rows and set stamps.
public final class AccessRecheckDdl {
  private static final String TRIGGER_NAME = "_still_granted";
  private static final String FUNCTIONS = "_recheck_";

  private AccessRecheckDdl() {}

  /// A function and a trigger for each table with such access.
  static List<DatabaseObject> of(ApiPlan plan) {
    List<DatabaseObject> objects = new ArrayList<>();
    for (ResourcePlan resource : plan.resourcesAndPeople()) {
      List<CrudOperation> operations =
          Stream.of(CrudOperation.CREATE, CrudOperation.UPDATE, CrudOperation.DELETE)
              .filter(
                  operation ->
                      resource.access().of(operation).stream()
                          .anyMatch(RelatedRowLockDdl::isLocked))
              .toList();
      if (!operations.isEmpty()) {
        TablePlan table = resource.table();
        objects.add(function(plan, resource, operations));
        objects.add(WriteTriggerSql.of(table, TRIGGER_NAME, operations, FUNCTIONS + table.name()));
      }
    }
    return objects;
  }

  private static DatabaseObject function(
      ApiPlan plan, ResourcePlan resource, List<CrudOperation> operations) {
    TablePlan table = resource.table();
    String name = SqlQuoting.qualified(TablePlan.SCHEMA, FUNCTIONS + table.name());
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "." + FUNCTIONS + table.name(),
        operations.stream()
            .map(
                operation -> {
                  List<Grant> grants = resource.access().of(operation);
                  return WriteTriggerSql.event(operation)
                      + ": "
                      + Access.text(grants)
                      + PolicyDdl.through(table.name(), grants);
                })
            .collect(Collectors.joining("; ")),
        List.of(),
        List.of(
            """
            create or replace function %s() returns trigger
              language plpgsql set search_path = '' as $$
            begin
            %s  return %s;
            end
            $$\
            """
                .formatted(
                    name,
                    WriteTriggerSql.branches(
                        operations, operation -> refusal(plan, resource, operation)),
                    WriteTriggerSql.ROW),
            "revoke execute on function " + name + "() from public"));
  }

  /// A change is judged before and after.
  private static String refusal(ApiPlan plan, ResourcePlan resource, CrudOperation operation) {
    String granted =
        WriteTriggerSql.rows(operation).stream()
            .map(
                row ->
                    "("
                        + PolicyCondition.ofRow(plan, resource, row)
                            .any(operation, resource.access().of(operation))
                        + ")")
            .collect(Collectors.joining("\n      and "));
    return "    if (" + granted + ") is not true then\n      return null;\n    end if;\n";
  }

  /// The key of the function of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey function(String table) {
    return new DatabaseObjectKey(FUNCTION, FUNCTIONS + table, "");
  }
}
