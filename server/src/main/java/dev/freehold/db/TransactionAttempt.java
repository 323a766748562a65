package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.TransactionPool.TransactionCall;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
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

/// A transaction on one connection, from `BEGIN` to the answer to `COMMIT` or `ROLLBACK`. Confined
/// to its event loop; the work may call it from any thread.
final class TransactionAttempt<R> implements Database {
  /// The pool that owns the connection.
  interface AttemptListener {
    /// @param clean whether the connection has no open transaction and can be reused
    void ended(TransactionAttempt<?> attempt, boolean clean);

    /// The transaction ends with the failure of its first failed statement.
    void failed(DatabaseException failure);

    /// PostgreSQL rolled back the transaction because of concurrent ones.
    void retry(TransactionCall<?> call);
  }

  final PgConnection connection;
  private final TransactionCall<R> call;
  private final ContextInternal loop;
  private final AttemptListener owner;
  private final ArrayDeque<Promise<?>> underWay = new ArrayDeque<>();
  private final long beganNanos = System.nanoTime();
  private long progressNanos = beganNanos;
  private boolean unanswered;
  private @Nullable DatabaseException first;
  private @Nullable AsyncResult<TransactionOutcome<R>> decision;
  private boolean ending;
  private boolean commitSent;
  private boolean over;

  TransactionAttempt(
      PgConnection connection,
      TransactionCall<R> call,
      ContextInternal loop,
      AttemptListener owner) {
    this.connection = connection;
    this.call = call;
    this.loop = loop;
    this.owner = owner;
  }

  /// Sends `BEGIN` and calls the work.
  ///
  /// @param pipelined whether the work is called before the answer, so that the first statements are sent in the
  ///   same write; they must not be able to write outside of a transaction
  void begin(boolean pipelined) {
    call.attempt();
    Promise<Boolean> begun = Promise.promise();
    underWay.add(begun);
    simple(
        call.begin,
        failure -> {
          answered(begun, failure == null ? null : notBegun(failure));
          if (!pipelined) {
            call.context.dispatch(_ -> work());
          }
        });
    if (pipelined) {
      call.context.dispatch(_ -> work());
    }
  }

  /// `BEGIN` itself is valid: a server that refuses it cannot write now, such as a standby.
  private static DatabaseException notBegun(DatabaseException failure) {
    return failure.kind() == FailureKind.DEFECT
        ? new DatabaseException(FailureKind.UNAVAILABLE, null, failure.getCause())
        : failure;
  }

  private void work() {
    Future<TransactionOutcome<R>> outcome;
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
      promise.fail(new DatabaseException(FailureKind.DEFECT, null, late));
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
                  // Before the work continues, which may depend on this result.
                  underWay.removeFirstOccurrence(promise);
                  progress();
                  promise.complete(result.result().value());
                  endIfQuiet();
                } else {
                  answered(promise, PostgresErrorMapper.fromStatement(result.cause()));
                }
              });
    }
  }

  private void answered(Promise<?> promise, @Nullable DatabaseException failure) {
    if (over) {
      return;
    }
    progress();
    if (failure != null && failure.kind() == FailureKind.UNKNOWN_OUTCOME) {
      drop(FailureKind.UNAVAILABLE, failure.getCause());
      return;
    }
    underWay.removeFirstOccurrence(promise);
    if (failure != null) {
      first = first == null ? failure : first;
      promise.fail(first);
    }
    endIfQuiet();
  }

  private void decided(AsyncResult<TransactionOutcome<R>> done) {
    decision = done;
    endIfQuiet();
  }

  /// Waits for the statements in progress, so that a commit never follows a statement that may
  /// still fail.
  private void endIfQuiet() {
    AsyncResult<TransactionOutcome<R>> done = decision;
    if (over || ending || done == null || !underWay.isEmpty()) {
      return;
    }
    ending = true;
    if (first == null
        && done.succeeded()
        && done.result() instanceof TransactionOutcome.Commit<R>(R value)) {
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
          } else if (failure.kind() == FailureKind.UNKNOWN_OUTCOME) {
            drop(FailureKind.UNKNOWN_OUTCOME, failure.getCause());
          } else {
            // Refused, for example by a deferred constraint: PostgreSQL has rolled back.
            commitSent = false;
            first = failure;
            rollBack(Future.failedFuture(failure));
          }
        });
  }

  private void rollBack(Future<R> result) {
    simple("rollback", failure -> over(failure == null, result));
  }

  /// The result for the caller if the transaction was not committed.
  private Future<R> undone(AsyncResult<TransactionOutcome<R>> done) {
    if (done.failed()) {
      Throwable cause = done.cause();
      return Future.failedFuture(
          first != null && cause instanceof DatabaseException ? first : cause);
    }
    return switch (done.result()) {
      case TransactionOutcome.Rollback<R>(R value) -> Future.succeededFuture(value);
      case TransactionOutcome.Commit<R> _ -> Future.failedFuture(Objects.requireNonNull(first));
      case null -> Future.failedFuture(new NullPointerException("the work gave no outcome"));
    };
  }

  /// Called if the connection is lost or closed. Unless a commit was sent, nothing has changed:
  /// PostgreSQL rolls back open transactions.
  void drop(FailureKind kind, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    if (commitSent) {
      over(
          false,
          Future.failedFuture(new DatabaseException(FailureKind.UNKNOWN_OUTCOME, null, cause)));
      return;
    }
    DatabaseException failure = first == null ? new DatabaseException(kind, null, cause) : first;
    first = failure;
    List<Promise<?>> lost = new ArrayList<>(underWay);
    underWay.clear();
    // The work is notified first: its result is the result for the caller.
    lost.forEach(promise -> promise.tryFail(failure));
    AsyncResult<TransactionOutcome<R>> done = decision;
    over(false, done == null ? Future.failedFuture(failure) : undone(done));
  }

  private void over(boolean clean, Future<R> result) {
    over = true;
    owner.ended(this, clean && !PgConnector.isReadOnly(first));
    if (result.failed()
        && first != null
        && PostgresErrorMapper.isRetryable(first)
        && call.attempts() < TransactionCall.ATTEMPTS) {
      owner.retry(call);
    } else {
      if (first != null) {
        owner.failed(first);
      }
      call.settle(result);
    }
  }

  /// @param life the maximum age of a transaction
  /// @param patience the maximum time without an answer of the server
  void dropIfOverdue(long now, long life, long patience) {
    if (now - beganNanos > life) {
      drop(FailureKind.TIMEOUT, new IllegalStateException("the transaction took too long"));
    } else if (unanswered && now - progressNanos > patience) {
      drop(FailureKind.UNAVAILABLE, new IllegalStateException("no answer in time"));
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

  private void simple(String sql, Consumer<@Nullable DatabaseException> then) {
    sends();
    connection
        .query(sql)
        .execute()
        .onComplete(
            result -> {
              if (!over) {
                then.accept(
                    result.succeeded() ? null : PostgresErrorMapper.fromStatement(result.cause()));
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
