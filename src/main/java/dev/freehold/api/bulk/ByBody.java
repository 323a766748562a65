package dev.freehold.api.bulk;

import dev.freehold.api.Change;
import dev.freehold.auth.Caller;
import dev.freehold.http.Request;
import dev.freehold.input.BodyReader;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// A change whose body says which of two it is: an array holds several rows.
///
/// @param one for any other body, also one that is no JSON; both are the same operation, and so refused to the same callers
public record ByBody(Change one, Change several) implements Change {
  @Override
  public Optional<Problem> refusal(Caller caller) {
    return one.refusal(caller);
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    boolean array = BodyReader.isArray(request.body().getBytes());
    return (array ? several : one).read(request, caller);
  }
}
