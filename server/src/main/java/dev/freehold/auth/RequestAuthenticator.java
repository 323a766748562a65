package dev.freehold.auth;

import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SessionRevocationCache.SessionStatus;
import dev.freehold.auth.ExternalTokenAuthenticator.ExternalToken;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.issuer.ExternalTokenVerifier.ExternalVerification;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import dev.freehold.token.ApiKeyCodec;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.KeyScopes;
import dev.freehold.type.Secret;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Authenticates a request by its bearer token (RFC 6750), an access token of this server or of an
/// external issuer or an API key, or else by the access token in its cookie. The only source of a
/// [Caller].
public final class RequestAuthenticator {
  private static final String SCHEME = "bearer";
  private static final int RETRY_AFTER_SECONDS = 1;
  private static final Problem KEY_OF_ACCOUNT =
      new Problem.Forbidden("An API key may not use the account itself; sign in for that.");

  private final AccessTokenVerifier verifier;
  private final SessionRevocationCache revocationCache;
  private final @Nullable ApiKeyAuthenticator keys;
  private final @Nullable ExternalTokenAuthenticator external;
  private final @Nullable String teamHeader;
  private final @Nullable TokenCookies cookies;

  /// For an API without teams, keys and external issuers.
  public RequestAuthenticator(
      AccessTokenVerifier verifier, SessionRevocationCache revocationCache) {
    this(verifier, revocationCache, null, null, null, null);
  }

  /// @param keys null if API keys are not accepted
  /// @param external null if there are no external issuers
  /// @param teamHeader the header in which a request may name a team; null for none
  /// @param cookies null if access tokens are not accepted in cookies
  public RequestAuthenticator(
      AccessTokenVerifier verifier,
      SessionRevocationCache revocationCache,
      @Nullable ApiKeyAuthenticator keys,
      @Nullable ExternalTokenAuthenticator external,
      @Nullable String teamHeader,
      @Nullable TokenCookies cookies) {
    this.verifier = verifier;
    this.revocationCache = revocationCache;
    this.keys = keys;
    this.external = external;
    this.teamHeader = teamHeader;
    this.cookies = cookies;
  }

  /// The same, for clients that are no browsers.
  public RequestAuthenticator withoutCookies() {
    return new RequestAuthenticator(verifier, revocationCache, keys, external, teamHeader, null);
  }

  /// An endpoint of an account, which requires a signed-in user. Other callers get `UNAUTHORIZED`,
  /// `INVALID_TOKEN` or `TOKEN_EXPIRED`, and an API key gets `FORBIDDEN`, valid or not. All callers get `UNAVAILABLE` while this node cannot learn the revoked sessions.
  public Endpoint requireUser(AuthenticatedEndpoint endpoint) {
    return new Endpoint() {
      @Override
      public Future<Reply> answer(Request request) {
        return switch (authenticate(request)) {
          case AuthenticationResult.Verified(var user) ->
              unlessRevoked(user, () -> endpoint.answer(request, user));
          case AuthenticationResult.NoCredentials _ ->
              Future.failedFuture(new Problem.Unauthorized(cookies != null).toException());
          case AuthenticationResult.PresentedKey _ ->
              Future.failedFuture(KEY_OF_ACCOUNT.toException());
          case AuthenticationResult.PresentedToken(var known, var token, var team) -> {
            Caller.User user = known.known(token, team);
            yield user != null
                ? endpoint.answerExternal(request, user)
                : known
                    .find(token, request, team)
                    .compose(found -> endpoint.answerExternal(request, found));
          }
          case AuthenticationResult.Rejected(var problem) ->
              Future.failedFuture(problem.toException());
        };
      }

      @Override
      public Optional<Problem> checkHead(Request head) {
        return switch (authenticate(head)) {
          case AuthenticationResult.Verified(var user) -> refusal(user);
          case AuthenticationResult.NoCredentials _ ->
              Optional.of(new Problem.Unauthorized(cookies != null));
          case AuthenticationResult.PresentedKey _ -> Optional.of(KEY_OF_ACCOUNT);
          case AuthenticationResult.PresentedToken(var known, var token, _) ->
              known.refusal(token, head);
          case AuthenticationResult.Rejected(var problem) -> Optional.of(problem);
        };
      }
    };
  }

  /// An endpoint that allows anonymous callers. A request without credentials is
  /// [Caller.Anonymous]. Invalid credentials are refused as by [#requireUser]: a client that
  /// believes it is signed in must not silently get an anonymous response.
  public Endpoint allowAnonymous(OptionalAuthEndpoint endpoint) {
    return new Endpoint() {
      @Override
      public Future<Reply> answer(Request request) {
        return switch (authenticate(request)) {
          case AuthenticationResult.Verified(var user) ->
              unlessRevoked(user, () -> endpoint.answer(request, user));
          case AuthenticationResult.NoCredentials _ -> anonymously(endpoint, request);
          case AuthenticationResult.PresentedKey(var known, var key, var team) -> {
            Caller.User user = known.known(key, team);
            yield user != null
                ? answerKey(endpoint, request, known, user)
                : known
                    .find(key, request, team)
                    .compose(found -> answerKey(endpoint, request, known, found));
          }
          case AuthenticationResult.PresentedToken(var known, var token, var team) -> {
            Caller.User user = known.known(token, team);
            yield user != null
                ? endpoint.answer(request, user)
                : known
                    .find(token, request, team)
                    .compose(found -> endpoint.answer(request, found));
          }
          case AuthenticationResult.Rejected(var problem) ->
              Future.failedFuture(problem.toException());
        };
      }

      @Override
      public Optional<Problem> checkHead(Request head) {
        return switch (authenticate(head)) {
          case AuthenticationResult.Verified(var user) ->
              refusal(user).or(() -> endpoint.refusal(user));
          case AuthenticationResult.NoCredentials _ ->
              endpoint.refusal(new Caller.Anonymous()).map(RequestAuthenticator.this::withCookies);
          case AuthenticationResult.PresentedKey(var known, var key, var team) -> {
            Caller.User user = known.known(key, team);
            Optional<Problem> refusal =
                user != null ? endpoint.refusal(user) : known.refusal(key, head);
            if (user != null && refusal.isPresent()) {
              recordDenied(known, user, refusal.get());
            }
            yield refusal;
          }
          case AuthenticationResult.PresentedToken(var known, var token, var team) -> {
            Caller.User user = known.known(token, team);
            yield user != null ? endpoint.refusal(user) : known.refusal(token, head);
          }
          case AuthenticationResult.Rejected(var problem) -> Optional.of(problem);
        };
      }
    };
  }

  private static Future<Reply> answerKey(
      OptionalAuthEndpoint endpoint, Request request, ApiKeyAuthenticator keys, Caller.User key) {
    return Future.succeededFuture(key)
        .compose(caller -> endpoint.answer(request, caller))
        .onFailure(
            failure -> {
              if (failure instanceof ProblemException refused) {
                recordDenied(keys, key, refused.problem());
              }
            });
  }

  private static void recordDenied(ApiKeyAuthenticator keys, Caller.User key, Problem problem) {
    if (problem instanceof Problem.Forbidden) {
      keys.denied(key);
    }
  }

  private Future<Reply> anonymously(OptionalAuthEndpoint endpoint, Request request) {
    try {
      return endpoint
          .answer(request, new Caller.Anonymous())
          .recover(
              failure ->
                  Future.failedFuture(
                      failure instanceof ProblemException refused
                          ? withCookies(refused.problem()).toException()
                          : failure));
    } catch (ProblemException refused) {
      throw withCookies(refused.problem()).toException();
    }
  }

  /// What an operation says to a caller without credentials, with the ways to send some here.
  private Problem withCookies(Problem problem) {
    return problem instanceof Problem.Unauthorized
        ? new Problem.Unauthorized(cookies != null)
        : problem;
  }

  private sealed interface AuthenticationResult {
    /// The token is valid; its session may be revoked.
    record Verified(Caller.User user) implements AuthenticationResult {}

    /// No credentials were sent.
    record NoCredentials() implements AuthenticationResult {}

    /// An API key of the right form, which may not exist.
    ///
    /// @param keys knows the keys
    /// @param team that the request names; null for none
    record PresentedKey(ApiKeyAuthenticator keys, Secret key, @Nullable UUID team)
        implements AuthenticationResult {}

    /// A token of an external issuer, whose person this node may not know.
    ///
    /// @param issuers knows the people of external issuers
    /// @param team that the request names; null for none
    record PresentedToken(
        ExternalTokenAuthenticator issuers,
        ExternalTokenAuthenticator.ExternalToken token,
        @Nullable UUID team)
        implements AuthenticationResult {}

    record Rejected(Problem problem) implements AuthenticationResult {}
  }

  private AuthenticationResult authenticate(Request request) {
    @Nullable String header = request.header("Authorization");
    if (header == null) {
      return cookies == null
          ? new AuthenticationResult.NoCredentials()
          : byCookie(request, cookies);
    }
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    if (!scheme.equalsIgnoreCase(SCHEME)) {
      return new AuthenticationResult.Rejected(new Problem.Unauthorized(cookies != null));
    }
    // No credentials have white space, so a second space makes them invalid.
    String token = header.substring(scheme.length() + (space < 0 ? 0 : 1));
    if (keys != null && ApiKeyAuthenticator.isMeant(token)) {
      ApiKeyAuthenticator known = keys;
      return ApiKeyCodec.isWellFormed(token)
          ? inTeam(
              request, team -> new AuthenticationResult.PresentedKey(known, Secret.of(token), team))
          : new AuthenticationResult.Rejected(new Problem.InvalidToken());
    }
    ExternalTokenAuthenticator issuers = external;
    ExternalVerification recent = issuers == null ? null : issuers.verifyRecent(token);
    if (issuers != null && recent != null) {
      return external(request, issuers, token, recent);
    }
    return verified(request, token, issuers);
  }

  private AuthenticationResult byCookie(Request request, TokenCookies present) {
    Optional<String> token = present.accessToken(request);
    if (token.isEmpty()) {
      return new AuthenticationResult.NoCredentials();
    }
    return present.isTrusted(request)
        ? verified(request, token.get(), null)
        : new AuthenticationResult.Rejected(TokenCookies.NOT_FROM_A_PAGE);
  }

  /// @param issuers whose tokens are accepted too; null for none
  private AuthenticationResult verified(
      Request request, String token, @Nullable ExternalTokenAuthenticator issuers) {
    return switch (verifier.verify(token)) {
      case VerificationResult.Accepted(var user, var session, var roles) ->
          inTeam(
              request,
              team ->
                  new AuthenticationResult.Verified(
                      new Caller.User(user, session, roles, KeyScopes.ALL, team, null)));
      case VerificationResult.Expired _ ->
          new AuthenticationResult.Rejected(new Problem.TokenExpired());
      case VerificationResult.Refused _ ->
          issuers == null
              ? new AuthenticationResult.Rejected(new Problem.InvalidToken())
              : unverified(request, issuers, token);
    };
  }

  private AuthenticationResult unverified(
      Request request, ExternalTokenAuthenticator issuers, String token) {
    try {
      return external(request, issuers, token, issuers.verify(token, request));
    } catch (ProblemException limited) {
      return new AuthenticationResult.Rejected(limited.problem());
    }
  }

  private AuthenticationResult external(
      Request request,
      ExternalTokenAuthenticator issuers,
      String token,
      ExternalVerification verified) {
    return switch (verified) {
      case ExternalVerification.Accepted accepted ->
          inTeam(
              request,
              team ->
                  new AuthenticationResult.PresentedToken(
                      issuers, new ExternalToken.Valid(accepted), team));
      case ExternalVerification.KeyUnknown(var keys) ->
          inTeam(
              request,
              team ->
                  new AuthenticationResult.PresentedToken(
                      issuers, new ExternalToken.Pending(Secret.of(token), keys), team));
      case ExternalVerification.Expired _ ->
          new AuthenticationResult.Rejected(new Problem.TokenExpired());
      case ExternalVerification.Refused _ ->
          new AuthenticationResult.Rejected(new Problem.InvalidToken());
    };
  }

  /// @param result takes the team that the request names, or null
  private AuthenticationResult inTeam(
      Request request, Function<@Nullable UUID, AuthenticationResult> result) {
    return switch (team(request)) {
      case ValueResult.Valid(Object id) -> result.apply((UUID) id);
      case ValueResult.Invalid _ ->
          new AuthenticationResult.Rejected(
              Problem.Invalid.of(
                  Objects.requireNonNull(teamHeader),
                  ViolationCode.FORMAT,
                  teamHeader + " must be a UUID."));
      case null -> result.apply(null);
    };
  }

  /// The team that the request names; null for none.
  private @Nullable ValueResult team(Request request) {
    String header = teamHeader == null ? null : request.header(teamHeader);
    return header == null ? null : ValueParser.parse(ScalarType.UUID, header);
  }

  /// The error of a caller whose session is known to be revoked. Where that is unknown,
  /// [#unlessRevoked] asks the database.
  private Optional<Problem> refusal(Caller.User user) {
    return revocationCache.status(user.session()) == SessionStatus.REVOKED
        ? Optional.of(new Problem.InvalidToken())
        : Optional.empty();
  }

  private Future<Reply> unlessRevoked(Caller.User user, Supplier<Future<Reply>> endpoint) {
    SessionStatus known = revocationCache.status(user.session());
    return known == SessionStatus.UNKNOWN
        ? revocationCache.poll(user.session()).compose(status -> answer(status, endpoint))
        : answer(known, endpoint);
  }

  private static Future<Reply> answer(SessionStatus session, Supplier<Future<Reply>> endpoint) {
    return switch (session) {
      case ACTIVE -> endpoint.get();
      case REVOKED -> Future.failedFuture(new Problem.InvalidToken().toException());
      case UNKNOWN ->
          Future.failedFuture(
              new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE).toException());
    };
  }

  /// An [Endpoint] for signed-in users.
  @FunctionalInterface
  public interface AuthenticatedEndpoint {
    Future<Reply> answer(Request request, Caller.User caller);

    /// The answer to a person of an external issuer, who has no session and no password here.
    ///
    /// @param caller with the id of the identity as session
    default Future<Reply> answerExternal(Request request, Caller.User caller) {
      return answer(request, caller);
    }
  }

  /// An [Endpoint] for users and anonymous callers.
  @FunctionalInterface
  public interface OptionalAuthEndpoint {
    Future<Reply> answer(Request request, Caller caller);

    /// The error for this caller that does not depend on the body; see [Endpoint#checkHead].
    default Optional<Problem> refusal(Caller caller) {
      return Optional.empty();
    }
  }
}
