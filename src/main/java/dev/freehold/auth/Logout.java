package dev.freehold.auth;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.people.Revocations;
import dev.freehold.people.Sessions;
import io.vertx.core.Future;

/// `POST /auth/logout`: ends the session of the access token that came: its refresh token at once, its access tokens at
/// once here and within a second on every other node (K8).
final class Logout implements CallerEndpoint {
  private final Sessions sessions;
  private final Revocations revocations;

  Logout(Sessions sessions, Revocations revocations) {
    this.sessions = sessions;
    this.revocations = revocations;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    request.refuseParameters();
    return sessions
        .close(caller.session(), caller.id())
        .map(
            _ -> {
              revocations.add(caller.session());
              return Reply.noContent();
            });
  }
}
