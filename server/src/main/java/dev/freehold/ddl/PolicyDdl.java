package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.POLICY;
import static dev.freehold.ddl.DatabaseObject.Kind.ROW_SECURITY;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The row-level security policies of one table.
///
/// Row-level security is forced, so it also applies to the table's owner. Every policy is for the
/// role that serves resources: every other role, including the owner, sees no rows. Operations
/// without a policy are refused.
public final class PolicyDdl {
  private final String table;
  private final String ownerColumn;
  private final String api;

  /// @param table of schema `app`
  private PolicyDdl(String table, String ownerColumn, DatabaseRoleNames roles) {
    this.table = table;
    this.ownerColumn = ownerColumn;
    this.api = roles.api();
  }

  static List<DatabaseObject> of(ResourcePlan resource, DatabaseRoleNames roles) {
    String owner = resource.table().column(ColumnPlan.Role.OWNER).name();
    return of(resource.table().name(), owner, resource.access(), roles);
  }

  static List<DatabaseObject> of(
      String table, String ownerColumn, Access access, DatabaseRoleNames roles) {
    return new PolicyDdl(table, ownerColumn, roles).of(access);
  }

  /// A policy that depends on the row alone.
  ///
  /// @param table without its schema
  /// @param words the condition as it is displayed
  static DatabaseObject policy(
      String table,
      String policy,
      String command,
      String words,
      String condition,
      DatabaseRoleNames roles) {
    return new PolicyDdl(table, "", roles).policy(policy, command, words, using(condition));
  }

  /// One policy for all operations if only the owner has access; otherwise one for each operation
  /// with a grant.
  private List<DatabaseObject> of(Access access) {
    List<DatabaseObject> all = new ArrayList<>(List.of(rowSecurity()));
    if (access.equals(Access.OWNER_ONLY)) {
      all.add(owned());
    } else {
      for (CrudOperation operation : CrudOperation.values()) {
        if (!access.of(operation).isEmpty()) {
          all.add(granted(operation, access.of(operation)));
        }
      }
    }
    return all;
  }

  /// Drops a policy that is replaced or no longer needed.
  ///
  /// @param table without its schema
  public static String drop(String table, String policy) {
    return "drop policy if exists "
        + SqlQuoting.identifier(policy)
        + " on "
        + SqlQuoting.qualified(TablePlan.SCHEMA, table);
  }

  private DatabaseObject rowSecurity() {
    return DatabaseObject.replaceable(
        ROW_SECURITY,
        TablePlan.SCHEMA + "." + table,
        "enabled, forced",
        List.of(),
        List.of("alter table " + name() + " enable row level security, force row level security"));
  }

  private DatabaseObject owned() {
    String owned = PolicyCondition.owned(ownerColumn);
    return policy("owner", "all", "own rows", using(owned) + check(owned));
  }

  private DatabaseObject granted(CrudOperation operation, List<Grant> grants) {
    String words = Access.text(grants);
    String any = PolicyCondition.any(grants, ownerColumn);
    String name = operation.name().toLowerCase(Locale.ROOT);
    return switch (operation) {
      case READ -> policy(name, "select", words, using(any));
      case CREATE ->
          policy(name, "insert", words, check(PolicyCondition.created(grants, ownerColumn)));
      case UPDATE -> policy(name, "update", words, using(any) + check(any));
      case DELETE -> policy(name, "delete", words, using(any));
    };
  }

  private DatabaseObject policy(String policy, String command, String words, String conditions) {
    return DatabaseObject.replaceable(
        POLICY,
        TablePlan.SCHEMA + "." + table + "." + policy,
        words + ", for " + api,
        List.of(drop(table, policy)),
        List.of(
            "create policy %s on %s for %s to %s%s"
                .formatted(
                    SqlQuoting.identifier(policy),
                    name(),
                    command,
                    SqlQuoting.identifier(api),
                    conditions)));
  }

  private static String using(String condition) {
    return "\n  using (" + condition + ")";
  }

  private static String check(String condition) {
    return "\n  with check (" + condition + ")";
  }

  private String name() {
    return SqlQuoting.qualified(TablePlan.SCHEMA, table);
  }

  /// The grants of an `access` as conditions on a row. They read the settings that each statement
  /// sets for itself.
  ///
  /// `nullif`: a setting that was set before in a session reads as `''` after its transaction, and
  /// `''::uuid` would be an error instead of no rows. A missing setting is null, which no row
  /// matches. A subselect is evaluated once for each statement and not for each row.
  static final class PolicyCondition {
    private static final String USER_SETTING =
        "nullif(current_setting('freehold.user_id', true), '')";

    /// The row that a policy judges.
    private static final RuleSql.RowReference ROW =
        new RuleSql.RowReference() {
          @Override
          public String column(String name) {
            return SqlQuoting.identifier(name);
          }

          @Override
          public String currentUser() {
            return "(select " + USER_SETTING + "::uuid)";
          }
        };

    private PolicyCondition() {}

    /// The row is the caller's own.
    static String owned(String ownerColumn) {
      return subject(new Grant.Owner(), ownerColumn, ROW::column, PolicyCondition::once);
    }

    /// One of the grants applies to the stored row, for the condition of a trigger, which cannot have
    /// a subselect. It is evaluated only for a row that changes.
    ///
    /// @param grants at least one, each without a condition
    static String ofTrigger(List<Grant> grants, String ownerColumn) {
      return MoveSql.anyOf(
          grants.stream()
              .map(
                  grant ->
                      subject(
                          grant,
                          ownerColumn,
                          column -> "old." + SqlQuoting.identifier(column),
                          setting -> "(" + setting + ")"))
              .toList());
    }

    private static String once(String setting) {
      return "(select " + setting + ")";
    }

    /// One of the grants applies. The widest grant stands alone: others would not add rows, and an
    /// `or` can keep the planner from using an index.
    ///
    /// @param grants at least one
    static String any(List<Grant> grants, String ownerColumn) {
      Grant widest = grants.contains(new Grant.Public()) ? new Grant.Public() : new Grant.User();
      return grants.contains(widest)
          ? one(widest, ownerColumn)
          : grants.stream().map(g -> one(g, ownerColumn)).collect(Collectors.joining(" or "));
    }

    /// The new row is the caller's own, and one of the grants applies. The owner of a row is signed
    /// in, so `owner` and `user` add no condition.
    static String created(List<Grant> grants, String ownerColumn) {
      boolean everyone =
          grants.stream().anyMatch(g -> g instanceof Grant.Owner || g instanceof Grant.User);
      String owned = owned(ownerColumn);
      return everyone ? owned : owned + " and (" + any(grants, ownerColumn) + ")";
    }

    private static String one(Grant grant, String ownerColumn) {
      return switch (grant) {
        case Grant.Where(Grant.Public _, Rule condition) -> RuleSql.of(condition, ROW);
        case Grant.Where(Grant subject, Rule condition) ->
            "(" + one(subject, ownerColumn) + " and " + RuleSql.of(condition, ROW) + ")";
        case Grant.Owner _, Grant.User _, Grant.Public _, Grant.Role _, Grant.Person _ ->
            subject(grant, ownerColumn, ROW::column, PolicyCondition::once);
      };
    }

    /// @param row the columns of the judged row
    /// @param setting makes an operand of an expression of the settings
    private static String subject(
        Grant grant, String ownerColumn, UnaryOperator<String> row, UnaryOperator<String> setting) {
      return switch (grant) {
        case Grant.Owner _ ->
            row.apply(ownerColumn) + " = " + setting.apply(USER_SETTING + "::uuid");
        case Grant.Person(_, String column) ->
            row.apply(column) + " = " + setting.apply(USER_SETTING + "::uuid");
        case Grant.User _ -> setting.apply(USER_SETTING + " is not null");
        case Grant.Public _ -> "true";
        case Grant.Role(String name) ->
            setting.apply(
                "position("
                    + SqlQuoting.stringLiteral("," + name + ",")
                    + " in current_setting('freehold.roles', true)) > 0");
        case Grant.Where _ -> throw new IllegalArgumentException("not a subject: " + grant.text());
      };
    }
  }
}
