package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.sql.Statement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.stream.Collector;

/// Where the statements of operations are run: the one place, so that none is run without its scope.
public final class Rows {
  private final Failures failures;

  public Rows(Failures failures) {
    this.failures = failures;
  }

  /// @return a future that fails with what the request is to be answered with
  public <A, R> Future<R> run(Database database, Statement statement, Collector<Row, A, R> rows) {
    return database
        .run(statement.text(), statement.arguments(), rows)
        .recover(failure -> Future.failedFuture(failures.of(failure)));
  }
}
