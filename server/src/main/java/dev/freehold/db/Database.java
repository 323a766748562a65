package dev.freehold.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.LongConsumer;
import java.util.stream.Collector;

/// Runs prepared statements on pipelined connections: one call, one statement, one round trip.
/// Called on an event loop; the future completes on it.
///
/// Every failed future has a [DatabaseException].
public interface Database {
  /// Runs `sql` and folds its rows, as they arrive, into one result.
  ///
  /// @param sql a fixed statement or one cached by shape; arguments are `$1`, `$2` …
  <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows);

  /// Same as [#run], and reports how long the database worked on the statement, without the wait for
  /// earlier ones on its connection.
  ///
  /// @param serviceNanos not called if the database cannot tell, or if the statement fails
  default <A, R> Future<R> runTimed(
      String sql, Tuple arguments, Collector<Row, A, R> rows, LongConsumer serviceNanos) {
    return run(sql, arguments, rows);
  }
}
