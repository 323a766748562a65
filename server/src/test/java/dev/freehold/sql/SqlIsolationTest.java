package dev.freehold.sql;

import static dev.freehold.sql.IsolationStatements.delete;
import static dev.freehold.sql.IsolationStatements.insert;
import static dev.freehold.sql.IsolationStatements.isNull;
import static dev.freehold.sql.IsolationStatements.lock;
import static dev.freehold.sql.IsolationStatements.read;
import static dev.freehold.sql.IsolationStatements.run;
import static dev.freehold.sql.IsolationStatements.update;
import static dev.freehold.sql.IsolationStatements.withoutPredicate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowScope;
import dev.freehold.sql.BulkChangeSql.BulkDeleteSql;
import dev.freehold.sql.BulkChangeSql.BulkUpdateSql;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the statements without the owner predicate and without row-level security: each of the two
/// isolates users alone, visible rows stay visible, and no plan changes that.
final class SqlIsolationTest {
  private static final ApiPlan API = SharedRowsFixture.API;
  private static final ResourcePlan PROJECTS = SharedRowsFixture.PROJECTS;
  private static final ResourcePlan TASKS = SharedRowsFixture.TASKS;
  private static final RowScope BOBS = SharedRowsFixture.own(SharedRowsFixture.BOB);
  private static final RowScope EDITORS = SharedRowsFixture.all(SharedRowsFixture.EVE, "editor");
  private static final UUID ANNS_CLIENT = new UUID(9, 1);
  private static final UUID BOBS_CLIENT = new UUID(9, 2);
  private static final long ANNS = 1;
  private static final long BOBS_OWN = 2;
  private static final long MISSING = 99;
  private static final String SWITCHES =
      "select name from pg_settings where name like 'enable\\_%' and vartype = 'bool'";

  /// One client, project, task and post for each of Ann (1) and Bob (2).
  private static SharedRowsFixture agency(DatabaseTarget server) {
    SharedRowsFixture fixture = new SharedRowsFixture(server);
    UUID[] users = {SharedRowsFixture.ANN, SharedRowsFixture.BOB};
    UUID[] clients = {ANNS_CLIENT, BOBS_CLIENT};
    for (int i = 0; i < users.length; i++) {
      fixture.execute(
          """
          insert into app.clients (id, user_id, name) values ('%2$s', '%1$s', 'client');
          insert into app.projects (user_id, name, client_id) values ('%1$s', 'project', '%2$s');
          insert into app.tasks (user_id, title, project_id) values ('%1$s', 'task', %3$d);
          insert into app.posts (id, user_id, title, project_id) values ('%2$s', '%1$s', 'post', %3$d);
          """
              .formatted(users[i], clients[i], i + 1));
    }
    return fixture;
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void bothLayersTogether(DatabaseTarget server) {
    try (SharedRowsFixture fixture = agency(server);
        AdminConnection connection = fixture.serving()) {
      checkIsolation(connection, false);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void rowLevelSecurityAlone(DatabaseTarget server) {
    try (SharedRowsFixture fixture = agency(server);
        AdminConnection connection = fixture.serving()) {
      underEveryPlan(connection, c -> checkIsolation(c, true));
    }
  }

  /// Row-level security does not apply to the superuser.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void predicateAlone(DatabaseTarget server) {
    try (SharedRowsFixture fixture = agency(server);
        AdminConnection connection = fixture.unbound()) {
      checkIsolation(connection, false);
      SqlStatement read = read(BOBS, SharedRowsFixture.ofUser(PROJECTS), ANNS);
      assertThat(SharedRowsFixture.run(connection, withoutPredicate(read))).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void permittedWritesAreDoneUnderEveryPlan(DatabaseTarget server) {
    try (SharedRowsFixture fixture = agency(server);
        AdminConnection connection = fixture.serving()) {
      underEveryPlan(connection, SqlIsolationTest::checkWrites);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aRowCannotBeCreatedForAnotherUser(DatabaseTarget server) {
    try (SharedRowsFixture fixture = agency(server);
        AdminConnection connection = fixture.serving()) {
      SqlStatement create = insert(BOBS, TASKS, null);
      String text =
          create
              .text()
              .replace(
                  "select nullif(c.uid, '')::uuid", "select '" + SharedRowsFixture.ANN + "'::uuid");
      assertThat(text).isNotEqualTo(create.text());
      assertThatThrownBy(() -> connection.query(text, create.arguments()))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void theSettingsEndWithTheStatement(DatabaseTarget server) {
    try (SharedRowsFixture fixture = agency(server);
        AdminConnection connection = fixture.serving()) {
      assertThat(
              SharedRowsFixture.run(
                  connection, read(EDITORS, SharedRowsFixture.ofEditor(PROJECTS), ANNS)))
          .hasSize(1);
      assertThat(connection.query("select 1 from app.projects", Tuple.tuple())).isEmpty();
      assertThat(connection.query("select 1 from app.tasks", Tuple.tuple())).isEmpty();
      RowScope ended = SharedRowsFixture.all(SharedRowsFixture.EVE);
      assertThat(
              SharedRowsFixture.run(
                  connection, read(ended, SharedRowsFixture.ofEditor(PROJECTS), ANNS)))
          .isEmpty();
    }
  }

  private static void underEveryPlan(AdminConnection connection, Consumer<AdminConnection> test) {
    List<String> switches =
        connection.query(SWITCHES, Tuple.tuple()).stream().map(r -> r.getString(0)).toList();
    assertThat(switches).hasSizeGreaterThan(15);
    test.accept(connection);
    for (String planner : switches) {
      connection.execute("set " + planner + " = off");
      test.accept(connection);
      connection.execute("reset " + planner);
    }
    switches.forEach(planner -> connection.execute("set " + planner + " = off"));
    test.accept(connection);
    connection.execute("set plan_cache_mode = force_generic_plan");
    test.accept(connection);
    switches.forEach(planner -> connection.execute("reset " + planner));
    test.accept(connection);
  }

  /// Checks which of Ann's rows Bob and others may see and change.
  private static void checkIsolation(AdminConnection connection, boolean withoutPredicate) {
    ResourceView own = SharedRowsFixture.ofUser(PROJECTS);
    for (SqlStatement statement :
        List.of(
            read(BOBS, own, ANNS),
            lock(BOBS, own, ANNS, MISSING),
            lock(BOBS, SharedRowsFixture.ofUser(TASKS), ANNS),
            update(BOBS, own, ANNS, new Precondition.None()),
            update(BOBS, own, ANNS, new Precondition.IfMatch(List.of("1"))),
            delete(BOBS, PROJECTS, ANNS, new Precondition.None()),
            delete(BOBS, PROJECTS, ANNS, new Precondition.IfAbsent()),
            update(
                BOBS,
                SharedRowsFixture.ofUser(TASKS),
                ANNS,
                new Precondition.IfNoneMatch(List.of("7"))),
            delete(BOBS, TASKS, ANNS, new Precondition.None()))) {
      if (statement.text().contains("app\".\"tasks") && statement.text().contains(" e left")) {
        // Every user reads tasks: without the predicate the row is found, but not changed.
        assertThat(run(connection, statement, withoutPredicate)).allMatch(r -> isNull(r));
      } else {
        assertThat(run(connection, statement, withoutPredicate)).as(statement.text()).isEmpty();
      }
    }
    // Bob's pages have his rows and none of Ann's, by page number and by cursor.
    for (TestListQuery list :
        List.of(
            TestListQuery.of(own),
            TestListQuery.of(own).sort("name", "-id").count(CountMode.ESTIMATED),
            TestListQuery.of(own).sort("-name").limit(9).count(CountMode.NONE).after("z", 7L),
            TestListQuery.of(own).sort("client_id", "-name").after(new UUID(8, 0), "a", 1L))) {
      SqlStatement statement =
          new ListSql(API, PROJECTS, new StatementTextCache(TextCollation.STANDARD))
              .of(BOBS, list.query());
      List<Row> page = run(connection, statement, withoutPredicate);
      assertThat(page).as(statement.text()).extracting(r -> r.getLong(1)).containsExactly(BOBS_OWN);
    }
    checkRelations(connection, withoutPredicate);
    SqlStatement many =
        new BulkDeleteSql(API, PROJECTS, new StatementTextCache(TextCollation.STANDARD))
            .of(BOBS, RowPredicate.TRUE, 0);
    assertThat(run(connection, many, withoutPredicate).getFirst().getLong(0)).isEqualTo(1);
    assertThat(run(connection, many, withoutPredicate).getFirst().getLong(1)).isZero();
  }

  private static void checkRelations(AdminConnection connection, boolean withoutPredicate) {
    // Every user sees all tasks; Bob sees only his own project and its client.
    SqlStatement tasks =
        new ListSql(API, TASKS, new StatementTextCache(TextCollation.STANDARD))
            .of(
                SharedRowsFixture.all(SharedRowsFixture.BOB),
                TestListQuery.of(SharedRowsFixture.ofUser(TASKS))
                    .with(
                        TestListQuery.including(
                            SharedRowsFixture.apiView(false), TASKS, "project.client"))
                    .sort("id")
                    .query());
    List<Row> page = run(connection, tasks, withoutPredicate);
    assertThat(page).hasSize(2);
    int project = 1 + SharedRowsFixture.ofUser(TASKS).readColumns().size();
    assertThat(page.getFirst().getString(project)).isNull();
    assertThat(page.getLast().getString(project)).contains("\"client\":{", BOBS_CLIENT.toString());
    // An editor sees all projects and their tasks, but no clients.
    SqlStatement projects =
        new ListSql(API, PROJECTS, new StatementTextCache(TextCollation.STANDARD))
            .of(
                EDITORS,
                TestListQuery.of(SharedRowsFixture.ofEditor(PROJECTS))
                    .with(
                        TestListQuery.including(
                            SharedRowsFixture.apiView(true), PROJECTS, "client", "tasks"))
                    .query());
    page = run(connection, projects, withoutPredicate);
    assertThat(page).hasSize(2);
    int client = 1 + SharedRowsFixture.ofEditor(PROJECTS).readColumns().size();
    assertThat(page)
        .allSatisfy(
            row -> {
              assertThat(row.getString(client)).isNull();
              assertThat(row.getString(client + 1)).contains("\"title\":\"task\"");
            });
    // The tasks of a project are listed only for a caller who may read the project.
    for (long id : new long[] {ANNS, BOBS_OWN, MISSING}) {
      TestListQuery children =
          TestListQuery.of(SharedRowsFixture.ofUser(TASKS))
              .parent(SharedRowsFixture.ofUser(PROJECTS), "tasks", id);
      Row first =
          run(
                  connection,
                  new ListSql(API, TASKS, new StatementTextCache(TextCollation.STANDARD))
                      .of(SharedRowsFixture.all(SharedRowsFixture.BOB), children.query()),
                  withoutPredicate)
              .getFirst();
      assertThat(first.getLong(0)).isEqualTo(id == BOBS_OWN ? 1L : -1L);
      assertThat(first.getLong(1)).isEqualTo(id == BOBS_OWN ? BOBS_OWN : null);
    }
    // An anonymous caller reads posts.
    SqlStatement posts =
        new ListSql(API, SharedRowsFixture.POSTS, new StatementTextCache(TextCollation.STANDARD))
            .of(
                SharedRowsFixture.all(null),
                TestListQuery.of(SharedRowsFixture.ofAnonymous(SharedRowsFixture.POSTS)).query());
    assertThat(SharedRowsFixture.run(connection, posts)).hasSize(2);
  }

  private static void checkWrites(AdminConnection connection) {
    ResourceView own = SharedRowsFixture.ofUser(PROJECTS);
    for (long project : new long[] {BOBS_OWN, ANNS, MISSING}) {
      SqlStatement insert = insert(BOBS, TASKS, project);
      if (project == BOBS_OWN) {
        long made = SharedRowsFixture.run(connection, insert).getFirst().getLong(0);
        assertThat(
                SharedRowsFixture.run(
                    connection, delete(BOBS, TASKS, made, new Precondition.IfMatch(List.of("1")))))
            .hasSize(1);
      } else {
        // An unreadable row and a missing row cause the same error.
        assertThatThrownBy(() -> SharedRowsFixture.run(connection, insert))
            .isInstanceOfSatisfying(
                DatabaseException.class,
                e -> assertThat(e.kind()).isEqualTo(DatabaseException.FailureKind.FOREIGN_KEY));
      }
    }
    String version =
        SharedRowsFixture.run(connection, read(BOBS, own, BOBS_OWN))
            .getFirst()
            .getString(own.readColumns().size());
    List<Row> locked = SharedRowsFixture.run(connection, lock(BOBS, own, MISSING, BOBS_OWN, ANNS));
    assertThat(locked).extracting(row -> row.getLong(0)).containsExactly(BOBS_OWN);
    assertThat(locked.getFirst().getString(own.readColumns().size())).isEqualTo(version);
    ResourceView editors = SharedRowsFixture.ofEditor(PROJECTS);
    assertThat(SharedRowsFixture.run(connection, lock(EDITORS, editors, BOBS_OWN, ANNS)))
        .extracting(row -> row.getLong(0))
        .containsExactly(ANNS, BOBS_OWN);
    assertThatThrownBy(() -> lock(BOBS, editors, ANNS))
        .isInstanceOf(IllegalArgumentException.class);
    Precondition met = new Precondition.IfMatch(List.of("0", version));
    Precondition unmet = new Precondition.IfNoneMatch(List.of(version));
    assertThat(SharedRowsFixture.run(connection, update(BOBS, own, BOBS_OWN, unmet)))
        .allMatch(r -> isNull(r));
    List<Row> changed = SharedRowsFixture.run(connection, update(BOBS, own, BOBS_OWN, met));
    assertThat(changed).hasSize(1);
    assertThat(changed.getFirst().getString(own.readColumns().size()))
        .isEqualTo(Long.toString(Long.parseLong(version) + 1));
    assertThat(
            SharedRowsFixture.run(
                connection,
                update(
                    EDITORS, SharedRowsFixture.ofEditor(PROJECTS), ANNS, new Precondition.None())))
        .hasSize(1);
    FieldValues values = new FieldValues(own.updateFields().size());
    values.set(0, "project");
    Row all =
        SharedRowsFixture.run(
                connection,
                new BulkUpdateSql(API, own, new StatementTextCache(TextCollation.STANDARD))
                    .of(BOBS, RowPredicate.TRUE, values, 5))
            .getFirst();
    assertThat(all.getLong(0)).isEqualTo(1);
    assertThat(all.getLong(1)).isEqualTo(1);
    Row tooMany =
        SharedRowsFixture.run(
                connection,
                new BulkUpdateSql(
                        API,
                        SharedRowsFixture.ofEditor(PROJECTS),
                        new StatementTextCache(TextCollation.STANDARD))
                    .of(EDITORS, RowPredicate.TRUE, values, 1))
            .getFirst();
    assertThat(tooMany.getLong(0)).isEqualTo(2);
    assertThat(tooMany.getLong(1)).isZero();
  }
}
