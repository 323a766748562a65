package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AccountNotices;
import dev.freehold.account.ApiKeyCache;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.ApiKeyRepository.ValidKey;
import dev.freehold.account.SignInWays;
import dev.freehold.db.Database;
import dev.freehold.token.ApiKeyCodec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the cache of API keys asks the database, by a clock that only the test moves.
final class ApiKeyCacheTest {
  private static final long SECOND = 1_000_000_000L;

  private final SignInDatabase shared = new SignInDatabase();
  private final AtomicInteger statements = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final Database counted =
      new Database() {
        @Override
        public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
          statements.incrementAndGet();
          return shared.database().run(sql, arguments, rows);
        }
      };
  private final ApiKeyCache cache =
      new ApiKeyCache(
          new ApiKeyRepository(
              counted, counted, shared.changes(), AccountNotices.OFF, SignInWays.OWN),
          shared.vertx,
          _ -> {},
          nanos::get);

  @AfterEach
  void close() {
    cache.close();
    shared.close();
  }

  /// The hash of a new key of a new account.
  private byte[] stored() {
    String key = ApiKeyCodec.generate(new SecureRandom());
    UUID user = UUID.randomUUID();
    shared.sql("insert into auth.users (id, password_hash) values ('" + user + "', '$argon2id$x')");
    shared.sql(
        "insert into auth.keys (id, user_id, name, hash, scopes) values (gen_random_uuid(), '"
            + user
            + "', 'x', sha256('"
            + key
            + "'), '{*:read}')");
    return ApiKeyCodec.hash(key);
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    shared.vertx.runOnContext(_ -> work.get().onComplete(promise));
    return SignInNode.await(promise.future());
  }

  @Test
  void aConfirmedKeyAsksNothing() {
    byte[] key = stored();
    assertThat(cache.confirmed(key)).isNull();
    Optional<ValidKey> found = onLoop(() -> cache.find(key));
    assertThat(found).isPresent();
    for (int i = 0; i < 1_000; i++) {
      assertThat(cache.confirmed(key)).isEqualTo(found.orElseThrow());
    }
    assertThat(statements).hasValue(1);
    nanos.addAndGet(SECOND - 1);
    assertThat(cache.confirmed(key)).isNotNull();
    nanos.addAndGet(1);
    assertThat(cache.confirmed(key)).as("a second after the answer").isNull();
    assertThat(cache.isKnown(key)).isTrue();
  }

  @Test
  void requestsAtTheSameTimeShareOneQuestion() {
    byte[] key = stored();
    List<Optional<ValidKey>> answers =
        onLoop(
            () -> {
              List<Future<Optional<ValidKey>>> all = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                all.add(cache.find(key));
              }
              return Future.all(all).map(joined -> joined.<Optional<ValidKey>>list());
            });
    assertThat(answers).hasSize(50).allMatch(Optional::isPresent);
    assertThat(statements).hasValue(1);
  }

  @Test
  void unknownKeysAreNotKept() {
    for (int i = 0; i < 20; i++) {
      byte[] unknown = ApiKeyCodec.hash(ApiKeyCodec.generate(new SecureRandom()));
      assertThat(onLoop(() -> cache.find(unknown))).isEmpty();
      assertThat(cache.isKnown(unknown)).isFalse();
    }
  }

  @Test
  void withoutADatabaseNoKeyIsTrustedForLong() {
    byte[] key = stored();
    onLoop(() -> cache.find(key));
    shared.unavailable = true;
    assertThat(cache.confirmed(key)).isNotNull();
    nanos.addAndGet(SECOND);
    assertThat(cache.confirmed(key)).isNull();
    assertThat(onLoop(() -> cache.find(key).map(_ -> "found").otherwise("failed")))
        .isEqualTo("failed");
  }
}
