package dev.freehold.auth;

import dev.freehold.account.UserRepository;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.auth.BearerAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// `GET /auth/me`: the signed-in user.
final class CurrentUserEndpoint implements AuthenticatedEndpoint {
  private final UserRepository people;
  private final TokenResponseWriter tokenResponses;

  CurrentUserEndpoint(UserRepository people, TokenResponseWriter tokenResponses) {
    this.people = people;
    this.tokenResponses = tokenResponses;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    request.rejectQueryParameters();
    return people.byId(caller.id()).compose(this::reply);
  }

  private Future<Reply> reply(Optional<UserProfile> found) {
    return found
        .map(
            p ->
                Future.succeededFuture(
                    ReplyEnvelope.data(200, out -> tokenResponses.write(out, p))))
        .orElseGet(() -> Future.failedFuture(new Problem.InvalidToken().toException()));
  }
}
