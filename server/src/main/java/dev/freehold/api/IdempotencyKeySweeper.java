package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.PeriodicSweeper;
import dev.freehold.event.EventSink;
import dev.freehold.sql.IdempotencySql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.stream.Collectors;

/// Deletes the expired idempotency keys of all users: some hundred at once, the oldest first. Every node
/// does so; a key that another node deletes first is no error.
public final class IdempotencyKeySweeper implements AutoCloseable {
  private final Database database;
  private final PeriodicSweeper sweeper;

  /// @param database uses the role that serves resources, with a lock timeout
  public IdempotencyKeySweeper(Database database, Vertx vertx, EventSink events) {
    this.database = database;
    this.sweeper =
        new PeriodicSweeper(
            "idempotency keys",
            vertx,
            events,
            () -> sweep().map(count -> count == IdempotencySql.MAX_SWEPT));
  }

  public void start() {
    sweeper.start();
  }

  /// Deletes the oldest expired keys once. Returns their number; 0 if a request uses one of them.
  Future<Long> sweep() {
    return database
        .run(
            IdempotencySql.SWEEP,
            Tuple.tuple(),
            Collectors.collectingAndThen(
                Collectors.mapping(row -> row.getLong(0), Collectors.toList()),
                counts -> counts.getFirst()))
        .recover(
            failure ->
                failure instanceof DatabaseException e && e.kind() == FailureKind.LOCKED
                    ? Future.succeededFuture(0L)
                    : Future.failedFuture(failure));
  }

  @Override
  public void close() {
    sweeper.close();
  }
}
