package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.problem.Problem;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.stream.Collector;

/// Runs the statements of operations. The only place that does, so that no statement runs without
/// its scope.
final class StatementRunner {
  private final ConstraintErrorMapper failures;
  private final SchemaMonitor schema;

  public StatementRunner(ConstraintErrorMapper failures, SchemaMonitor schema) {
    this.failures = failures;
    this.schema = schema;
  }

  /// @return fails with the error to respond with
  public <A, R> Future<R> run(
      Database database, SqlStatement statement, Collector<Row, A, R> rows) {
    Future<R> result =
        database instanceof StatementDatabase special
            ? special.run(statement, rows)
            : database.run(statement.text(), statement.arguments(), rows);
    return result.recover(
        failure ->
            WideQueryProblem.ofTimeout(statement.cost(), failure)
                .<Future<Throwable>>map(stopped -> Future.succeededFuture(stopped.toException()))
                .orElseGet(() -> explain(failures.of(failure)))
                .compose(Future::failedFuture));
  }

  /// The problem of a statement that changed no row although the stored row allows the change; empty
  /// if the tables are as this server expects them.
  public Future<Optional<Problem>> explainUnchangedRow() {
    return schema.explainUnchangedRow();
  }

  /// An unexpected error of the database is that of a constraint with another name, a defect of this
  /// server, or the tables have changed.
  private Future<Throwable> explain(Throwable failure) {
    if (!(failure instanceof DatabaseException unexpected)) {
      return Future.succeededFuture(failure);
    }
    return schema
        .constraints()
        .find(unexpected)
        .otherwise(Optional.empty())
        .compose(
            renamed ->
                renamed
                    .flatMap(columns -> failures.of(unexpected, columns))
                    .map(Future::succeededFuture)
                    .orElseGet(() -> schema.explain(unexpected)));
  }
}
