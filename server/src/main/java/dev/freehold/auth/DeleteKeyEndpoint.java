package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.ApiKeyCache;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathIdReader;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Consumer;

/// `DELETE /auth/keys/{id}`: deletes an API key of the caller. A key of another user gets the response of
/// one that does not exist.
final class DeleteKeyEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final ApiKeyRepository keys;
  private final ApiKeyCache cache;
  private final Consumer<AccountEvent> record;

  DeleteKeyEndpoint(
      AuthThrottle throttle,
      ApiKeyRepository keys,
      ApiKeyCache cache,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.keys = keys;
    this.cache = cache;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    UUID key = PathIdReader.uuid(request.pathParameter(PathIdReader.PARAMETER));
    return keys.delete(key, caller.id())
        .compose(
            deleted -> {
              if (!deleted) {
                return Future.failedFuture(new Problem.NotFound().toException());
              }
              cache.remove(key);
              record.accept(AccountEvent.of(Kind.KEY_DELETED, caller.id(), caller.session()));
              return Future.succeededFuture(Reply.noContent());
            });
  }
}
