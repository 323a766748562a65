package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.POLICY;
import static dev.freehold.ddl.DatabaseObject.Kind.ROW_SECURITY;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The row-level security policies of one table.
///
/// Row-level security is forced, so it also applies to the table's owner. Every policy is for the
/// role that serves resources: every other role, including the owner, sees no rows, except in the
/// triggers of [OwnerFunctionDdl]. Operations without a policy are refused.
public final class PolicyDdl {
  /// Before the tables and columns that a policy reads through references, in its definition.
  private static final String THROUGH = "; through ";

  private final String table;
  private final String api;

  /// @param table of schema `app`
  private PolicyDdl(String table, DatabaseRoleNames roles) {
    this.table = table;
    this.api = roles.api();
  }

  /// The switch that makes the policies apply.
  static DatabaseObject rowSecurity(ResourcePlan resource, DatabaseRoleNames roles) {
    return rowSecurity(resource.table().name(), roles);
  }

  /// @param table without its schema
  static DatabaseObject rowSecurity(String table, DatabaseRoleNames roles) {
    return new PolicyDdl(table, roles).rowSecurity();
  }

  /// The policies of a resource. Where access goes through references, they read other tables, which
  /// must exist.
  static List<DatabaseObject> of(ApiPlan plan, ResourcePlan resource, DatabaseRoleNames roles) {
    return new PolicyDdl(resource.table().name(), roles)
        .policies(resource.access(), new PolicyCondition(plan, resource));
  }

  /// Row-level security for a table of rows that only their owners reach.
  static List<DatabaseObject> ofOwner(String table, String ownerColumn, DatabaseRoleNames roles) {
    PolicyDdl policy = new PolicyDdl(table, roles);
    return List.of(policy.rowSecurity(), policy.owned(PolicyCondition.owned(ownerColumn)));
  }

  /// Whether a policy reads a column of another table.
  ///
  /// @param definition of the policy
  /// @param of the other table, without its schema
  public static boolean readsThroughReference(String definition, String of, String column) {
    int start = definition.indexOf(THROUGH);
    return start >= 0
        && Pattern.compile("[ ,]" + of + " \\((?:[^)]* )?" + column + "[,)]")
            .matcher(definition.substring(start))
            .find();
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
    return new PolicyDdl(table, roles).policy(policy, command, words, using(condition));
  }

  /// A policy for the role that owns the tables, which forced row-level security binds too. Views and
  /// functions with its rights read by it.
  ///
  /// @param table without its schema
  /// @param words the condition as it is displayed
  /// @param condition without a subselect: PostgreSQL would take one for infinite recursion (42P17)
  ///   where a policy of the same table reads such a view
  static DatabaseObject ownerRead(
      String table, String policy, String words, String condition, DatabaseRoleNames roles) {
    return DatabaseObject.replaceable(
        POLICY,
        TablePlan.SCHEMA + "." + table + "." + policy,
        words + ", for " + roles.owner(),
        List.of(drop(table, policy)),
        List.of(
            "create policy %s on %s for select to %s%s"
                .formatted(
                    SqlQuoting.identifier(policy),
                    SqlQuoting.qualified(TablePlan.SCHEMA, table),
                    SqlQuoting.identifier(roles.owner()),
                    using(condition))));
  }

  /// A policy for new rows.
  ///
  /// @param table without its schema
  /// @param words the condition as it is displayed
  static DatabaseObject insert(
      String table, String policy, String words, String condition, DatabaseRoleNames roles) {
    return new PolicyDdl(table, roles).policy(policy, "insert", words, check(condition));
  }

  /// One policy for all operations if only the owner has access; otherwise, and for rows of a team, one
  /// for each operation with a grant.
  private List<DatabaseObject> policies(Access access, PolicyCondition condition) {
    return access.equals(Access.OWNER_ONLY) && condition.teamColumn == null
        ? List.of(owned(condition.owned()))
        : Arrays.stream(CrudOperation.values())
            .filter(operation -> !access.of(operation).isEmpty())
            .map(operation -> granted(operation, access.of(operation), condition))
            .toList();
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

  private DatabaseObject owned(String owned) {
    return policy("owner", "all", "own rows", using(owned) + check(owned));
  }

  private DatabaseObject granted(
      CrudOperation operation, List<Grant> grants, PolicyCondition condition) {
    String words = Access.text(grants) + through(table, grants);
    String any = condition.any(operation, grants);
    String name = operation.name().toLowerCase(Locale.ROOT);
    return switch (operation) {
      case READ -> policy(name, "select", words, using(any));
      case CREATE -> policy(name, "insert", words, check(condition.created(grants)));
      case UPDATE -> policy(name, "update", words, using(any) + check(any));
      case DELETE -> policy(name, "delete", words, using(any));
    };
  }

  /// The columns that the grants read through references: `; through comments (ticket_id), tickets
  /// (id, status)`. Empty if they read none.
  ///
  /// @param table of the grants, without its schema
  static String through(String table, List<Grant> grants) {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (Grant grant : grants) {
      if (grant.subject() instanceof Grant.Through through) {
        read(table, through, grant.condition(), columns);
      }
    }
    return through(columns);
  }

  /// The columns that are read of each table, as a part of a definition. Empty if none are.
  static String through(Map<String, Set<String>> columns) {
    return columns.isEmpty()
        ? ""
        : columns.entrySet().stream()
            .map(e -> e.getKey() + " (" + String.join(", ", e.getValue()) + ")")
            .collect(Collectors.joining(", ", THROUGH, ""));
  }

  private static void read(
      String table,
      Grant.Through through,
      @Nullable Rule condition,
      Map<String, Set<String>> columns) {
    String from = table;
    StringBuilder path = new StringBuilder();
    for (Grant.Hop hop : through.path()) {
      columns.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(hop.column());
      from = hop.target();
      path.append(path.isEmpty() ? "" : ".").append(hop.relation());
      Set<String> read = columns.computeIfAbsent(from, _ -> new LinkedHashSet<>());
      read.add("id");
      read.add(hop.key());
      if (condition != null) {
        condition.columns().stream()
            .filter(c -> c.lastIndexOf('.') == path.length() && c.startsWith(path.toString()))
            .forEach(c -> read.add(c.substring(path.length() + 1)));
      }
    }
    if (through.person() instanceof Grant.Person(_, String column, _)) {
      columns.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(column);
    }
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
    private final ApiPlan plan;
    private final @Nullable String ownerColumn;
    private final @Nullable String teamColumn;
    private final RuleSql.RowReference row;

    /// The row from within a subselect over another table.
    private final RuleSql.RowReference outerRow;

    private PolicyCondition(
        ApiPlan plan,
        ResourcePlan resource,
        RuleSql.RowReference row,
        RuleSql.RowReference outerRow) {
      this.plan = plan;
      this.ownerColumn = owner(resource);
      this.teamColumn = resource.table().team().map(ColumnPlan::name).orElse(null);
      this.row = row;
      this.outerRow = outerRow;
    }

    PolicyCondition(ApiPlan plan, ResourcePlan resource) {
      this(plan, resource, ROW, qualified(SqlQuoting.identifier(resource.table().name())));
    }

    /// Conditions on the stored row, in the function of a trigger.
    static PolicyCondition ofOldRow(ApiPlan plan, ResourcePlan resource) {
      return ofRow(plan, resource, "old");
    }

    /// Conditions on a row in the function of a trigger.
    ///
    /// @param row `old` or `new`
    static PolicyCondition ofRow(ApiPlan plan, ResourcePlan resource, String row) {
      RuleSql.RowReference judged = qualified(row);
      return new PolicyCondition(plan, resource, judged, judged);
    }

    private static final String USER_SETTING =
        "nullif(current_setting('freehold.user_id', true), '')";

    private static final String TEAM_SETTING =
        "nullif(current_setting('freehold.team_id', true), '')";

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

    /// @param qualifier an alias of the row, or a row of a trigger
    static RuleSql.RowReference qualified(String qualifier) {
      return new RuleSql.RowReference() {
        @Override
        public String column(String name) {
          return qualifier + "." + SqlQuoting.identifier(name);
        }

        @Override
        public String currentUser() {
          return ROW.currentUser();
        }
      };
    }

    /// Null if rows belong to nobody.
    private static @Nullable String owner(ResourcePlan resource) {
      return resource.table().owner().map(ColumnPlan::name).orElse(null);
    }

    String owned() {
      return owned(ownerColumn);
    }

    /// The row is the caller's own.
    static String owned(@Nullable String ownerColumn) {
      return subject(new Grant.Owner(), ownerColumn, ROW::column, PolicyCondition::once);
    }

    /// One of the grants applies to the stored row, for the condition of a trigger, which cannot have
    /// a subselect. It is evaluated only for a row that changes.
    ///
    /// @param grants at least one, each without a condition
    static String ofTrigger(List<Grant> grants, @Nullable String ownerColumn) {
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

    /// One of the grants applies. A grant that another one covers is left out: it would not add rows,
    /// and an `or` can keep the planner from using an index.
    ///
    /// @param grants at least one
    String any(CrudOperation operation, List<Grant> grants) {
      return widest(grants).stream()
          .map(g -> one(operation, g))
          .collect(Collectors.joining(" or "));
    }

    /// Of two grants that cover each other, such as conditions with different spaces, the first stays.
    private static List<Grant> widest(List<Grant> grants) {
      List<Grant> widest = new ArrayList<>();
      for (Grant grant : grants) {
        if (widest.stream().noneMatch(other -> other.covers(grant))) {
          widest.removeIf(grant::covers);
          widest.add(grant);
        }
      }
      return widest;
    }

    /// The new row is the caller's own or belongs to nobody, and one of the grants applies. The owner
    /// of a row is signed in, so `owner` and `user` add no condition to an owned row.
    String created(List<Grant> grants) {
      if (ownerColumn == null) {
        return any(CrudOperation.CREATE, grants);
      }
      boolean everyone =
          teamColumn == null
              && grants.stream().anyMatch(g -> g instanceof Grant.Owner || g instanceof Grant.User);
      return everyone ? owned() : owned() + " and (" + any(CrudOperation.CREATE, grants) + ")";
    }

    /// Rows of a team are for its members, whatever else a grant asks for.
    private String one(CrudOperation operation, Grant grant) {
      String granted = granted(operation, grant);
      Grant subject = grant.subject();
      boolean members =
          subject instanceof Grant.Member
              || (subject instanceof Grant.Through through
                  && through.caller() instanceof Grant.Member);
      return teamColumn == null || members
          ? granted
          : "("
              + ofMember(new Grant.Member(List.of(), teamColumn, true), row::column)
              + " and "
              + granted
              + ")";
    }

    /// The row is of the team that the request names, or of any team of the caller.
    private static String ofMember(Grant.Member member, UnaryOperator<String> row) {
      String column = row.apply(member.column());
      return member.named()
          ? TeamMembershipSql.policyOfNamed(column, member.roles(), TEAM_SETTING + "::uuid")
          : TeamMembershipSql.ofAny(column, member.roles(), USER_SETTING + "::uuid");
    }

    private String granted(CrudOperation operation, Grant grant) {
      return switch (grant) {
        case Grant.Where(Grant.Public _, Rule condition) -> RuleSql.of(condition, row);
        case Grant.Where(Grant.Through through, Rule condition) ->
            through(operation, through, condition);
        case Grant.Where(Grant subject, Rule condition) ->
            "(" + granted(operation, subject) + " and " + RuleSql.of(condition, row) + ")";
        case Grant.Through through -> through(operation, through, null);
        case Grant.Member member -> ofMember(member, row::column);
        case Grant.Owner _, Grant.User _, Grant.Public _, Grant.Role _, Grant.Person _ ->
            subject(grant, ownerColumn, row::column, PolicyCondition::once);
      };
    }

    /// PostgreSQL applies the read policies of the tables on the path: the caller must be able to read
    /// their rows. Only a signed-in user may write, whatever the path allows.
    private String through(
        CrudOperation operation, Grant.Through through, @Nullable Rule condition) {
      List<RelatedRowSql.Step> steps =
          through.path().stream()
              .map(
                  hop -> {
                    TablePlan target = plan.resource(hop.target()).table();
                    return new RelatedRowSql.Step(
                        hop.relation(),
                        hop.column(),
                        SqlQuoting.qualified(TablePlan.SCHEMA, target.name()),
                        hop.key(),
                        _ -> "");
                  })
              .toList();
      PersonColumn person =
          switch (through.person()) {
            case Grant.Owner _ ->
                PersonColumn.ofOne(
                    Objects.requireNonNull(
                        owner(plan.resource(through.path().getLast().target()))));
            case Grant.Person(_, String column, boolean many) -> new PersonColumn(column, many);
            case null -> null;
            case Grant.User _,
                Grant.Public _,
                Grant.Role _,
                Grant.Member _,
                Grant.Through _,
                Grant.Where _ ->
                throw new IllegalArgumentException("no person: " + through.text());
          };
      String exists =
          RelatedRowSql.exists(steps, person, condition, outerRow, 0, RelatedRowSql.FOR_EACH_ROW);
      Grant caller =
          operation != CrudOperation.READ && through.caller() instanceof Grant.Public
              ? new Grant.User()
              : through.caller();
      return caller instanceof Grant.Public
          ? exists
          : "(" + granted(operation, caller) + " and " + exists + ")";
    }

    /// @param row the columns of the judged row
    /// @param setting makes an operand of an expression of the settings
    private static String subject(
        Grant grant,
        @Nullable String ownerColumn,
        UnaryOperator<String> row,
        UnaryOperator<String> setting) {
      return switch (grant) {
        case Grant.Owner _ ->
            row.apply(Objects.requireNonNull(ownerColumn))
                + " = "
                + setting.apply(USER_SETTING + "::uuid");
        case Grant.Person(_, String column, boolean many) ->
            new PersonColumn(column, many)
                .holds(row.apply(column), setting.apply(USER_SETTING + "::uuid"));
        case Grant.User _ -> setting.apply(USER_SETTING + " is not null");
        case Grant.Public _ -> "true";
        case Grant.Role(String name) ->
            setting.apply(
                "position("
                    + SqlQuoting.stringLiteral("," + name + ",")
                    + " in current_setting('freehold.roles', true)) > 0");
        case Grant.Member _, Grant.Through _, Grant.Where _ ->
            throw new IllegalArgumentException("not a subject: " + grant.text());
      };
    }
  }
}
