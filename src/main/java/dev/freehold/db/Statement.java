package dev.freehold.db;

import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// One call of [Database#run], from its acceptance to its answer. Confined to one event loop.
final class Statement<R extends @Nullable Object> {
  final long acceptedNanos = System.nanoTime();
  private final String sql;
  private final Tuple arguments;
  private final Collector<Row, ?, R> rows;
  private final Promise<R> promise;
  private int attempts;
  private boolean done;

  Statement(String sql, Tuple arguments, Collector<Row, ?, R> rows, Promise<R> promise) {
    this.sql = sql;
    this.arguments = arguments;
    this.rows = rows;
    this.promise = promise;
  }

  boolean done() {
    return done;
  }

  int attempts() {
    return attempts;
  }

  /// @param after called once when the connection is through with it; null where it succeeded and is answered
  void send(PgConnection connection, After after) {
    attempts++;
    connection
        .preparedQuery(sql)
        .collecting(rows)
        .execute(arguments)
        .onComplete(
            result -> {
              if (done) {
                after.through(null);
              } else if (result.succeeded()) {
                done = true;
                after.through(null);
                promise.complete(result.result().value());
              } else {
                after.through(Failures.ofStatement(result.cause()));
              }
            });
  }

  void fail(DbFailure failure) {
    if (!done) {
      done = true;
      promise.fail(failure);
    }
  }

  @FunctionalInterface
  interface After {
    void through(@Nullable DbFailure failure);
  }
}
