package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.db.PeriodicSweeper;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;

/// Deletes what waited for the link of a mail until it expired: sign-ups, changes of addresses, tokens. And the
/// failed log-ins that do not count any more.
/// Every node does so; a row that another one deletes or uses at the same time is skipped, so that nothing
/// waits.
public final class ExpiredLinkSweeper implements AutoCloseable {
  /// Of each table, by one sweep.
  static final int MOST = 500;

  private static final List<String> SWEEPS =
      List.of(
          sweep("signups", "id"),
          sweep("email_changes", "user_id"),
          sweep("mail_tokens", "id"),
          sweep("failed_logins", "ctid"));

  private final Database database;
  private final PeriodicSweeper sweeper;

  /// @param database uses the sign-in role
  public ExpiredLinkSweeper(Database database, Vertx vertx, EventSink events) {
    this.database = database;
    this.sweeper =
        new PeriodicSweeper(
            "expired links", vertx, events, () -> sweep().map(most -> most >= MOST));
  }

  private static String sweep(String table, String key) {
    return "delete from auth.%1$s where %2$s in (select %2$s from auth.%1$s where expires_at < now() order by expires_at limit %3$d for update skip locked) returning %2$s"
        .formatted(table, key, MOST);
  }

  public void start() {
    sweeper.start();
  }

  /// Deletes the oldest expired rows once. Returns the most of one table.
  public Future<Long> sweep() {
    return Future.all(
            SWEEPS.stream()
                .map(sql -> database.run(sql, Tuple.tuple(), Collectors.counting()))
                .toList())
        .map(done -> done.<Long>list().stream().max(Long::compare).orElse(0L));
  }

  @Override
  public void close() {
    sweeper.close();
  }
}
