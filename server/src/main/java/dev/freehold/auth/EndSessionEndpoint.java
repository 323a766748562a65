package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathIdReader;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Consumer;

/// `DELETE /auth/sessions/{id}`: ends one session of the caller, as log-out does. A session of
/// another user gets the response of one that has ended or never was.
final class EndSessionEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final SessionRepository sessions;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  EndSessionEndpoint(
      AuthThrottle throttle,
      SessionRepository sessions,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.record = record;
    this.throttle = throttle;
    this.sessions = sessions;
    this.revocationCache = revocationCache;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    UUID session = PathIdReader.uuid(request.pathParameter(PathIdReader.PARAMETER));
    return sessions
        .close(session, caller.id())
        .compose(
            ended -> {
              if (!ended) {
                return Future.failedFuture(new Problem.NotFound().toException());
              }
              revocationCache.add(session);
              record.accept(AccountEvent.of(Kind.SESSION_ENDED, caller.id(), session));
              return Future.succeededFuture(Reply.noContent());
            });
  }
}
