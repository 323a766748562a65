package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.RefreshResult;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.token.RefreshTokenCodec;
import dev.freehold.token.RefreshTokenCodec.RefreshTokenClaims;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/logout` of a browser with cookies: ends the session of the refresh token, since the access
/// token has often expired by then, and always takes the cookies back. Other requests go to the endpoint
/// for access tokens.
final class CookieLogoutEndpoint implements Endpoint {
  private final TokenCookies cookies;
  private final Endpoint byAccessToken;
  private final RefreshTokenCodec refreshTokens;
  private final SessionRepository sessions;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  CookieLogoutEndpoint(
      TokenCookies cookies,
      Endpoint byAccessToken,
      RefreshTokenCodec refreshTokens,
      SessionRepository sessions,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.cookies = cookies;
    this.byAccessToken = byAccessToken;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.revocationCache = revocationCache;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    if (!cookies.areMeant(request)) {
      return byAccessToken.answer(request);
    }
    cookies.requireTrusted(request);
    request.rejectQueryParameters();
    return cookies
        .refreshToken(request)
        .flatMap(refreshTokens::decode)
        .map(claims -> end(claims, request))
        .orElseGet(() -> endByAccessToken(request))
        .map(_ -> TokenCookies.clear(Reply.noContent()));
  }

  @Override
  public Optional<Problem> checkHead(Request head) {
    return cookies.areMeant(head) ? Optional.empty() : byAccessToken.checkHead(head);
  }

  /// Without a refresh token. An access token that is not valid has nothing to end.
  private Future<Void> endByAccessToken(Request request) {
    return byAccessToken
        .answer(request)
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof ProblemException e && e.problem().status() == 401
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  /// Uses the token as a refresh would, which ends the session if it was used before, and else tells
  /// whose session it is.
  private Future<Void> end(RefreshTokenClaims claims, Request request) {
    UUID session = claims.session();
    return sessions
        .refresh(session, claims.counter(), ClientDevice.of(request))
        .compose(
            result ->
                switch (result) {
                  case RefreshResult.Rotated(var person, var _, var _) ->
                      sessions.close(session, person.id()).map(_ -> ended(person.id(), session));
                  case RefreshResult.Replayed(UUID user) ->
                      Future.succeededFuture(ended(user, session));
                  case RefreshResult.SessionEnded _ -> Future.succeededFuture();
                });
  }

  private Void ended(UUID user, UUID session) {
    revocationCache.add(session);
    record.accept(AccountEvent.of(Kind.SESSION_ENDED, user, session));
    return null;
  }
}
