package dev.freehold.auth;

import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.BearerAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;

/// `DELETE /auth/sessions`: ends every session of the caller but the one of the request.
final class EndOtherSessionsEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final OwnAccountRepository accounts;
  private final SessionRevocationCache revocationCache;

  EndOtherSessionsEndpoint(
      AuthThrottle throttle,
      OwnAccountRepository accounts,
      SessionRevocationCache revocationCache) {
    this.throttle = throttle;
    this.accounts = accounts;
    this.revocationCache = revocationCache;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    return accounts
        .endOtherSessions(caller.id(), caller.session())
        .compose(
            ended -> {
              if (ended.isEmpty()) {
                return Future.failedFuture(new Problem.InvalidToken().toException());
              }
              ended.get().forEach(revocationCache::add);
              return Future.succeededFuture(Reply.noContent());
            });
  }
}
