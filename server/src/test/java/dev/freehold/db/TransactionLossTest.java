package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Connections that are lost, scarce or held too long.
final class TransactionLossTest extends TransactionFixture {
  @Test
  void lostUnderAStatementNothingHasChanged() throws Exception {
    Future<List<Row>> lost =
        committing(db -> insert(db, 1).compose(_ -> on(db, "select pg_sleep(4), 'under'")));
    kill("''under''", "active");
    assertThat(failure(lost).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(kept()).isEmpty();
    allConnectionsServe();
  }

  @Test
  void lostBetweenStatementsItIsToldAtOnce() throws Exception {
    Promise<String> never = Promise.promise();
    Future<String> lost = committing(db -> insert(db, 1).compose(_ -> never.future()));
    kill("insert into t", "idle in transaction");
    assertThat(failure(lost).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(kept()).isEmpty();
    never.complete("too late");
    allConnectionsServe();
  }

  @Test
  void lostUnderTheCommitNobodyKnows() throws Exception {
    execute(
        "create function slow() returns trigger language plpgsql as $$ begin"
            + " perform pg_sleep(4); return null; end $$;"
            + "create constraint trigger slow after insert on t deferrable initially deferred"
            + " for each row execute function slow()");
    Future<List<Row>> lost = committing(db -> insert(db, 1));
    kill("commit", "active");
    assertThat(failure(lost).kind()).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
    // A rehearsal has no commit, and its answer stays true.
    Future<List<Row>> rehearsal =
        transactions.run(db -> insert(db, 1).map(TransactionOutcome.Rollback::new));
    get(rehearsal);
  }

  @Test
  void lostAtRestAnotherIsMade() throws Exception {
    get(committing(db -> insert(db, 1)));
    kill("commit", "idle");
    TestDatabase.await(
        () ->
            committing(db -> on(db, "select 1"))
                .toCompletionStage()
                .toCompletableFuture()
                .handle((rows, failure) -> failure == null)
                .get());
    allConnectionsServe();
  }

  @Test
  void theWorksOwnWordForALossIsKept() throws Exception {
    var mapped = new IllegalArgumentException("mapped");
    Future<List<Row>> lost =
        committing(
            db -> on(db, "select pg_sleep(4), 'word'").recover(_ -> Future.failedFuture(mapped)));
    kill("''word''", "active");
    assertThat(cause(lost)).isSameAs(mapped);
  }

  @Test
  void moreThanThereAreConnectionsTakeTurns() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Promise<List<Future<List<Row>>>> started = Promise.promise();
    vertx.runOnContext(
        _ -> {
          List<Future<List<Row>>> all = new ArrayList<>();
          for (int i = 0; i < 60; i++) {
            int n = i;
            all.add(
                committing(
                    db -> {
                      most.accumulateAndGet(open.incrementAndGet(), Math::max);
                      return insert(db, n).onComplete(_ -> open.decrementAndGet());
                    }));
          }
          started.complete(all);
        });
    get(Future.all(get(started.future())));
    assertThat(most.get()).isEqualTo(SIZE);
    assertThat(query("select count(*)::text from t")).isEqualTo("60");
    assertThat(
            query(
                "select count(*)::text from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid()"))
        .isEqualTo(String.valueOf(SIZE));
  }

  @Test
  void whoWaitsTooLongOrIsTooManyIsRefused() throws Exception {
    Promise<String> end = Promise.promise();
    Promise<List<Future<String>>> started = Promise.promise();
    ((VertxInternal) vertx)
        .createEventLoopContext()
        .runOnContext(
            _ -> {
              List<Future<String>> all = new ArrayList<>();
              for (int i = 0; i < SIZE + TransactionPool.MAX_WAITING + 5; i++) {
                all.add(committing(_ -> end.future()));
              }
              started.complete(all);
            });
    List<Future<String>> all = get(started.future());
    long begin = System.nanoTime();
    DatabaseException last = failure(all.getLast());
    assertThat(last.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(last.reason()).contains("too many");
    DatabaseException waited = failure(all.get(SIZE));
    assertThat(waited.kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(waited.reason()).contains("waited");
    assertThat(System.nanoTime() - begin).isBetween(500_000_000L, 2_000_000_000L);
    end.complete("done");
    assertThat(get(all.getFirst())).isEqualTo("done");
  }

  @Test
  void aWorkThatNeverEndsLosesItsConnection() throws Exception {
    long begin = System.nanoTime();
    Promise<String> never = Promise.promise();
    Future<String> endless = committing(db -> insert(db, 1).compose(_ -> never.future()));
    assertThat(failure(endless).kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(System.nanoTime() - begin)
        .isBetween(
            PgTransactionRunner.MAX_LIFETIME.toNanos(),
            PgTransactionRunner.MAX_LIFETIME.plusSeconds(2).toNanos());
    assertThat(kept()).isEmpty();
    allConnectionsServe();
  }

  @Test
  void withASilentServerPatienceIsShort() throws Exception {
    Future<List<Row>> stuck = committing(db -> on(db, "select pg_sleep(4), 'silent'"));
    TestDatabase.await(
        () ->
            query(
                    "select count(*)::text from pg_stat_activity where state = 'active'"
                        + " and query like '%''silent''%' and pid <> pg_backend_pid()")
                .equals("1"));
    away.set(true);
    long begin = System.nanoTime();
    assertThat(failure(stuck).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    assertThat(failure(committing(db -> insert(db, 1))).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    away.set(false);
    allConnectionsServe();
  }

  @Test
  void aServerThatIsNotThereIsUnavailableFast() throws Exception {
    DatabaseTarget nowhere =
        DatabaseTarget.unixSocket("/nowhere", 5432, "d", "u", database.target().password());
    PgTransactionRunner gone = new PgTransactionRunner(vertx, nowhere, SIZE, away::get, _ -> {});
    long begin = System.nanoTime();
    assertThat(failure(gone.run(db -> insert(db, 1).map(TransactionOutcome.Commit::new))).kind())
        .isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    get(gone.close());
  }

  @Test
  void closingEndsThemAll() throws Exception {
    Promise<String> never = Promise.promise();
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < SIZE + 3; i++) {
      int n = i;
      all.add(committing(db -> insert(db, n).compose(_ -> never.future())));
    }
    TestDatabase.await(
        () ->
            query(
                    "select count(*)::text from pg_stat_activity where state = 'idle in"
                        + " transaction' and datname = current_database()")
                .equals(String.valueOf(SIZE)));
    get(transactions.close());
    for (Future<String> one : all) {
      assertThat(failure(one).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    }
    assertThat(failure(committing(db -> insert(db, 9))).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(kept()).isEmpty();
    TestDatabase.await(
        () ->
            query(
                    "select count(*)::text from pg_stat_activity where datname = current_database()"
                        + " and pid <> pg_backend_pid()")
                .equals("0"));
  }
}
