package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.function.Consumer;

/// `POST /auth/logout`: ends the session of the access token. Revokes its refresh token at once,
/// and its access tokens at once on this node and within a second on other nodes (K8).
final class LogoutEndpoint implements AuthenticatedEndpoint {
  private static final Problem EXTERNAL =
      new Problem.Forbidden("This token is of an external issuer; sign out there.");

  private final SessionRepository sessions;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  LogoutEndpoint(
      SessionRepository sessions,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.sessions = sessions;
    this.record = record;
    this.revocationCache = revocationCache;
  }

  /// The token would stay valid: only its issuer ends it.
  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(EXTERNAL.toException());
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    request.rejectQueryParameters();
    return sessions
        .close(caller.session(), caller.id())
        .map(
            _ -> {
              revocationCache.add(caller.session());
              record.accept(AccountEvent.of(Kind.SESSION_ENDED, caller.id(), caller.session()));
              return Reply.noContent();
            });
  }
}
