package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleCompiler.RuleResult;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.rule.RuleIssue;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests every grant of an access, for every operation and every kind of caller, as the serving
/// role and without a predicate: row-level security alone enforces the grants, in every plan of the
/// query planner.
class RowSecurityPolicyTest {
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";
  private static final String BOB = "00000000-0000-7000-8000-00000000000b";

  /// Each in the order read, create, update, delete.
  private static final List<Access> ACCESSES =
      List.of(
          Access.OWNER_ONLY,
          SampleSpecs.access("user", "user", "user", "user"),
          SampleSpecs.access("public", "owner", "owner", "owner"),
          SampleSpecs.access("public", "role:editor", "role:editor", "role:editor"),
          SampleSpecs.access("user", "owner or role:editor", "owner or role:editor", ""),
          SampleSpecs.access("owner or role:editor", "owner", "", "owner or role:editor"),
          SampleSpecs.access("role:editor or role:admin", "", "role:admin", "role:editor"),
          SampleSpecs.access("owner or user", "role:editor or role:admin", "user", "role:admin"),
          SampleSpecs.access("public", "", "", ""),
          SampleSpecs.access("owner", "owner", "owner", ""),
          new Access(
              List.of(new Grant.Owner(), annsRows(new Grant.Public())),
              List.of(),
              List.of(),
              List.of(annsRows(new Grant.Owner()))),
          new Access(
              List.of(new Grant.User(), annsRows(new Grant.Public())),
              List.of(),
              List.of(annsRows(new Grant.Owner()), new Grant.Owner()),
              List.of()),
          new Access(
              List.of(annsRows(new Grant.User()), new Grant.Role("editor")),
              List.of(),
              List.of(),
              List.of(annsRows(new Grant.Role("admin")), new Grant.Role("editor"))),
          // The same condition in other words.
          new Access(
              List.of(
                  new Grant.Owner(),
                  annsRows(new Grant.Public()),
                  annsRows(new Grant.Public(), "title  =  'ann' and created_at <= now()")),
              List.of(),
              List.of(),
              List.of()));

  /// Accesses to rows that belong to nobody.
  private static final List<Access> OF_NOBODY =
      List.of(
          SampleSpecs.access("public", "role:editor", "role:editor", "role:editor"),
          SampleSpecs.access("user", "user", "user", "user"),
          SampleSpecs.access("user", "user or role:editor", "role:admin", ""),
          SampleSpecs.access("role:editor or role:admin", "role:admin", "", "role:editor"),
          SampleSpecs.access("public", "", "", ""),
          new Access(
              List.of(new Grant.User(), annsRows(new Grant.Public())),
              List.of(annsRows(new Grant.User())),
              List.of(annsRows(new Grant.Role("editor")), new Grant.Role("admin")),
              List.of(annsRows(new Grant.User()))));

  private static final List<Caller> CALLERS =
      List.of(
          new Caller("", Set.of()),
          // An anonymous caller has no roles. A role setting without a user must not grant more
          // than the role.
          new Caller("", Set.of("editor")),
          new Caller(ANN, Set.of()),
          new Caller(BOB, Set.of()),
          new Caller(BOB, Set.of("editor")),
          new Caller(BOB, Set.of("admin", "editor")),
          new Caller(BOB, Set.of("edit", "editors")),
          new Caller("00000000-0000-7000-8000-00000000000c", Set.of("admin")));

  private static final List<String> PLANNERS =
      List.of(
          "reset all",
          "set enable_seqscan = off; set enable_bitmapscan = off",
          "set enable_indexscan = off; set enable_indexonlyscan = off",
          "set plan_cache_mode = force_generic_plan");

  /// The grant for rows with the title of Ann's rows.
  private static Grant annsRows(Grant subject) {
    return annsRows(subject, "title = 'ann' and created_at <= now()");
  }

  private static Grant annsRows(Grant subject, String rule) {
    return switch (RuleCompiler.compile(
        rule,
        RuleContext.ACCESS,
        Map.of(
            "title", new RuleColumn(FieldType.of(ScalarType.STRING), true),
            "created_at", new RuleColumn(FieldType.of(ScalarType.DATETIME), false)))) {
      case RuleResult.Valid(Rule compiled) -> new Grant.Where(subject, compiled);
      case RuleResult.Invalid(List<RuleIssue> faults) ->
          throw new IllegalStateException(faults.toString());
    };
  }

  /// @param user empty for an anonymous caller
  private record Caller(String user, Set<String> roles) {
    boolean may(List<Grant> grants, String owner) {
      return grants.stream().anyMatch(grant -> may(grant, owner));
    }

    private boolean may(Grant grant, String owner) {
      return switch (grant) {
        case Grant.Public _ -> true;
        case Grant.User _ -> !user.isEmpty();
        case Grant.Owner _ -> user.equals(owner);
        case Grant.Role(String name) -> roles.contains(name);
        case Grant.Person _, Grant.Member _, Grant.Through _ ->
            throw new IllegalArgumentException("the rows name no person, team or other row");
        case Grant.Where(Grant subject, _) -> owner.equals(ANN) && may(subject, owner);
      };
    }

    String owners(Access access, CrudOperation operation) {
      return List.of(ANN, BOB).stream()
          .filter(o -> may(access.read(), o) && may(access.of(operation), o))
          .collect(Collectors.joining(","));
    }

    void enter(AdminConnection connection) {
      String list = roles.isEmpty() ? "" : "," + String.join(",", new TreeSet<>(roles)) + ",";
      connection.execute("begin");
      connection.query(
          "select set_config('freehold.user_id', $1, true), set_config('freehold.roles', $2, true)",
          Tuple.of(user, list));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void everyGrantAllowsItsRowsOnly(DatabaseTarget server) {
    ApiPlan plan = plan();
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = prepared(database, plan);
      try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), api)) {
        for (String planner : PLANNERS) {
          connection.execute(planner);
          for (ResourcePlan resource : plan.resources()) {
            for (Caller caller : CALLERS) {
              String as = resource.access() + " " + caller + " " + planner;
              rows(connection, resource, caller, as);
              inserts(connection, resource, caller, as);
            }
          }
        }
        nothingWasSaid(connection, plan);
      }
      StartupMigratorTest.drop(database);
    }
  }

  /// A row of nobody is named by its title, `ann` or `bob`, and the policies grant the same as if it
  /// were of that user, except to an owner.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void everyGrantAllowsItsOwnerlessRowsOnly(DatabaseTarget server) {
    ApiPlan plan = planOfNobody();
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = StartupMigratorTest.prepare(database, plan).api();
      for (ResourcePlan resource : plan.resources()) {
        TestDatabase.execute(
            database.target(),
            "insert into app.%s (title) values ('ann'), ('bob')".formatted(resource.name()));
      }
      try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), api)) {
        for (ResourcePlan resource : plan.resources()) {
          for (Caller caller : CALLERS) {
            rowsOfNobody(connection, resource, caller);
          }
        }
        nothingWasSaid(connection, plan);
      }
      StartupMigratorTest.drop(database);
    }
  }

  private static void rowsOfNobody(
      AdminConnection connection, ResourcePlan resource, Caller caller) {
    Access access = resource.access();
    String as = access + " " + caller;
    String table = "app." + resource.name();
    assertThat(attempt(connection, caller, "select title from " + table))
        .as("select: %s", as)
        .isEqualTo(titles(caller, access, CrudOperation.READ));
    Map.of(
            CrudOperation.UPDATE, "update " + table + " set note = 'changed' returning title",
            CrudOperation.DELETE, "delete from " + table + " returning title")
        .forEach(
            (operation, sql) ->
                assertThat(attempt(connection, caller, sql))
                    .as("%s: %s", sql, as)
                    .isEqualTo(
                        access.of(operation).isEmpty()
                            ? "42501"
                            : titles(caller, access, operation)));
    for (String owner : List.of(ANN, BOB)) {
      String insert =
          "insert into %s (title) values ('%s') returning title".formatted(table, title(owner));
      boolean may = caller.may(access.create(), owner) && caller.may(access.read(), owner);
      assertThat(attempt(connection, caller, insert))
          .as("%s: %s", insert, as)
          .isEqualTo(may ? title(owner) : "42501");
    }
  }

  private static String title(String owner) {
    return owner.equals(ANN) ? "ann" : "bob";
  }

  private static String titles(Caller caller, Access access, CrudOperation operation) {
    return caller.owners(access, operation).replace(ANN, title(ANN)).replace(BOB, title(BOB));
  }

  private static ApiPlan planOfNobody() {
    return ApiPlanner.plan(
        SampleSpecs.spec(
            "Walls",
            IntStream.range(0, OF_NOBODY.size())
                .mapToObj(
                    i ->
                        Spec.Resource.builder(
                                "things" + i,
                                List.of(
                                    SampleSpecs.title(),
                                    Spec.Field.builder("note", FieldType.of(ScalarType.STRING))
                                        .build()))
                            .owner(Spec.RowOwner.NONE)
                            .id(Spec.IdType.INTEGER)
                            .access(OF_NOBODY.get(i))
                            .build())
                .toArray(Spec.Resource[]::new)));
  }

  private static void rows(
      AdminConnection connection, ResourcePlan resource, Caller caller, String as) {
    Access access = resource.access();
    String table = "app." + resource.name();
    String read = caller.owners(access, CrudOperation.READ);
    assertThat(attempt(connection, caller, "select user_id::text from " + table))
        .as("select: %s", as)
        .isEqualTo(read);
    // If PostgreSQL read a row before it checked the policy, the division would reveal the title.
    if (!read.contains(ANN)) {
      assertThat(
              attempt(
                  connection,
                  caller,
                  "select user_id::text from "
                      + table
                      + " where 1 / (case title when 'ann' then 0 else 1 end) = 1"))
          .as("oracle: %s", as)
          .isEqualTo(read);
    }
    for (String where : List.of("", " where user_id = '" + ANN + "'", " where title <> 'x'")) {
      String update = "update " + table + " set title = 'changed'" + where;
      String delete = "delete from " + table + where;
      boolean all = !where.contains(ANN);
      assertThat(attempt(connection, caller, update + " returning user_id::text"))
          .as("%s: %s", update, as)
          .isEqualTo(expected(caller, access, CrudOperation.UPDATE, all));
      assertThat(attempt(connection, caller, delete + " returning user_id::text"))
          .as("%s: %s", delete, as)
          .isEqualTo(expected(caller, access, CrudOperation.DELETE, all));
    }
  }

  private static String expected(
      Caller caller, Access access, CrudOperation operation, boolean all) {
    if (access.of(operation).isEmpty()) {
      return "42501";
    }
    String owners = caller.owners(access, operation);
    return all ? owners : owners.contains(ANN) ? ANN : "";
  }

  /// A new row belongs to its creator, whatever the grants are.
  private static void inserts(
      AdminConnection connection, ResourcePlan resource, Caller caller, String as) {
    for (String owner : List.of(ANN, BOB)) {
      String insert =
          "insert into app.%s (user_id, title) values ('%s', 'new') returning user_id::text"
              .formatted(resource.name(), owner);
      List<Grant> create = resource.access().create();
      boolean mayCreate = !create.isEmpty() && caller.may(create, caller.user());
      boolean mayRead = caller.may(resource.access().read(), owner);
      assertThat(attempt(connection, caller, insert))
          .as("%s: %s", insert, as)
          .isEqualTo(owner.equals(caller.user()) && mayCreate && mayRead ? owner : "42501");
    }
  }

  /// Neither setting was ever made in this session, or both ended with their transaction.
  private static void nothingWasSaid(AdminConnection connection, ApiPlan plan) {
    for (ResourcePlan resource : plan.resources()) {
      boolean everybody = resource.access().isPublic();
      assertThat(
              connection.query("select title from app." + resource.name(), Tuple.tuple()).isEmpty())
          .as(resource.access().toString())
          .isEqualTo(!everybody);
    }
  }

  /// Returns the owners of the returned rows, in order, or PostgreSQL's SQLSTATE. Rolls back.
  private static String attempt(AdminConnection connection, Caller caller, String sql) {
    caller.enter(connection);
    try {
      return guarded(
          () ->
              connection.query(sql, Tuple.tuple()).stream()
                  .map(r -> r.getString(0))
                  .sorted()
                  .collect(Collectors.joining(",")));
    } finally {
      connection.execute("rollback");
    }
  }

  private static String guarded(Supplier<String> attempt) {
    try {
      return attempt.get();
    } catch (DatabaseException e) {
      return String.valueOf(e.sqlState());
    }
  }

  private static ApiPlan plan() {
    return ApiPlanner.plan(
        SampleSpecs.spec(
            "Walls",
            IntStream.range(0, ACCESSES.size())
                .mapToObj(
                    i ->
                        SampleSpecs.resource(
                            "things" + i,
                            Spec.IdType.INTEGER,
                            ACCESSES.get(i),
                            null,
                            SampleSpecs.title()))
                .toArray(Spec.Resource[]::new)));
  }

  /// One row of Ann's and one of Bob's in each table.
  private static DatabaseTarget prepared(TestDatabase database, ApiPlan plan) {
    DatabaseTarget api = StartupMigratorTest.prepare(database, plan).api();
    TestDatabase.execute(
        database.target(),
        "insert into auth.users (id, password_hash) values ('%s', '$argon2id$x'), ('%s', '$argon2id$x')"
            .formatted(ANN, BOB));
    for (ResourcePlan resource : plan.resources()) {
      TestDatabase.execute(
          database.target(),
          "insert into app.%s (user_id, title) values ('%s', 'ann'), ('%s', 'bob')"
              .formatted(resource.name(), ANN, BOB));
    }
    return api;
  }
}
