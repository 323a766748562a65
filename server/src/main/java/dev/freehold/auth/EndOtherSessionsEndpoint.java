package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.function.Consumer;

/// `DELETE /auth/sessions`: ends every session of the caller but the one of the request.
final class EndOtherSessionsEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final OwnAccountRepository accounts;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  EndOtherSessionsEndpoint(
      AuthThrottle throttle,
      OwnAccountRepository accounts,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.record = record;
    this.throttle = throttle;
    this.accounts = accounts;
    this.revocationCache = revocationCache;
  }

  /// There are no sessions here to end.
  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    return Future.succeededFuture(Reply.noContent());
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
              record.accept(
                  AccountEvent.of(Kind.OTHER_SESSIONS_ENDED, caller.id(), caller.session()));
              return Future.succeededFuture(Reply.noContent());
            });
  }
}
