package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.stream.Collector;

/// Runs the statements of operations. The only place that does, so that no statement runs without
/// its scope.
final class StatementRunner {
  private final ConstraintErrorMapper failures;

  public StatementRunner(ConstraintErrorMapper failures) {
    this.failures = failures;
  }

  /// @return fails with the error to respond with
  public <A, R> Future<R> run(
      Database database, SqlStatement statement, Collector<Row, A, R> rows) {
    return database
        .run(statement.text(), statement.arguments(), rows)
        .recover(failure -> Future.failedFuture(failures.of(failure)));
  }
}
