package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.sql.Statement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.stream.Collector;

/// Where the statements of this package are run: the one place, so that none is run without its scope.
final class Rows {
  private final Database database;
  private final Failures failures;

  Rows(Database database, Failures failures) {
    this.database = database;
    this.failures = failures;
  }

  /// @return a future that fails with what the request is to be answered with
  <A, R> Future<R> run(Statement statement, Collector<Row, A, R> rows) {
    return database
        .run(statement.text(), statement.arguments(), rows)
        .recover(failure -> Future.failedFuture(failures.of(failure)));
  }
}
