package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.Deletion;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathIdReader;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/// `DELETE /auth/passkeys/{id}`: deletes a passkey of the caller and ends the sessions that it opened, but
/// that of the request. A passkey of another user gets the response of one that does not exist.
final class DeletePasskeyEndpoint implements AuthenticatedEndpoint {
  private static final Problem LAST_WAY =
      new Problem.Conflict(
          List.of(
              new Violation(
                  "",
                  ViolationCode.REFERENCED,
                  "This passkey is the only way to sign in to the account; add another first.")));

  private final AuthThrottle throttle;
  private final PasskeyRepository passkeys;
  private final PasskeyProof proof;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  DeletePasskeyEndpoint(
      AuthThrottle throttle,
      PasskeyRepository passkeys,
      PasskeyProof proof,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.passkeys = passkeys;
    this.proof = proof;
    this.revocationCache = revocationCache;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    UUID passkey = PathIdReader.uuid(request.pathParameter(PathIdReader.PARAMETER));
    return proof
        .requireRecent(caller)
        .compose(
            _ -> passkeys.delete(passkey, caller.id(), caller.session(), ClientDevice.of(request)))
        .compose(
            result ->
                switch (result) {
                  case Deletion.Deleted(var ended) -> {
                    ended.forEach(revocationCache::add);
                    record.accept(
                        AccountEvent.of(Kind.PASSKEY_REMOVED, caller.id(), caller.session()));
                    yield Future.succeededFuture(Reply.noContent());
                  }
                  case Deletion.LastWay _ -> Future.failedFuture(LAST_WAY.toException());
                  case Deletion.Unknown _ ->
                      Future.failedFuture(new Problem.NotFound().toException());
                  case Deletion.SessionEnded _ ->
                      Future.failedFuture(new Problem.InvalidToken().toException());
                });
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(PasskeyOptionsEndpoint.OF_ANOTHER_ISSUER.toException());
  }
}
