package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdminConnectionTest {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.fresh();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static AdminConnection connect() {
    return AdminConnection.open(TestDatabase.vertx(), database.target());
  }

  @Test
  void runsScriptsAndQueries() {
    try (AdminConnection connection = connect()) {
      connection.execute(
          "create table a (n int); insert into a values (1); insert into a values (2)");
      assertThat(connection.query("select n from a where n > $1 order by n", Tuple.of(1)))
          .extracting(row -> row.getInteger(0))
          .containsExactly(2);
    }
  }

  @Test
  void aTransactionIsWholeOrNothing() {
    try (AdminConnection connection = connect()) {
      connection.execute("create table b (n int primary key)");
      assertThatThrownBy(
              () ->
                  connection.inTransaction(
                      () -> {
                        connection.execute("create table c (n int)");
                        connection.execute("insert into b values (1); insert into b values (1)");
                      }))
          .isInstanceOf(DatabaseException.class);
      assertThat(
              connection
                  .query("select to_regclass('c')::text", Tuple.tuple())
                  .getFirst()
                  .getString(0))
          .isNull();
      assertThat(
              connection.<Integer>inTransaction(
                  () ->
                      connection
                          .query("insert into b values (2) returning n", Tuple.tuple())
                          .getFirst()
                          .getInteger(0)))
          .isEqualTo(2);
      assertThat(connection.query("select n from b", Tuple.tuple())).hasSize(1);
    }
  }

  @Test
  void tellsWhatPostgresSaid() {
    try (AdminConnection connection = connect()) {
      DatabaseException failure =
          catchThrowableOfType(
              DatabaseException.class, () -> connection.execute("select * from nowhere"));
      assertThat(failure.kind()).isEqualTo(FailureKind.DEFECT);
      assertThat(failure.sqlState()).isEqualTo("42P01");
      assertThat(failure.getCause()).isInstanceOf(PgException.class);
      assertThat(failure.reason()).contains("nowhere", "42P01");
      connection.execute("select 1");
    }
  }

  @Test
  void aWrongPasswordAndAMissingServerAreUnavailable() {
    DatabaseTarget wrong = database.target().withUser("postgres", Secret.of("wrong"));
    DatabaseException failure =
        catchThrowableOfType(
            DatabaseException.class,
            () -> AdminConnection.open(TestDatabase.vertx(), wrong).close());
    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(failure.sqlState()).isEqualTo("28P01");

    DatabaseTarget nowhere = DatabaseTarget.unixSocket("/nowhere", 5432, "d", "u", Secret.of("p"));
    failure =
        catchThrowableOfType(
            DatabaseException.class,
            () -> AdminConnection.open(TestDatabase.vertx(), nowhere).close());
    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void aFailedConnectionIsExplainedInOneLine() {
    DatabaseTarget good = database.target();
    String url = "postgresql://u:very-secret@";
    Map<DatabaseTarget, List<String>> cases =
        Map.of(
            good.withUser("postgres", Secret.of("very-secret")),
            List.of("refused", "'postgres'", "28P01", "user and the password", "DATABASE_URL"),
            good.withDatabase("nowhere"),
            List.of("refused", "nowhere", "3D000", "Create the database", "DATABASE_URL"),
            DatabaseUrlParser.parse(url + "127.0.0.1:1/d"),
            List.of("127.0.0.1:1/d", "refused", "Start PostgreSQL", "DATABASE_URL"),
            DatabaseUrlParser.parse(url + "no-such-host.invalid/d"),
            List.of("'no-such-host.invalid' is unknown", "DATABASE_URL"));
    cases.forEach(
        (target, words) -> {
          DatabaseException failure =
              catchThrowableOfType(
                  DatabaseException.class,
                  () -> AdminConnection.open(TestDatabase.vertx(), target).close());
          assertThat(failure.explanation())
              .contains(words)
              .doesNotContain("very-secret", "\n", "Exception");
          assertThat(failure.isConnectionRefused()).isEqualTo(failure.sqlState() != null);
        });
  }
}
