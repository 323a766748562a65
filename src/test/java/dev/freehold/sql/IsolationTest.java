package dev.freehold.sql;

import static dev.freehold.sql.Forms.delete;
import static dev.freehold.sql.Forms.insert;
import static dev.freehold.sql.Forms.isNull;
import static dev.freehold.sql.Forms.read;
import static dev.freehold.sql.Forms.run;
import static dev.freehold.sql.Forms.update;
import static dev.freehold.sql.Forms.withoutPredicate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.Precondition;
import dev.freehold.query.Predicate;
import dev.freehold.query.Scope;
import dev.freehold.query.View;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The statements that are served, with either wall taken away: the other one holds alone, and what may be seen is seen,
/// whatever the planner does.
final class IsolationTest {
  private static final ApiPlan API = Agency.API;
  private static final ResourcePlan PROJECTS = Agency.PROJECTS;
  private static final ResourcePlan TASKS = Agency.TASKS;
  private static final Scope BOBS = Agency.own(Agency.BOB);
  private static final Scope EDITORS = Agency.all(Agency.EVE, "editor");
  private static final UUID ANNS_CLIENT = new UUID(9, 1);
  private static final UUID BOBS_CLIENT = new UUID(9, 2);
  private static final long ANNS = 1;
  private static final long BOBS_OWN = 2;
  private static final long MISSING = 99;
  private static final String SWITCHES =
      "select name from pg_settings where name like 'enable\\_%' and vartype = 'bool'";

  /// One client, project, task and post for each of Ann (1) and Bob (2).
  private static Agency agency(DatabaseTarget server) {
    Agency agency = new Agency(server);
    UUID[] users = {Agency.ANN, Agency.BOB};
    UUID[] clients = {ANNS_CLIENT, BOBS_CLIENT};
    for (int i = 0; i < users.length; i++) {
      agency.execute(
          """
          insert into app.clients (id, user_id, name) values ('%2$s', '%1$s', 'client');
          insert into app.projects (user_id, name, client_id) values ('%1$s', 'project', '%2$s');
          insert into app.tasks (user_id, title, project_id) values ('%1$s', 'task', %3$d);
          insert into app.posts (id, user_id, title, project_id) values ('%2$s', '%1$s', 'post', %3$d);
          """
              .formatted(users[i], clients[i], i + 1));
    }
    return agency;
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void bothWallsTogether(DatabaseTarget server) {
    try (Agency agency = agency(server);
        AdminConnection connection = agency.serving()) {
      holds(connection, false);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void rowLevelSecurityAlone(DatabaseTarget server) {
    try (Agency agency = agency(server);
        AdminConnection connection = agency.serving()) {
      underEveryPlan(connection, c -> holds(c, true));
    }
  }

  /// The superuser is not bound by row-level security.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void predicateAlone(DatabaseTarget server) {
    try (Agency agency = agency(server);
        AdminConnection connection = agency.unbound()) {
      holds(connection, false);
      Statement read = read(BOBS, Agency.peoples(PROJECTS), ANNS);
      assertThat(Agency.run(connection, withoutPredicate(read))).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void writesThatMayBeAreDoneUnderEveryPlan(DatabaseTarget server) {
    try (Agency agency = agency(server);
        AdminConnection connection = agency.serving()) {
      underEveryPlan(connection, IsolationTest::writes);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void noRowCanBeGivenAway(DatabaseTarget server) {
    try (Agency agency = agency(server);
        AdminConnection connection = agency.serving()) {
      Statement mine = insert(BOBS, TASKS, null);
      String text =
          mine.text()
              .replace("select nullif(c.uid, '')::uuid", "select '" + Agency.ANN + "'::uuid");
      assertThat(text).isNotEqualTo(mine.text());
      assertThatThrownBy(() -> connection.query(text, mine.arguments()))
          .isInstanceOfSatisfying(
              DbFailure.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void theSettingsEndWithTheirStatement(DatabaseTarget server) {
    try (Agency agency = agency(server);
        AdminConnection connection = agency.serving()) {
      assertThat(Agency.run(connection, read(EDITORS, Agency.editors(PROJECTS), ANNS))).hasSize(1);
      assertThat(connection.query("select 1 from app.projects", Tuple.tuple())).isEmpty();
      assertThat(connection.query("select 1 from app.tasks", Tuple.tuple())).isEmpty();
      Scope ended = Agency.all(Agency.EVE);
      assertThat(Agency.run(connection, read(ended, Agency.editors(PROJECTS), ANNS))).isEmpty();
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

  /// What of Ann's Bob and others may not touch, and what they may see.
  private static void holds(AdminConnection connection, boolean withoutPredicate) {
    View own = Agency.peoples(PROJECTS);
    for (Statement statement :
        List.of(
            read(BOBS, own, ANNS),
            update(BOBS, own, ANNS, new Precondition.None()),
            update(BOBS, own, ANNS, new Precondition.Match(List.of(1L))),
            delete(BOBS, PROJECTS, ANNS, new Precondition.None()),
            delete(BOBS, PROJECTS, ANNS, new Precondition.Absent()),
            update(BOBS, Agency.peoples(TASKS), ANNS, new Precondition.NoMatch(List.of(7L))),
            delete(BOBS, TASKS, ANNS, new Precondition.None()))) {
      if (statement.text().contains("app\".\"tasks") && statement.text().contains(" e left")) {
        // Everybody reads tasks: without the predicate it is found, and not changed.
        assertThat(run(connection, statement, withoutPredicate)).allMatch(r -> isNull(r));
      } else {
        assertThat(run(connection, statement, withoutPredicate)).as(statement.text()).isEmpty();
      }
    }
    // Bob's own page is there, page by page and behind a row, and nothing of Ann's in it.
    for (Queries list :
        List.of(
            Queries.of(own),
            Queries.of(own).sort("name", "-id").count(Count.ESTIMATED),
            Queries.of(own).sort("-name").limit(9).count(Count.NONE).after("z", 7L),
            Queries.of(own).sort("client_id", "-name").after(new UUID(8, 0), "a", 1L))) {
      Statement statement = new ListSql(API, PROJECTS).of(BOBS, list.query());
      List<Row> page = run(connection, statement, withoutPredicate);
      assertThat(page).as(statement.text()).extracting(r -> r.getLong(1)).containsExactly(BOBS_OWN);
    }
    relations(connection, withoutPredicate);
    Statement many = new DeleteManySql(API, PROJECTS).of(BOBS, Predicate.TRUE, 0);
    assertThat(run(connection, many, withoutPredicate).getFirst().getLong(0)).isEqualTo(1);
    assertThat(run(connection, many, withoutPredicate).getFirst().getLong(1)).isZero();
  }

  private static void relations(AdminConnection connection, boolean withoutPredicate) {
    // Everybody sees all tasks; Bob sees the project of his own, and its client.
    Statement tasks =
        new ListSql(API, TASKS)
            .of(
                Agency.all(Agency.BOB),
                Queries.of(Agency.peoples(TASKS))
                    .with(Queries.including(Agency.sight(false), TASKS, "project.client"))
                    .sort("id")
                    .query());
    List<Row> page = run(connection, tasks, withoutPredicate);
    assertThat(page).hasSize(2);
    int project = 1 + Agency.peoples(TASKS).read().size();
    assertThat(page.getFirst().getString(project)).isNull();
    assertThat(page.getLast().getString(project)).contains("\"client\":{", BOBS_CLIENT.toString());
    // An editor sees all projects and their tasks, and nobody's clients.
    Statement projects =
        new ListSql(API, PROJECTS)
            .of(
                EDITORS,
                Queries.of(Agency.editors(PROJECTS))
                    .with(Queries.including(Agency.sight(true), PROJECTS, "client", "tasks"))
                    .query());
    page = run(connection, projects, withoutPredicate);
    assertThat(page).hasSize(2);
    int client = 1 + Agency.editors(PROJECTS).read().size();
    assertThat(page)
        .allSatisfy(
            row -> {
              assertThat(row.getString(client)).isNull();
              assertThat(row.getString(client + 1)).contains("\"title\":\"task\"");
            });
    // The tasks of a project are listed where the project may be seen.
    for (long id : new long[] {ANNS, BOBS_OWN, MISSING}) {
      Queries children =
          Queries.of(Agency.peoples(TASKS)).parent(Agency.peoples(PROJECTS), "tasks", id);
      Row first =
          run(
                  connection,
                  new ListSql(API, TASKS).of(Agency.all(Agency.BOB), children.query()),
                  withoutPredicate)
              .getFirst();
      assertThat(first.getLong(0)).isEqualTo(id == BOBS_OWN ? 1L : -1L);
      assertThat(first.getLong(1)).isEqualTo(id == BOBS_OWN ? BOBS_OWN : null);
    }
    // Anybody reads posts, and nobody else's rows with them.
    Statement posts =
        new ListSql(API, Agency.POSTS)
            .of(Agency.all(null), Queries.of(Agency.nobodys(Agency.POSTS)).query());
    assertThat(Agency.run(connection, posts)).hasSize(2);
  }

  private static void writes(AdminConnection connection) {
    View own = Agency.peoples(PROJECTS);
    for (long project : new long[] {BOBS_OWN, ANNS, MISSING}) {
      Statement insert = insert(BOBS, TASKS, project);
      if (project == BOBS_OWN) {
        long made = Agency.run(connection, insert).getFirst().getLong(0);
        assertThat(
                Agency.run(
                    connection, delete(BOBS, TASKS, made, new Precondition.Match(List.of(1L)))))
            .hasSize(1);
      } else {
        // Unreadable and missing are one.
        assertThatThrownBy(() -> Agency.run(connection, insert))
            .isInstanceOfSatisfying(
                DbFailure.class, e -> assertThat(e.kind()).isEqualTo(DbFailure.Kind.FOREIGN_KEY));
      }
    }
    long version =
        Agency.run(connection, read(BOBS, own, BOBS_OWN)).getFirst().getLong(own.read().size());
    Precondition met = new Precondition.Match(List.of(0L, version));
    Precondition unmet = new Precondition.NoMatch(List.of(version));
    assertThat(Agency.run(connection, update(BOBS, own, BOBS_OWN, unmet))).allMatch(r -> isNull(r));
    List<Row> changed = Agency.run(connection, update(BOBS, own, BOBS_OWN, met));
    assertThat(changed).hasSize(1);
    assertThat(changed.getFirst().getLong(own.read().size())).isEqualTo(version + 1);
    assertThat(
            Agency.run(
                connection,
                update(EDITORS, Agency.editors(PROJECTS), ANNS, new Precondition.None())))
        .hasSize(1);
    FieldValues values = new FieldValues(own.update().size());
    values.set(0, "project");
    Row all =
        Agency.run(connection, new UpdateManySql(API, own).of(BOBS, Predicate.TRUE, values, 5))
            .getFirst();
    assertThat(all.getLong(0)).isEqualTo(1);
    assertThat(all.getLong(1)).isEqualTo(1);
    Row tooMany =
        Agency.run(
                connection,
                new UpdateManySql(API, Agency.editors(PROJECTS))
                    .of(EDITORS, Predicate.TRUE, values, 1))
            .getFirst();
    assertThat(tooMany.getLong(0)).isEqualTo(2);
    assertThat(tooMany.getLong(1)).isZero();
  }
}
