package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.ApiKeyCache;
import dev.freehold.account.ApiKeyRepository.ValidKey;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.TokenBucketRateLimiter;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import dev.freehold.token.ApiKeyCodec;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Authenticates a request by an API key. A key that this node does not know costs a query, so
/// unknown keys are limited per client address (K11); keys that turn out valid are not counted.
public final class ApiKeyAuthenticator {
  private static final Rate UNKNOWN = Rate.perMinute(60);
  private static final int MAX_ADDRESSES = 20_000;

  private final ApiKeyCache cache;
  private final boolean limited;
  private final TokenBucketRateLimiter unknown;
  private final KeyUseRecorder uses;

  /// @param limited false disables the limit, for load tests
  /// @param record keeps the events of accounts; must not block or fail
  public ApiKeyAuthenticator(
      ApiKeyCache cache, boolean limited, InstantSource clock, Consumer<AccountEvent> record) {
    this.uses = new KeyUseRecorder(record, clock);
    this.cache = cache;
    this.limited = limited;
    this.unknown = new TokenBucketRateLimiter(UNKNOWN, MAX_ADDRESSES, clock);
  }

  /// Whether the credentials are meant as an API key.
  static boolean isMeant(String token) {
    return token.startsWith(ApiKeyCodec.PREFIX);
  }

  /// The caller by what this node knows; null if the database must be asked.
  ///
  /// @param team that the request names; null for none
  Caller.@Nullable User known(Secret key, @Nullable UUID team) {
    ValidKey valid = cache.confirmed(hash(key));
    if (valid == null) {
      return null;
    }
    uses.add(Kind.KEY_USED, valid.user(), valid.id());
    return caller(valid, team);
  }

  /// The refusal of a request whose key this node does not know, by the limit alone.
  Optional<Problem> refusal(Secret key, Request request) {
    if (!limited || cache.isKnown(hash(key))) {
      return Optional.empty();
    }
    String address = ClientAddressKey.of(request.clientAddress());
    int wait = unknown.take(address);
    if (wait == 0) {
      unknown.refund(address);
      return Optional.empty();
    }
    return Optional.of(new Problem.RateLimited(wait));
  }

  /// The caller by the database; fails with `INVALID_TOKEN`, `RATE_LIMITED`, or the problem of the
  /// database.
  Future<Caller.User> find(Secret key, Request request, @Nullable UUID team) {
    byte[] hash = hash(key);
    boolean counted = limited && !cache.isKnown(hash);
    String address = ClientAddressKey.of(request.clientAddress());
    int wait = counted ? unknown.take(address) : 0;
    if (wait > 0) {
      return Future.failedFuture(new Problem.RateLimited(wait).toException());
    }
    return cache
        .find(hash)
        .recover(
            failure -> {
              refund(counted, address);
              return Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure));
            })
        .compose(
            found -> {
              if (found.isEmpty()) {
                return cache
                    .findRefused(hash)
                    .onSuccess(
                        refused ->
                            refused.ifPresent(k -> uses.add(Kind.KEY_REFUSED, k.user(), k.id())))
                    .transform(_ -> Future.failedFuture(new Problem.InvalidToken().toException()));
              }
              refund(counted, address);
              uses.add(Kind.KEY_USED, found.get().user(), found.get().id());
              return Future.succeededFuture(caller(found.get(), team));
            });
  }

  /// Hears of a request that was refused to a key.
  void denied(Caller.User key) {
    uses.add(Kind.KEY_DENIED, key.id(), key.session());
  }

  private static byte[] hash(Secret key) {
    return ApiKeyCodec.hash(key.reveal());
  }

  private void refund(boolean counted, String address) {
    if (counted) {
      unknown.refund(address);
    }
  }

  private static Caller.User caller(ValidKey key, @Nullable UUID team) {
    return new Caller.User(key.user(), key.id(), key.roles(), key.scopes(), team, null);
  }
}
