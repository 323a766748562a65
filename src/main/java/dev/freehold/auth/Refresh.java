package dev.freehold.auth;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.FlatObject;
import dev.freehold.input.FlatObject.Member;
import dev.freehold.people.Revocations;
import dev.freehold.people.Sessions;
import dev.freehold.people.Sessions.Refreshed;
import dev.freehold.problem.Problem;
import dev.freehold.token.RefreshTokens;
import dev.freehold.token.RefreshTokens.Claim;
import io.vertx.core.Future;
import java.util.UUID;

/// `POST /auth/refresh`: a refresh token for the next pair (RFC 9700 section 4.14.2). Using an old one again ends the
/// session, for the thief and for the robbed alike.
final class Refresh implements Endpoint {
  private final Throttle throttle;
  private final RefreshTokens refreshTokens;
  private final Sessions sessions;
  private final Revocations revocations;
  private final Tokens tokens;
  private final EventSink events;

  Refresh(
      Throttle throttle,
      RefreshTokens refreshTokens,
      Sessions sessions,
      Revocations revocations,
      Tokens tokens,
      EventSink events) {
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.revocations = revocations;
    this.tokens = tokens;
    this.events = events;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.refresh(request);
    request.refuseParameters();
    FlatObject body = FlatObject.read(request.body(), Member.required("refresh_token"));
    if (!body.faults().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.faults()).failure());
    }
    return body.text("refresh_token")
        .flatMap(refreshTokens::decode)
        .map(this::advance)
        .orElseGet(Refresh::invalid);
  }

  private Future<Reply> advance(Claim claim) {
    UUID session = claim.session();
    return sessions
        .refresh(session, claim.counter())
        .compose(
            refreshed ->
                switch (refreshed) {
                  case Refreshed.Advanced(var person, var counter) ->
                      Future.succeededFuture(tokens.reply(200, person, session, counter));
                  case Refreshed.Replayed _ -> {
                    revocations.add(session);
                    events.emit(new Event.RefreshReplayed(session.toString()));
                    yield invalid();
                  }
                  case Refreshed.Gone _ -> invalid();
                });
  }

  private static Future<Reply> invalid() {
    return Future.failedFuture(new Problem.InvalidToken().failure());
  }
}
