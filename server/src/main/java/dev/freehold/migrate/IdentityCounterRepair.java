package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.migrate.run.IdentityCounters;
import dev.freehold.migrate.run.IdentityCounters.LaggingCounter;
import dev.freehold.migrate.run.PostgresServerInfo;
import dev.freehold.problem.ProgramName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Advances the id counters of a database that lie behind the ids of imported rows: all counters at
/// startup, and one counter when an insert gets a taken id.
///
/// Works as the owner of the tables, on a connection that is open only for this work. The roles
/// that serve requests may not set a counter and do not see the rows of all users.
public final class IdentityCounterRepair {
  /// The time limit at startup for reading the largest ids of all tables.
  private static final Duration START_LIMIT = Duration.ofSeconds(2);

  /// Less than the deadline of a request.
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final DatabaseTarget owner;
  private final EventSink events;
  private final Map<String, Future<Boolean>> running = new HashMap<>();

  /// @param owner the login that owns the tables
  public IdentityCounterRepair(Vertx vertx, DatabaseTarget owner, EventSink events) {
    this.vertx = vertx;
    this.owner = owner;
    this.events = events;
  }

  /// Advances all counters. A failure is only logged as a warning, because the server can start
  /// without this. Blocks; must not be called on an event loop.
  public void advanceAll() {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      PostgresServerInfo server = PostgresServerInfo.of(connection);
      if (!server.bypassesRowSecurity()) {
        events.emit(
            new Event.OperatorWarning(
                "The id counters were not checked: row-level security binds the login "
                    + server.login()
                    + ", which would have to lock every table. After an import of rows with ids,"
                    + " run: "
                    + ProgramName.command("migrate apply")));
        return;
      }
      report(new IdentityCounters(connection, false, START_LIMIT).advance());
    } catch (DatabaseException e) {
      events.emit(
          new Event.OperatorWarning(
              "The id counters were not checked: "
                  + e.reason()
                  + ". After an import of rows with ids, run: "
                  + ProgramName.command("migrate apply")));
    }
  }

  /// Advances the counter of one table. Concurrent calls for a table share one connection.
  ///
  /// @return a future that completes on the event loop of the caller, with whether the counter lay
  ///     behind; it never fails
  public Future<Boolean> advance(String table) {
    Promise<Boolean> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
    shared(table).onComplete(promise);
    return promise.future();
  }

  private synchronized Future<Boolean> shared(String table) {
    Future<Boolean> current = running.get(table);
    if (current != null) {
      return current;
    }
    Promise<Boolean> done = Promise.promise();
    running.put(table, done.future());
    Thread.ofVirtual()
        .start(
            () -> {
              boolean advanced = false;
              try {
                advanced = advanceNow(table);
              } finally {
                finished(table);
                done.complete(advanced);
              }
            });
    return done.future();
  }

  private synchronized void finished(String table) {
    running.remove(table);
  }

  private boolean advanceNow(String table) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      boolean bound = !PostgresServerInfo.of(connection).bypassesRowSecurity();
      Optional<LaggingCounter> advanced =
          new IdentityCounters(connection, bound, REQUEST_LIMIT).advance(table);
      report(advanced.stream().toList());
      return advanced.isPresent();
    } catch (DatabaseException e) {
      events.emit(
          new Event.OperatorWarning(
              "An id of "
                  + table
                  + " is taken, and its counter could not be advanced: "
                  + e.reason()
                  + ". Run: "
                  + ProgramName.command("migrate apply")));
      return false;
    }
  }

  private void report(List<LaggingCounter> advanced) {
    advanced.forEach(
        c -> events.emit(new Event.IdCounterAdvanced(c.table(), c.last(), c.largest())));
  }
}
