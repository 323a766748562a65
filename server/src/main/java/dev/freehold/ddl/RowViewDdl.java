package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.VIEW;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;

/// The view of the rows that a caller may read: the read policy of a table as a view.
///
/// Beside a policy PostgreSQL lets an index serve a condition only if its operator is LEAKPROOF
/// (manual, 41.5); those of `numeric` and `@@` are not. A view with the rights of the owner of the
/// tables, who reads all rows, has no policy in the way, and its own condition is the one of the
/// policy, written by the same code. A statement that forgets its predicate still gets no row of
/// others.
///
/// What a policy promises beyond that, that no function of the statement sees a hidden row, keeps out
/// who can write SQL. Such a caller could as well set `freehold.user_id`.
public final class RowViewDdl {
  /// Of the key in the model, after the table.
  private static final String PART = "rows";

  private RowViewDdl() {}

  /// Whether a resource has the view. With a single login the owner of the tables serves requests, and
  /// must not read all rows.
  static boolean has(ResourcePlan resource, DatabaseRoleNames roles) {
    return !roles.isSingle() && resource.hasRowView();
  }

  /// The name with its schema, quoted. No resource, and so no other table or view, has a name that
  /// begins with two `_`.
  ///
  /// @param table without its schema
  public static String name(String table) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, "__" + table);
  }

  /// Whether it is the view of a table.
  public static boolean isView(DatabaseObjectKey key) {
    return key.kind() == VIEW && key.tablePart().equals(PART);
  }

  public static String drop(String table) {
    return "drop view if exists " + name(table);
  }

  /// With `coalesce` PostgreSQL neither chooses an index for the condition nor takes it to leave few
  /// rows: the condition of the statement, which says the same, does both.
  static List<DatabaseObject> of(ApiPlan plan, ResourcePlan resource, DatabaseRoleNames roles) {
    if (!has(resource, roles)) {
      return List.of();
    }
    String table = resource.table().name();
    List<String> columns = resource.table().columns().stream().map(ColumnPlan::name).toList();
    String api = SqlQuoting.identifier(roles.api());
    String condition =
        new PolicyDdl.PolicyCondition(plan, resource)
            .any(CrudOperation.READ, resource.access().read());
    return List.of(
        PolicyDdl.ownerRead(table, "views", "all rows", "true", roles),
        DatabaseObject.replaceable(
            VIEW,
            TablePlan.SCHEMA + "." + table + "." + PART,
            "(%s) of %s, for %s"
                .formatted(
                    String.join(", ", columns), Access.text(resource.access().read()), roles.api()),
            List.of(drop(table)),
            List.of(
                "create view %s as\nselect %s\n  from %s\n where coalesce(%s, false)"
                    .formatted(
                        name(table),
                        columns.stream()
                            .map(SqlQuoting::identifier)
                            .collect(Collectors.joining(", ")),
                        SqlQuoting.qualified(TablePlan.SCHEMA, table),
                        condition),
                "revoke all on " + name(table) + " from public",
                "grant select on " + name(table) + " to " + api)));
  }
}
