package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.ExternalAccountCache;
import dev.freehold.account.ExternalAccountRepository;
import dev.freehold.account.ExternalAccountRepository.ExternalAccount;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Request;
import dev.freehold.issuer.ExternalIdentity;
import dev.freehold.issuer.ExternalTokenVerifier;
import dev.freehold.issuer.ExternalTokenVerifier.ExternalVerification;
import dev.freehold.issuer.ExternalTokenVerifier.PendingKeys;
import dev.freehold.problem.Problem;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.TokenBucketRateLimiter;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import dev.freehold.type.KeyScopes;
import dev.freehold.type.Secret;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Authenticates a request by a token of an external issuer. A person who is seen first gets an account,
/// by issuer and subject alone (K9). First sights and refused people are limited per client address (K11);
/// people who have an account are not counted. So are tokens that name an issuer and are not of it: each
/// costs the verification of a signature.
public final class ExternalTokenAuthenticator {
  private static final Rate FIRST_SIGHTS = Rate.perMinute(60);
  private static final Rate FORGED = Rate.perMinute(120);
  private static final int MAX_ADDRESSES = 20_000;
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final int NOT_COUNTED = -1;
  private static final Problem NO_KEYS =
      new Problem.Unavailable(
          RETRY_AFTER_SECONDS,
          Problem.Outcome.NONE,
          "The keys of the issuer of this token could not be fetched.");

  private final ExternalTokenVerifier verifier;
  private final ExternalAccountCache cache;
  private final ExternalAccountRepository accounts;
  private final UuidV7Generator ids;
  private final Vertx vertx;
  private final boolean limited;
  private final TokenBucketRateLimiter firstSights;
  private final TokenBucketRateLimiter forged;
  private final Consumer<AccountEvent> record;

  /// @param accounts of the same database as `cache`
  /// @param limited false disables the limit, for load tests
  /// @param record keeps the events of accounts; must not block or fail
  public ExternalTokenAuthenticator(
      ExternalTokenVerifier verifier,
      ExternalAccountCache cache,
      ExternalAccountRepository accounts,
      UuidV7Generator ids,
      Vertx vertx,
      boolean limited,
      InstantSource clock,
      Consumer<AccountEvent> record) {
    this.verifier = verifier;
    this.cache = cache;
    this.accounts = accounts;
    this.ids = ids;
    this.vertx = vertx;
    this.limited = limited;
    this.firstSights = new TokenBucketRateLimiter(FIRST_SIGHTS, MAX_ADDRESSES, clock);
    this.forged = new TokenBucketRateLimiter(FORGED, MAX_ADDRESSES, clock);
    this.record = record;
  }

  /// A token that a request presents.
  sealed interface ExternalToken {
    /// An authentic one.
    record Valid(ExternalVerification.Accepted claims) implements ExternalToken {}

    /// One whose key is not known yet.
    record Pending(Secret token, PendingKeys keys) implements ExternalToken {}
  }

  @Nullable ExternalVerification verifyRecent(String token) {
    return verifier.verifyRecent(token);
  }

  /// The result for a token that this node has not verified.
  ///
  /// @throws dev.freehold.problem.ProblemException `RATE_LIMITED` if too many of the client's address
  ///     were forged
  ExternalVerification verify(String token, Request request) {
    String address = ClientAddressKey.of(request.clientAddress());
    int wait = limited && verifier.isMeant(token) ? forged.take(address) : NOT_COUNTED;
    if (wait > 0) {
      record.accept(new AccountEvent(Kind.LIMITED, null, null, null));
      throw new Problem.RateLimited(wait).toException();
    }
    ExternalVerification verified = verifier.verify(token);
    if (wait == 0 && !(verified instanceof ExternalVerification.Refused)) {
      forged.refund(address);
    }
    return verified;
  }

  /// The caller by what this node knows; null if somebody must be asked.
  ///
  /// @param team that the request names; null for none
  Caller.@Nullable User known(ExternalToken token, @Nullable UUID team) {
    return switch (token) {
      case ExternalToken.Valid(var claims) -> {
        ExternalAccount account = cache.confirmed(claims.identity());
        yield account == null ? null : caller(account, claims.roles(), team);
      }
      case ExternalToken.Pending _ -> null;
    };
  }

  /// The refusal of a request whose person this node does not know, by the limit alone.
  Optional<Problem> refusal(ExternalToken token, Request request) {
    if (!limited
        || (token instanceof ExternalToken.Valid(var claims) && cache.isKnown(claims.identity()))) {
      return Optional.empty();
    }
    String address = ClientAddressKey.of(request.clientAddress());
    int wait = firstSights.take(address);
    if (wait == 0) {
      firstSights.refund(address);
      return Optional.empty();
    }
    return Optional.of(new Problem.RateLimited(wait));
  }

  /// The caller by the keys of the issuer and the database; fails with `INVALID_TOKEN`,
  /// `TOKEN_EXPIRED`, `RATE_LIMITED`, `UNAVAILABLE`, or the problem of the database.
  Future<Caller.User> find(ExternalToken token, Request request, @Nullable UUID team) {
    return switch (token) {
      case ExternalToken.Valid(var claims) ->
          account(claims.identity(), request).map(account -> caller(account, claims.roles(), team));
      case ExternalToken.Pending(var text, var keys) ->
          onThisLoop(keys.refresh())
              .compose(
                  _ ->
                      switch (verifier.verify(text.reveal())) {
                        case ExternalVerification.Accepted claims ->
                            find(new ExternalToken.Valid(claims), request, team);
                        case ExternalVerification.Expired _ -> failed(new Problem.TokenExpired());
                        case ExternalVerification.Refused _ -> failed(new Problem.InvalidToken());
                        case ExternalVerification.KeyUnknown(var still) ->
                            failed(still.areMissing() ? NO_KEYS : new Problem.InvalidToken());
                      });
    };
  }

  private Future<Void> onThisLoop(Future<Void> elsewhere) {
    Promise<Void> here = ((ContextInternal) vertx.getOrCreateContext()).promise();
    elsewhere.onComplete(here);
    return here.future();
  }

  private static <T> Future<T> failed(Problem problem) {
    return Future.failedFuture(problem.toException());
  }

  private Future<ExternalAccount> account(ExternalIdentity identity, Request request) {
    boolean counted = limited && !cache.isKnown(identity);
    String address = ClientAddressKey.of(request.clientAddress());
    int wait = counted ? firstSights.take(address) : 0;
    if (wait > 0) {
      record.accept(new AccountEvent(Kind.LIMITED, null, null, null));
      return failed(new Problem.RateLimited(wait));
    }
    return cache
        .find(identity)
        .onComplete(
            found -> {
              if (counted && (found.failed() || found.result().isPresent())) {
                firstSights.refund(address);
              }
            })
        .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> firstSight(identity)))
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)));
  }

  /// The account that is made for an identity without one. A disabled account stays disabled.
  private Future<ExternalAccount> firstSight(ExternalIdentity identity) {
    return accounts
        .owner(identity)
        .compose(owner -> owner.isPresent() ? Future.succeededFuture(false) : provision(identity))
        // The other of two first sights at once has made it.
        .compose(_ -> cache.findAnew(identity))
        .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> denied(identity)));
  }

  private Future<Boolean> provision(ExternalIdentity identity) {
    UUID user = ids.next();
    UUID id = ids.next();
    return accounts
        .provision(user, id, identity, null)
        .onSuccess(
            made -> {
              if (made) {
                record.accept(
                    new AccountEvent(Kind.ACCOUNT_PROVISIONED, user, identity.handle(), id));
              }
            });
  }

  private Future<ExternalAccount> denied(ExternalIdentity identity) {
    record.accept(AccountEvent.ofEmail(Kind.EXTERNAL_TOKEN_DENIED, identity.handle()));
    return failed(new Problem.InvalidToken());
  }

  /// The roles of the token are those of this request alone; the account has the roles that an
  /// operator gave to it.
  private static Caller.User caller(
      ExternalAccount account, Set<String> ofToken, @Nullable UUID team) {
    Set<String> roles = ofToken;
    if (!account.roles().isEmpty()) {
      roles = new HashSet<>(ofToken);
      roles.addAll(account.roles());
    }
    return new Caller.User(account.user(), account.id(), roles, KeyScopes.ALL, team, null);
  }
}
