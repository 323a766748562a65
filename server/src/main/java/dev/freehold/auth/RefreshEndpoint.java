package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.RefreshResult;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.token.RefreshTokenCodec;
import dev.freehold.token.RefreshTokenCodec.RefreshTokenClaims;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/refresh`: exchanges a refresh token for a new pair of tokens (RFC 9700 section
/// 4.14.2). Reusing an old refresh token ends the session. A body without a token means that of the
/// cookie, where cookies are on.
final class RefreshEndpoint implements Endpoint {
  private final AuthThrottle throttle;
  private final RefreshTokenCodec refreshTokens;
  private final SessionRepository sessions;
  private final SessionRevocationCache revocationCache;
  private final TokenResponseWriter tokenResponses;
  private final Verification verification;
  private final EventSink events;
  private final Consumer<AccountEvent> record;
  private final @Nullable TokenCookies cookies;

  RefreshEndpoint(
      AuthThrottle throttle,
      RefreshTokenCodec refreshTokens,
      SessionRepository sessions,
      SessionRevocationCache revocationCache,
      TokenResponseWriter tokenResponses,
      Verification verification,
      EventSink events,
      Consumer<AccountEvent> record,
      @Nullable TokenCookies cookies) {
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.revocationCache = revocationCache;
    this.tokenResponses = tokenResponses;
    this.verification = verification;
    this.events = events;
    this.record = record;
    this.cookies = cookies;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.refresh(request);
    request.rejectQueryParameters();
    Optional<String> cookie = cookies == null ? Optional.empty() : cookies.refreshToken(request);
    StringFieldsBody body =
        StringFieldsBody.read(request.body(), new StringField("refresh_token", cookie.isEmpty()));
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    if (cookies == null || body.has("refresh_token") || cookie.isEmpty()) {
      return refresh(body.text("refresh_token"), TokenMode.TOKEN, request);
    }
    cookies.requireTrusted(request);
    return refresh(cookie, TokenMode.COOKIE, request)
        .recover(failure -> takeBack(failure, request));
  }

  /// Cookies that will never be valid again are taken back with the refusal of them.
  private static Future<Reply> takeBack(Throwable failure, Request request) {
    return failure instanceof ProblemException e && e.problem() instanceof Problem.InvalidToken why
        ? Future.succeededFuture(TokenCookies.clear(ReplyEnvelope.problem(why, request.id(), true)))
        : Future.failedFuture(failure);
  }

  private Future<Reply> refresh(Optional<String> token, TokenMode mode, Request request) {
    return token
        .flatMap(refreshTokens::decode)
        .map(claim -> advance(claim, mode, request))
        .orElseGet(RefreshEndpoint::invalid);
  }

  private Future<Reply> advance(RefreshTokenClaims claim, TokenMode mode, Request request) {
    UUID session = claim.session();
    return sessions
        .refresh(session, claim.counter(), ClientDevice.of(request))
        .compose(
            refreshed ->
                switch (refreshed) {
                  case RefreshResult.Rotated(var person, var counter, var proof) ->
                      verification == Verification.SIGN_IN && !person.isProven()
                          ? Future.failedFuture(new Problem.EmailNotVerified().toException())
                          : Future.succeededFuture(
                              tokenResponses.reply(200, mode, person, session, counter, proof));
                  case RefreshResult.Replayed(UUID user) -> {
                    revocationCache.add(session);
                    record.accept(AccountEvent.of(Kind.REFRESH_REUSED, user, session));
                    events.emit(new Event.RefreshTokenReused(session.toString()));
                    yield invalid();
                  }
                  case RefreshResult.SessionEnded _ -> invalid();
                });
  }

  private static Future<Reply> invalid() {
    return Future.failedFuture(new Problem.InvalidToken().toException());
  }
}
