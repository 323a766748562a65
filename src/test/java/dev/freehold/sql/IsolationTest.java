package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.testing.Specs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The statements that are served, with either wall taken away: the other one holds alone.
final class IsolationTest {
  private static final ResourcePlan TASKS = Specs.resource(Specs.tasks());
  private static final UUID OWNER = new UUID(7, 1);
  private static final UUID OTHER = new UUID(7, 2);
  private static final Scope OWNERS = new Scope.OwnedBy(OWNER);
  private static final Scope OTHERS = new Scope.OwnedBy(OTHER);
  private static final String EVERY_PLANNER_SWITCH =
      "select set_config(name, 'off', false) from pg_settings where name like 'enable\\_%'"
          + " and vartype = 'bool'";

  private static TestDatabase database;
  private static DatabaseTarget runtime;
  private static long row;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    RoleNames roles =
        new RoleNames(
            "postgres",
            database.target().database() + "_api",
            database.target().database() + "_auth");
    TestDatabase.execute(
        database.target(),
        "create role \"" + roles.api() + "\" login nobypassrls password 'secret'");
    TestDatabase.execute(database.target(), "create role \"" + roles.auth() + "\"");
    TestDatabase.execute(
        database.target(), SchemaModel.of(Specs.plan(Specs.tasks()), roles).script());
    for (UUID user : List.of(OWNER, OTHER)) {
      TestDatabase.execute(
          database.target(),
          "insert into auth.users (id, password_hash) values ('" + user + "', '$argon2id$x')");
    }
    runtime = database.target().as(roles.api(), Secret.of("secret"));
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), runtime)) {
      row = run(connection, insert(OWNERS, "owner's")).getFirst().getLong(0);
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void bothWallsTogether() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), runtime)) {
      assertThat(run(connection, new ReadSql(TASKS).of(OWNERS, row))).hasSize(1);
      holdsForTheOther(connection, false);
    }
  }

  @Test
  void rowLevelSecurityAlone() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), runtime)) {
      holdsForTheOther(connection, true);
    }
  }

  @Test
  void rowLevelSecurityAloneUnderEveryPlan() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), runtime)) {
      connection.query(EVERY_PLANNER_SWITCH, Tuple.tuple());
      holdsForTheOther(connection, true);
      assertThat(run(connection, new ReadSql(TASKS).of(OWNERS, row))).hasSize(1);
    }
  }

  /// The superuser is not bound by row-level security.
  @Test
  void predicateAlone() {
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), database.target())) {
      holdsForTheOther(connection, false);
      assertThat(run(connection, withoutPredicate(new ReadSql(TASKS).of(OTHERS, row)))).hasSize(1);
    }
  }

  @Test
  void noRowCanBeGivenAway() {
    Statement stolen = insert(OWNERS, "for the other");
    String text = stolen.text().replace("select c.uid::uuid", "select '" + OTHER + "'::uuid");
    assertThat(text).isNotEqualTo(stolen.text());
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), runtime)) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> connection.query(text, stolen.arguments()))
          .isInstanceOf(DbFailure.class);
    }
  }

  @Test
  void theSettingEndsWithItsStatement() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), runtime)) {
      run(connection, new ReadSql(TASKS).of(OWNERS, row));

      assertThat(connection.query("select 1 from app.tasks", Tuple.tuple())).isEmpty();
    }
  }

  private static void holdsForTheOther(AdminConnection connection, boolean withoutPredicate) {
    FieldValues taken = new FieldValues(TASKS.update().size());
    taken.set(0, "taken over");
    for (Statement statement :
        List.of(
            new ReadSql(TASKS).of(OTHERS, row),
            new UpdateSql(TASKS).of(OTHERS, row, taken),
            new DeleteSql(TASKS).of(OTHERS, row))) {
      Statement run = withoutPredicate ? withoutPredicate(statement) : statement;
      assertThat(run(connection, run)).as(run.text()).isEmpty();
    }
    Statement list = new ListSql(TASKS).of(OTHERS, 10, 0, List.of(0));
    List<Row> page = run(connection, withoutPredicate ? withoutPredicate(list) : list);
    assertThat(page).hasSize(1);
    assertThat(page.getFirst().getLong(0)).isZero();
    assertThat(page.getFirst().getValue(1)).isNull();
    assertThat(
            TestDatabase.query(database.target(), "select title from app.tasks where id = " + row))
        .isEqualTo("owner's");
  }

  private static Statement withoutPredicate(Statement statement) {
    String text =
        statement
            .text()
            .replace("\"user_id\" = c.uid::uuid", "c.uid is not null")
            .replace("\"user_id\" = $1::text::uuid", "true");
    assertThat(text).isNotEqualTo(statement.text());
    Tuple arguments = statement.arguments();
    Object[] values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.getValue(i);
    }
    return new Statement(text, values);
  }

  private static Statement insert(Scope scope, String title) {
    FieldValues values = new FieldValues(TASKS.create().size());
    values.set(0, title);
    return new InsertSql(TASKS, UUID::randomUUID).of(scope, values);
  }

  private static List<Row> run(AdminConnection connection, Statement statement) {
    return connection.query(statement.text(), statement.arguments());
  }
}
