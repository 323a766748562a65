package dev.freehold.db;

import dev.freehold.db.StatementObserver.StatementExecution;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.LongConsumer;
import java.util.stream.Collector;

/// A [Database] whose statements an observer learns of.
public final class ObservedDatabase implements Database {
  private final Database database;
  private final StatementObserver observer;

  public ObservedDatabase(Database database, StatementObserver observer) {
    this.database = database;
    this.observer = observer;
  }

  @Override
  public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
    return runTimed(sql, arguments, rows, _ -> {});
  }

  @Override
  public <A, R> Future<R> runTimed(
      String sql, Tuple arguments, Collector<Row, A, R> rows, LongConsumer serviceNanos) {
    Execution execution = new Execution(sql, serviceNanos);
    return database.runTimed(sql, arguments, rows, execution).onComplete(execution::ended);
  }

  private final class Execution implements LongConsumer {
    private final String sql;
    private final LongConsumer serviceNanos;
    private final long beganNanos = System.nanoTime();
    private long service = -1;

    Execution(String sql, LongConsumer serviceNanos) {
      this.sql = sql;
      this.serviceNanos = serviceNanos;
    }

    @Override
    public void accept(long nanos) {
      service = nanos;
      serviceNanos.accept(nanos);
    }

    void ended(AsyncResult<?> result) {
      observer.ended(
          new StatementExecution(
              sql, beganNanos, System.nanoTime() - beganNanos, service, result.cause()));
    }
  }
}
