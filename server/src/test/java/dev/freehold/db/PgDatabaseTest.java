package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.event.Event;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgDatabaseTest {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private TestDatabase database;
  private PgDatabase pg;

  @BeforeEach
  void open() throws Exception {
    vertx = TestDatabase.vertx();
    database = TestDatabase.fresh();
    pg = new PgDatabase(vertx, database.target(), 2, events::add);
    TestDatabase.await(pg::isUp);
  }

  @AfterEach
  void close() throws Exception {
    get(pg.close());
    database.close();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Future<List<Row>> run(PgDatabase on, String sql, @Nullable Object... arguments) {
    return on.run(sql, Tuple.from(arguments), Collectors.<Row>toList());
  }

  private Future<List<Row>> run(String sql, @Nullable Object... arguments) {
    return run(pg, sql, arguments);
  }

  private DatabaseException failure(Future<?> future) throws Exception {
    try {
      get(future);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DatabaseException failure) {
        return failure;
      }
      throw e;
    }
    throw new AssertionError("it succeeded");
  }

  private void execute(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  @Test
  void rowsArriveAndTheSessionIsAsItMustBe() throws Exception {
    assertThat(get(run("select n from generate_series(1, $1) as n", 3)))
        .extracting(row -> row.getInteger(0))
        .containsExactly(1, 2, 3);
    Row row =
        get(run(
                "select current_setting('TimeZone'), current_setting('statement_timeout'),"
                    + " current_setting('application_name')"))
            .getFirst();
    assertThat(row.getString(0)).isEqualTo("UTC");
    assertThat(row.getString(1)).isEqualTo("5s");
    assertThat(row.getString(2)).isEqualTo("freehold");
  }

  @Test
  void anEventLoopKeepsItsStatements() throws Exception {
    for (int i = 0; i < 4; i++) {
      Promise<Boolean> same = Promise.promise();
      ((VertxInternal) vertx)
          .createEventLoopContext()
          .runOnContext(
              _ -> {
                Thread thread = Thread.currentThread();
                run("select 1").map(_ -> Thread.currentThread().equals(thread)).onComplete(same);
              });
      assertThat(get(same.future())).isTrue();
    }
  }

  @Test
  void manyAtOnceAllGetTheirOwnAnswer() throws Exception {
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      all.add(run("select $1::int", i).map(rows -> rows.getFirst().getInteger(0)));
    }
    get(Future.join(all));
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).result()).isEqualTo(i);
    }
  }

  @Test
  void tooManyWaitingAreRefusedAtOnce() throws Exception {
    int sent = 2 * PipelinedConnection.WINDOW;
    Promise<List<Future<List<Row>>>> started = Promise.promise();
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    context.runOnContext(
        _ ->
            run("select 1")
                .onComplete(
                    _ -> {
                      List<Future<List<Row>>> all = new ArrayList<>();
                      for (int i = 0; i < sent + PipelinedConnectionPool.MAX_WAITING + 50; i++) {
                        all.add(run("select pg_sleep($1)", i < 2 ? 1.5 : 0.0));
                      }
                      started.complete(all);
                    }));
    int answered = 0;
    int atOnce = 0;
    for (Future<List<Row>> one : get(started.future())) {
      try {
        get(one);
        answered++;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof DatabaseException failure)) {
          throw e;
        }
        assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
        atOnce += failure.reason().contains("too many") ? 1 : 0;
      }
    }
    // The second connection may not stand yet when the burst comes.
    assertThat(atOnce).isBetween(50, 50 + PipelinedConnection.WINDOW);
    assertThat(answered).isGreaterThanOrEqualTo(PipelinedConnection.WINDOW);
  }

  @Test
  void kindsOfErrors() throws Exception {
    execute(
        "create table parent (id int primary key);"
            + "create table child (id int constraint child_pk primary key,"
            + " parent int constraint child_parent references parent,"
            + " n int not null constraint child_small check (n < 10), s varchar(2))");
    String insert = "insert into child values ($1, $2, $3, $4)";
    get(run(insert, 1, null, 1, null));
    DatabaseException unique = failure(run(insert, 1, null, 1, null));
    assertThat(unique.kind()).isEqualTo(FailureKind.UNIQUE);
    assertThat(unique.constraint()).isEqualTo("child_pk");
    DatabaseException foreign = failure(run(insert, 2, 7, 1, null));
    assertThat(foreign.kind()).isEqualTo(FailureKind.FOREIGN_KEY);
    assertThat(foreign.constraint()).isEqualTo("child_parent");
    DatabaseException check = failure(run(insert, 2, null, 10, null));
    assertThat(check.kind()).isEqualTo(FailureKind.CHECK);
    assertThat(check.constraint()).isEqualTo("child_small");
    assertThat(failure(run(insert, 2, null, null, null)).kind()).isEqualTo(FailureKind.CHECK);
    assertThat(failure(run(insert, 2, null, 1, "abc")).sqlState()).isEqualTo("22001");
    assertThat(failure(run("select no_such_column")).kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(failure(run("select $1::int", "not an int")).kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(get(run("select 1"))).hasSize(1);
  }

  @Test
  void aStatementEndsAfterItsTime() throws Exception {
    long begin = System.nanoTime();
    assertThat(failure(run("select pg_sleep(20)")).kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(System.nanoTime() - begin).isBetween(4_500_000_000L, 5_900_000_000L);
    assertThat(get(run("select 1"))).hasSize(1);
  }

  @Test
  void conflictsAreTriedAgain() throws Exception {
    execute(
        "create sequence tries;"
            + "create function flaky(ok int) returns int language plpgsql as $$ begin"
            + " if nextval('tries') < ok then raise exception using errcode = '40001'; end if;"
            + " return ok; end $$");
    assertThat(get(run("select flaky(3)"))).hasSize(1);
    execute("alter sequence tries restart");
    assertThat(failure(run("select flaky(100)")).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(get(run("select nextval('tries')")).getFirst().getLong(0))
        .isEqualTo(PipelinedConnectionPool.MAX_ATTEMPTS + 1L);
  }

  @Test
  void aConnectionLostUnderAStatementLeavesItsOutcomeUnknown() throws Exception {
    Future<List<Row>> sleeping = run("select pg_sleep(4), 'lost'");
    String victims =
        " from pg_stat_activity where query like '%''lost''%' and state = 'active' and"
            + " pid <> pg_backend_pid() and datname = current_database()";
    TestDatabase.await(
        () -> TestDatabase.query(database.target(), "select count(*)::text" + victims).equals("1"));
    execute("select pg_terminate_backend(pid)" + victims);
    assertThat(failure(sleeping).kind()).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
    for (int i = 0; i < 10; i++) {
      assertThat(get(run("select 1"))).hasSize(1);
    }
    assertThat(pg.isUp()).isTrue();
  }

  @Test
  void theServerIsKilledAndComesBack() throws Exception {
    Path directory = BuildDirectory.path("test-database-killed");
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, events::add)) {
      PgDatabase killed = new PgDatabase(vertx, server.target(), 2, events::add);
      TestDatabase.await(killed::isUp);
      get(run(killed, "select 1"));
      long pid = server.pid();
      Future<List<Row>> sleeping = run(killed, "select pg_sleep(4)");
      run(killed, "select 1");
      kill("KILL", pid);
      assertThat(failure(sleeping).kind()).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
      TestDatabase.await(() -> server.pid() != pid);
      TestDatabase.await(1_000, () -> succeeds(killed));
      TestDatabase.await(1_000, killed::isUp);

      // A server that is there and does not answer.
      events.clear();
      long now = server.pid();
      List<Long> backends = new ArrayList<>(List.of(now));
      Future<List<Row>> stuck;
      try {
        // First the one that would start another backend.
        kill("STOP", now);
        ProcessHandle.of(now).orElseThrow().children().forEach(child -> backends.add(child.pid()));
        for (long backend : backends) {
          kill("STOP", backend);
        }
        stuck = run(killed, "select 1");
        TestDatabase.await(3_000, () -> !killed.isUp());
        assertThat(failure(stuck).kind()).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
        TestDatabase.await(3_000, () -> answeredWithin(killed, 200));
      } finally {
        for (long backend : backends) {
          kill("CONT", backend);
        }
      }
      TestDatabase.await(1_000, killed::isUp);
      TestDatabase.await(1_000, () -> succeeds(killed));
      assertThat(events)
          .extracting(event -> event.getClass().getSimpleName())
          .containsExactly("DatabaseLost", "DatabaseRecovered");
      get(killed.close());
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailableFast() throws Exception {
    DatabaseTarget nowhere = database.target().withUser("postgres", database.target().password());
    PgDatabase gone =
        new PgDatabase(
            vertx,
            DatabaseTarget.unixSocket("/nowhere", 5432, "d", "u", nowhere.password()),
            2,
            events::add);
    long begin = System.nanoTime();
    assertThat(failure(run(gone, "select 1")).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    assertThat(gone.isUp()).isFalse();
    TestDatabase.await(gone::isDown);
    // What never answered was not lost; a start reports what it waits for.
    assertThat(events).isEmpty();
    get(gone.close());
    assertThat(failure(run(gone, "select 1")).kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  private boolean succeeds(PgDatabase on) throws Exception {
    try {
      return get(run(on, "select 1")).size() == 1;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private boolean answeredWithin(PgDatabase on, long millis) throws Exception {
    long begin = System.nanoTime();
    FailureKind kind = failure(run(on, "select 1")).kind();
    return kind == FailureKind.UNAVAILABLE && System.nanoTime() - begin < millis * 1_000_000;
  }

  private static void kill(String signal, long pid) throws Exception {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid).start().waitFor();
  }
}
