package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SessionRevocationCache.SessionStatus;
import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collector;
import org.junit.jupiter.api.Test;

/// Polls that take longer than what they tell is fresh, as on a machine that is busy. The clock is the test's.
final class SessionRevocationSlowPollTest {
  private static final long SLOW = Duration.ofMillis(1500).toNanos();

  @Test
  void aPollThatBeganAfterTheRequestDecidesHoweverLongItTook() {
    SignInDatabase shared = new SignInDatabase();
    AtomicLong nanos = new AtomicLong();
    Database slow =
        new Database() {
          @Override
          public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
            return shared
                .database()
                .run(sql, arguments, rows)
                .onComplete(_ -> nanos.addAndGet(SLOW));
          }
        };
    try (SessionRevocationCache cache =
        new SessionRevocationCache(
            slow, shared.vertx, _ -> {}, nanos::get, Duration.ofMinutes(15))) {
      UUID ended = UUID.randomUUID();
      UUID live = UUID.randomUUID();
      shared.sql(
          "insert into auth.sessions (id, user_id, idle_expires_at, expires_at, revoked_at) values"
              + " ('"
              + ended
              + "', null, now(), now(), now())");
      assertThat(cache.status(live)).isEqualTo(SessionStatus.UNKNOWN);
      assertThat(polled(shared, cache, live)).isEqualTo(SessionStatus.ACTIVE);
      // What is true of that request is not of the next one.
      assertThat(cache.status(live)).isEqualTo(SessionStatus.UNKNOWN);
      assertThat(polled(shared, cache, ended)).isEqualTo(SessionStatus.REVOKED);
    } finally {
      shared.close();
    }
  }

  private static SessionStatus polled(
      SignInDatabase shared, SessionRevocationCache cache, UUID session) {
    Promise<SessionStatus> promise = Promise.promise();
    shared.vertx.runOnContext(_ -> cache.poll(session).onComplete(promise));
    return SignInNode.await(promise.future());
  }
}
