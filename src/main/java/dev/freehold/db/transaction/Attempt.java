package dev.freehold.db.transaction;

import dev.freehold.db.Database;
import dev.freehold.db.DbFailure;
import dev.freehold.db.DbFailure.Kind;
import dev.freehold.db.Failures;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// One transaction on one connection, from `BEGIN` to the answer to `COMMIT` or `ROLLBACK`. Confined to its event loop; the
/// work may call it from anywhere.
final class Attempt<R> implements Database {
  /// Who lent the connection.
  interface Owner {
    /// @param clean whether the connection has no transaction and may serve another
    void ended(Attempt<?> attempt, boolean clean);

    /// PostgreSQL undid it for the sake of others.
    void again(Call<?> call);
  }

  final PgConnection connection;
  private final Call<R> call;
  private final ContextInternal loop;
  private final Owner owner;
  private final ArrayDeque<Promise<?>> underWay = new ArrayDeque<>();
  private final long beganNanos = System.nanoTime();
  private long progressNanos = beganNanos;
  private boolean unanswered;
  private @Nullable DbFailure first;
  private @Nullable AsyncResult<Outcome<R>> decision;
  private boolean ending;
  private boolean commitSent;
  private boolean over;

  Attempt(PgConnection connection, Call<R> call, ContextInternal loop, Owner owner) {
    this.connection = connection;
    this.call = call;
    this.loop = loop;
    this.owner = owner;
  }

  /// Sends `BEGIN` and calls the work, so that the first statements follow in the same write.
  void begin() {
    call.attempt();
    Promise<Boolean> begun = Promise.promise();
    underWay.add(begun);
    simple(call.begin, failure -> answered(begun, failure == null ? null : notBegun(failure)));
    call.context.dispatch(_ -> work());
  }

  /// There is nothing wrong with the statement: a server that refuses it cannot write now, such as a standby.
  private static DbFailure notBegun(DbFailure failure) {
    return failure.kind() == Kind.DEFECT
        ? new DbFailure(Kind.UNAVAILABLE, null, failure.getCause())
        : failure;
  }

  private void work() {
    Future<Outcome<R>> outcome;
    try {
      outcome = Objects.requireNonNull(call.work.apply(this), "the work gave no future");
    } catch (Throwable e) {
      outcome = Future.failedFuture(e);
    }
    outcome.onComplete(done -> here(() -> decided(done)));
  }

  @Override
  public <A, T> Future<T> run(String sql, Tuple arguments, Collector<Row, A, T> rows) {
    Promise<T> promise = loop.owner().getOrCreateContext().promise();
    here(() -> send(sql, arguments, rows, promise));
    return promise.future();
  }

  private <T> void send(
      String sql, Tuple arguments, Collector<Row, ?, T> rows, Promise<T> promise) {
    if (first != null) {
      promise.fail(first);
    } else if (over || decision != null) {
      var late = new IllegalStateException("the transaction is over");
      promise.fail(new DbFailure(Kind.DEFECT, null, late));
    } else {
      underWay.add(promise);
      sends();
      connection
          .preparedQuery(sql)
          .collecting(rows)
          .execute(arguments)
          .onComplete(
              result -> {
                if (over) {
                  return;
                }
                if (result.succeeded()) {
                  // Before the work goes on: it may decide with this answer.
                  underWay.removeFirstOccurrence(promise);
                  progress();
                  promise.complete(result.result().value());
                  endIfQuiet();
                } else {
                  answered(promise, Failures.ofStatement(result.cause()));
                }
              });
    }
  }

  private void answered(Promise<?> promise, @Nullable DbFailure failure) {
    if (over) {
      return;
    }
    progress();
    if (failure != null && failure.kind() == Kind.UNKNOWN_OUTCOME) {
      drop(Kind.UNAVAILABLE, failure.getCause());
      return;
    }
    underWay.removeFirstOccurrence(promise);
    if (failure != null) {
      first = first == null ? failure : first;
      promise.fail(first);
    }
    endIfQuiet();
  }

  private void decided(AsyncResult<Outcome<R>> done) {
    decision = done;
    endIfQuiet();
  }

  /// What is under way is waited for, so that a commit never follows a statement that may yet fail.
  private void endIfQuiet() {
    AsyncResult<Outcome<R>> done = decision;
    if (over || ending || done == null || !underWay.isEmpty()) {
      return;
    }
    ending = true;
    if (first == null && done.succeeded() && done.result() instanceof Outcome.Commit<R>(R value)) {
      commit(value);
    } else {
      rollBack(undone(done));
    }
  }

  private void commit(R value) {
    commitSent = true;
    simple(
        "commit",
        failure -> {
          if (failure == null) {
            over(true, Future.succeededFuture(value));
          } else if (failure.kind() == Kind.UNKNOWN_OUTCOME) {
            drop(Kind.UNKNOWN_OUTCOME, failure.getCause());
          } else {
            // Refused, such as by a deferred constraint: PostgreSQL has undone it.
            commitSent = false;
            first = failure;
            rollBack(Future.failedFuture(failure));
          }
        });
  }

  private void rollBack(Future<R> result) {
    simple("rollback", failure -> over(failure == null, result));
  }

  /// What the caller is told where nothing was kept.
  private Future<R> undone(AsyncResult<Outcome<R>> done) {
    if (done.failed()) {
      Throwable cause = done.cause();
      return Future.failedFuture(first != null && cause instanceof DbFailure ? first : cause);
    }
    return switch (done.result()) {
      case Outcome.RollBack<R>(R value) -> Future.succeededFuture(value);
      case Outcome.Commit<R> _ -> Future.failedFuture(Objects.requireNonNull(first));
      case null -> Future.failedFuture(new NullPointerException("the work gave no outcome"));
    };
  }

  /// The connection is lost or given up. Unless a commit was sent, nothing has changed: PostgreSQL undoes what it finds
  /// open.
  void drop(Kind kind, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    if (commitSent) {
      over(false, Future.failedFuture(new DbFailure(Kind.UNKNOWN_OUTCOME, null, cause)));
      return;
    }
    DbFailure failure = first == null ? new DbFailure(kind, null, cause) : first;
    first = failure;
    List<Promise<?>> lost = new ArrayList<>(underWay);
    underWay.clear();
    // The work hears of it first: what it makes of this is what the caller is told.
    lost.forEach(promise -> promise.tryFail(failure));
    AsyncResult<Outcome<R>> done = decision;
    over(false, done == null ? Future.failedFuture(failure) : undone(done));
  }

  private void over(boolean clean, Future<R> result) {
    over = true;
    owner.ended(this, clean);
    if (result.failed()
        && first != null
        && Failures.retryable(first)
        && call.attempts() < Call.ATTEMPTS) {
      owner.again(call);
    } else {
      call.settle(result);
    }
  }

  /// @param life of a transaction at most
  /// @param patience with a server that answers nothing
  void dropIfOverdue(long now, long life, long patience) {
    if (now - beganNanos > life) {
      drop(Kind.TIMEOUT, new IllegalStateException("the transaction took too long"));
    } else if (unanswered && now - progressNanos > patience) {
      drop(Kind.UNAVAILABLE, new IllegalStateException("no answer in time"));
    }
  }

  private void sends() {
    if (!unanswered) {
      unanswered = true;
      progressNanos = System.nanoTime();
    }
  }

  private void progress() {
    unanswered = !underWay.isEmpty();
    progressNanos = System.nanoTime();
  }

  private void simple(String sql, Consumer<@Nullable DbFailure> then) {
    sends();
    connection
        .query(sql)
        .execute()
        .onComplete(
            result -> {
              if (!over) {
                then.accept(result.succeeded() ? null : Failures.ofStatement(result.cause()));
              }
            });
  }

  private void here(Runnable action) {
    if (loop.inThread()) {
      action.run();
    } else {
      loop.runOnContext(_ -> action.run());
    }
  }
}
