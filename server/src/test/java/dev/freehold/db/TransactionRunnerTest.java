package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class TransactionRunnerTest extends TransactionFixture {
  @Test
  void whatIsCommittedStays() throws Exception {
    int answer = get(committing(db -> insert(db, 1).compose(_ -> insert(db, 2)).map(_ -> 7)));
    assertThat(answer).isEqualTo(7);
    assertThat(kept()).isEqualTo("1,2");
  }

  @Test
  void aWorkWithoutStatementsIsATransactionToo() throws Exception {
    Future<String> empty =
        transactions.run(_ -> Future.succeededFuture(new TransactionOutcome.Commit<>("done")));
    assertThat(get(empty)).isEqualTo("done");
  }

  @Test
  void aRehearsalGivesItsValueAndKeepsNothing() throws Exception {
    List<Row> rows =
        get(
            transactions.run(
                db ->
                    on(db, "insert into t values (1) returning n")
                        .map(TransactionOutcome.Rollback::new)));
    assertThat(rows.getFirst().getInteger(0)).isEqualTo(1);
    assertThat(kept()).isEmpty();
  }

  @Test
  void aWorkThatFailsKeepsNothing() throws Exception {
    var refused = new IllegalArgumentException("refused");
    Future<Integer> failed =
        committing(db -> insert(db, 1).compose(_ -> Future.failedFuture(refused)));
    assertThat(cause(failed)).isSameAs(refused);
    assertThat(kept()).isEmpty();
    allConnectionsServe();
  }

  @Test
  void aWorkThatThrowsOrGivesNothingKeepsNothing() throws Exception {
    var thrown = new IllegalStateException("thrown");
    for (Throwable one : List.of(thrown, new StackOverflowError())) {
      Future<Integer> failed =
          committing(
              db -> {
                insert(db, 1);
                throw sneaky(one);
              });
      assertThat(cause(failed)).isSameAs(one);
    }
    assertThat(cause(transactions.run(_ -> none()))).isInstanceOf(NullPointerException.class);
    assertThat(cause(transactions.run(_ -> Future.succeededFuture(none()))))
        .isInstanceOf(NullPointerException.class);
    assertThat(kept()).isEmpty();
    allConnectionsServe();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable e) throws E {
    throw (E) e;
  }

  /// What a work without null checks might give.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  @Test
  void statementsDoNotWaitForOneAnother() throws Exception {
    List<Future<List<Row>>> all = new ArrayList<>();
    AtomicInteger answeredAtOnce = new AtomicInteger();
    get(
        committing(
            db -> {
              for (int i = 0; i < 50; i++) {
                all.add(on(db, "select $1::int, now()::text", i));
              }
              all.forEach(one -> answeredAtOnce.addAndGet(one.isComplete() ? 1 : 0));
              return Future.all(all);
            }));
    assertThat(answeredAtOnce.get()).isZero();
    assertThat(all).extracting(one -> one.result().getFirst().getInteger(0)).isSorted().hasSize(50);
    // The time of the transaction: it was one.
    assertThat(all)
        .extracting(one -> one.result().getFirst().getString(1))
        .containsOnly(all.getFirst().result().getFirst().getString(1));
  }

  @Test
  void aSettingLastsUntilTheEnd() throws Exception {
    String read = "select coalesce(current_setting('freehold.user_id', true), '')";
    Future<String> inside =
        committing(
            db -> {
              on(db, "select set_config('freehold.user_id', 'me', true)");
              return on(db, read).map(rows -> rows.getFirst().getString(0));
            });
    assertThat(get(inside)).isEqualTo("me");
    for (int i = 0; i < 2 * SIZE; i++) {
      assertThat(get(committing(db -> on(db, read))).getFirst().getString(0)).isEmpty();
    }
  }

  @Test
  void theFirstFailureIsWhatEveryoneHears() throws Exception {
    List<Future<List<Row>>> all = new ArrayList<>();
    Future<?> outcome =
        committing(
            db -> {
              all.add(insert(db, 1));
              all.add(insert(db, 1));
              all.add(insert(db, 2));
              return all.get(1)
                  .recover(
                      _ -> {
                        all.add(insert(db, 3));
                        return Future.succeededFuture(List.of());
                      });
            });
    DatabaseException first = failure(outcome);
    assertThat(first.kind()).isEqualTo(FailureKind.UNIQUE);
    assertThat(first.constraint()).isEqualTo("t_key");
    assertThat(all.getFirst().succeeded()).isTrue();
    for (Future<?> later : all.subList(1, 4)) {
      assertThat(later.cause()).isSameAs(first);
    }
    assertThat(kept()).isEmpty();
    allConnectionsServe();
  }

  @Test
  void aFailureThatWasOverlookedIsNotCommitted() throws Exception {
    Future<String> overlooking =
        transactions.run(
            db -> {
              insert(db, 1);
              insert(db, 1);
              return Future.succeededFuture(new TransactionOutcome.Commit<>("fine"));
            });
    assertThat(failure(overlooking).kind()).isEqualTo(FailureKind.UNIQUE);
    // The client refuses this one itself, so PostgreSQL would commit.
    Future<String> unsent =
        transactions.run(
            db -> {
              insert(db, 1);
              on(db, "insert into t values ($1)", "not a number");
              return Future.succeededFuture(new TransactionOutcome.Commit<>("fine"));
            });
    assertThat(failure(unsent).kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(kept()).isEmpty();
  }

  @Test
  void theWorksOwnWordForAFailureIsKept() throws Exception {
    var taken = new IllegalArgumentException("taken");
    Future<List<Row>> outcome =
        committing(
            db ->
                insert(db, 1).compose(_ -> insert(db, 1)).recover(_ -> Future.failedFuture(taken)));
    assertThat(cause(outcome)).isSameAs(taken);
  }

  @Test
  void aCommitThatIsRefusedKeepsNothing() throws Exception {
    execute(
        "create table child (n int constraint child_n references t deferrable initially deferred)");
    DatabaseException failure = failure(committing(db -> on(db, "insert into child values (9)")));
    assertThat(failure.kind()).isEqualTo(FailureKind.FOREIGN_KEY);
    assertThat(failure.constraint()).isEqualTo("child_n");
    assertThat(query("select count(*)::text from child")).isEqualTo("0");
    allConnectionsServe();
  }

  @Test
  void nothingIsDoneAfterTheEnd() throws Exception {
    AtomicReference<Database> kept = new AtomicReference<>();
    get(
        committing(
            db -> {
              kept.set(db);
              return insert(db, 1);
            }));
    DatabaseException late = failure(insert(kept.get(), 2));
    assertThat(late.kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(late.reason()).contains("over");
    assertThat(kept()).isEqualTo("1");
  }

  @Test
  void outsideOfATransactionNothingCanBeWritten() throws Exception {
    // What becomes of the statements behind a BEGIN that fails.
    Future<List<Row>> stray = committing(db -> on(db, "commit").compose(_ -> insert(db, 1)));
    assertThat(failure(stray).sqlState()).isEqualTo("25006");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aLockIsWaitedForSoLongAndNoLonger() throws Exception {
    Promise<String> locked = Promise.promise();
    Promise<String> release = Promise.promise();
    Future<?> holder =
        committing(
            db -> insert(db, 1).onSuccess(_ -> locked.complete()).compose(_ -> release.future()));
    get(locked.future());
    long begin = System.nanoTime();
    Future<List<Row>> waiter =
        transactions.run(
            Duration.ofMillis(50), db -> insert(db, 1).map(TransactionOutcome.Commit::new));
    DatabaseException failure = failure(waiter);
    assertThat(System.nanoTime() - begin).isBetween(50_000_000L, 1_500_000_000L);
    assertThat(failure.kind()).isEqualTo(FailureKind.LOCKED);
    release.complete("now");
    get(holder);
    // The limit was that transaction's own.
    Future<List<Row>> read = committing(db -> on(db, "select current_setting('lock_timeout')"));
    assertThat(get(read).getFirst().getString(0)).isEqualTo("0");
    assertThat(kept()).isEqualTo("1");
    assertThatThrownBy(() -> transactions.run(Duration.ofNanos(1), _ -> none()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatPostgresUndoesForOthersIsDoneAgain() throws Exception {
    execute(
        "create sequence tries;"
            + "create function flaky(ok int) returns int language plpgsql as $$ begin"
            + " if nextval('tries') < ok then raise exception using errcode = '40P01'; end if;"
            + " return ok; end $$");
    AtomicInteger calls = new AtomicInteger();
    Future<List<Row>> third =
        committing(
            db -> {
              insert(db, calls.incrementAndGet());
              return on(db, "select flaky(3)");
            });
    assertThat(get(third)).hasSize(1);
    assertThat(kept()).isEqualTo("3");
    execute("alter sequence tries restart");
    assertThat(failure(committing(db -> on(db, "select flaky(100)"))).kind())
        .isEqualTo(FailureKind.UNAVAILABLE);
    assertThat(query("select last_value::text from tries")).isEqualTo("3");
  }

  @Test
  void theWorkAndTheAnswerStayOnTheEventLoop() throws Exception {
    for (int i = 0; i < 4; i++) {
      Promise<Boolean> same = Promise.promise();
      ((VertxInternal) vertx)
          .createEventLoopContext()
          .runOnContext(
              _ -> {
                Thread thread = Thread.currentThread();
                List<Thread> seen = new ArrayList<>();
                committing(
                        db -> {
                          seen.add(Thread.currentThread());
                          return on(db, "select 1")
                              .onSuccess(_ -> seen.add(Thread.currentThread()));
                        })
                    .map(_ -> seen.add(Thread.currentThread()))
                    .map(_ -> seen.size() == 3 && seen.stream().allMatch(thread::equals))
                    .onComplete(same);
              });
      assertThat(get(same.future())).isTrue();
    }
  }

  @Test
  void aWorkMayGoOnOnAnotherThread() throws Exception {
    Future<List<Row>> outcome =
        committing(db -> vertx.executeBlocking(() -> "thought").compose(_ -> insert(db, 5)));
    get(outcome);
    assertThat(kept()).isEqualTo("5");
  }
}
