package dev.freehold.db;

import dev.freehold.db.StatementObserver.StatementExecution;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
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
    Collector<Row, ?, R> collector =
        observer.countsRows() ? new RowCounter<>(rows, execution) : rows;
    return database.runTimed(sql, arguments, collector, execution).onComplete(execution::ended);
  }

  private final class Execution implements LongConsumer {
    private final String sql;
    private final LongConsumer serviceNanos;
    private final long beganNanos = System.nanoTime();
    private long service = -1;
    private long rows = -1;

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
              sql, beganNanos, System.nanoTime() - beganNanos, service, rows, result.cause()));
    }
  }

  private static final class CountedResult<A> {
    private final A result;
    private long rows;

    CountedResult(A result) {
      this.result = result;
    }
  }

  /// Counts the rows that a collector gets. A statement that is repeated begins again.
  private record RowCounter<A, R>(Collector<Row, A, R> rows, Execution execution)
      implements Collector<Row, CountedResult<A>, R> {
    @Override
    public Supplier<CountedResult<A>> supplier() {
      Supplier<A> supplier = rows.supplier();
      return () -> new CountedResult<>(supplier.get());
    }

    @Override
    public BiConsumer<CountedResult<A>, Row> accumulator() {
      BiConsumer<A, Row> accumulator = rows.accumulator();
      return (counted, row) -> {
        counted.rows++;
        accumulator.accept(counted.result, row);
      };
    }

    @Override
    public BinaryOperator<CountedResult<A>> combiner() {
      throw new UnsupportedOperationException("rows arrive one after the other");
    }

    @Override
    public Function<CountedResult<A>, R> finisher() {
      Function<A, R> finisher = rows.finisher();
      return counted -> {
        execution.rows = counted.rows;
        return finisher.apply(counted.result);
      };
    }

    @Override
    public Set<Characteristics> characteristics() {
      return Set.of();
    }
  }
}
