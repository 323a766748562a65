package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.stream.Collector;

/// A database that needs more of a statement than its text, such as its cost.
interface StatementDatabase extends Database {
  /// Same as [#run(String, io.vertx.sqlclient.Tuple, Collector)], for the whole statement.
  <A, R> Future<R> run(SqlStatement statement, Collector<Row, A, R> rows);
}
