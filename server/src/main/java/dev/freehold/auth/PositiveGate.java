package dev.freehold.auth;

import dev.freehold.account.PositiveCache;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/// Lets a signed-in caller pass for whom a stored statement holds, and refuses the others. A caller who is
/// known to pass costs one look-up in a set. Anonymous callers are no matter of it.
final class PositiveGate {
  private final PositiveCache cache;
  private final Function<Caller.User, UUID> id;
  private final Problem refusal;

  /// @param id by which `cache` knows a caller
  PositiveGate(PositiveCache cache, Function<Caller.User, UUID> id, Problem refusal) {
    this.cache = cache;
    this.id = id;
    this.refusal = refusal;
  }

  OptionalAuthEndpoint guard(OptionalAuthEndpoint endpoint) {
    return new OptionalAuthEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller caller) {
        return switch (caller) {
          case Caller.Anonymous _ -> endpoint.answer(request, caller);
          case Caller.User user -> pass(user, () -> endpoint.answer(request, caller));
        };
      }

      @Override
      public Optional<Problem> refusal(Caller caller) {
        return endpoint.refusal(caller);
      }
    };
  }

  Future<Reply> pass(Caller.User caller, Supplier<Future<Reply>> endpoint) {
    UUID of = id.apply(caller);
    if (cache.isKnown(of)) {
      return endpoint.get();
    }
    return cache
        .find(of)
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)))
        .compose(holds -> holds ? endpoint.get() : Future.failedFuture(refusal.toException()));
  }
}
