package dev.freehold.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.stream.Collector;

/// Runs prepared statements on pipelined connections. One call, one statement, one round trip. Called on an event loop
/// and completing on it.
///
/// A failed future always carries a [DbFailure].
public interface Database {
  /// Runs `sql` and folds its rows, as they arrive, into one result.
  ///
  /// @param sql made at start or cached by shape; `$1`, `$2` … for the arguments
  <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows);
}
