package dev.freehold.auth;

import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.people.People;
import dev.freehold.people.Person;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// `GET /auth/me`: the caller, as they may see themselves.
final class Me implements CallerEndpoint {
  private final People people;
  private final Tokens tokens;

  Me(People people, Tokens tokens) {
    this.people = people;
    this.tokens = tokens;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    request.refuseParameters();
    return people.byId(caller.id()).compose(this::reply);
  }

  private Future<Reply> reply(Optional<Person> found) {
    return found
        .map(p -> Future.succeededFuture(Replies.data(200, out -> tokens.write(out, p))))
        .orElseGet(() -> Future.failedFuture(new Problem.InvalidToken().failure()));
  }
}
