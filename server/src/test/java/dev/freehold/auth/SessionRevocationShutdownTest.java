package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.SessionRevocationCache;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.event.Event;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collector;
import org.junit.jupiter.api.Test;

/// The shutdown closes connections on which a poll may wait for its result.
final class SessionRevocationShutdownTest {
  private static final int START_POLLS = 2;

  @Test
  void aPollThatTheShutdownInterruptsIsNotReported() {
    Queue<Event> events = new ConcurrentLinkedQueue<>();
    Promise<Void> interrupted = Promise.promise();
    AtomicInteger polls = new AtomicInteger();
    Database database =
        new Database() {
          @Override
          public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
            R none = rows.finisher().apply(rows.supplier().get());
            return polls.incrementAndGet() <= START_POLLS
                ? Future.succeededFuture(none)
                : interrupted.future().map(none);
          }
        };
    SessionRevocationCache cache =
        new SessionRevocationCache(
            database, TestDatabase.vertx(), events::add, System::nanoTime, Duration.ofMinutes(15));
    SignInNode.await(cache.start());
    SignInNode.awaitUntil(() -> polls.get() > START_POLLS);
    cache.close();
    interrupted.fail(
        new DatabaseException(DatabaseException.FailureKind.UNKNOWN_OUTCOME, null, null));
    assertThat(events).isEmpty();
  }
}
