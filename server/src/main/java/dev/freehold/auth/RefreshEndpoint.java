package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.RefreshResult;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.token.RefreshTokenCodec;
import dev.freehold.token.RefreshTokenCodec.RefreshTokenClaims;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/refresh`: exchanges a refresh token for a new pair of tokens (RFC 9700 section
/// 4.14.2). Reusing an old refresh token ends the session.
final class RefreshEndpoint implements Endpoint {
  private final AuthThrottle throttle;
  private final RefreshTokenCodec refreshTokens;
  private final SessionRepository sessions;
  private final SessionRevocationCache revocationCache;
  private final TokenResponseWriter tokenResponses;
  private final EventSink events;
  private final Consumer<AccountEvent> record;

  RefreshEndpoint(
      AuthThrottle throttle,
      RefreshTokenCodec refreshTokens,
      SessionRepository sessions,
      SessionRevocationCache revocationCache,
      TokenResponseWriter tokenResponses,
      EventSink events,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.revocationCache = revocationCache;
    this.tokenResponses = tokenResponses;
    this.events = events;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.refresh(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(request.body(), StringField.required("refresh_token"));
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    return body.text("refresh_token")
        .flatMap(refreshTokens::decode)
        .map(claim -> advance(claim, request))
        .orElseGet(RefreshEndpoint::invalid);
  }

  private Future<Reply> advance(RefreshTokenClaims claim, Request request) {
    UUID session = claim.session();
    return sessions
        .refresh(session, claim.counter(), ClientDevice.of(request))
        .compose(
            refreshed ->
                switch (refreshed) {
                  case RefreshResult.Rotated(var person, var counter) ->
                      Future.succeededFuture(tokenResponses.reply(200, person, session, counter));
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
