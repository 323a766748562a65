package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// One operation on resources, the same wherever it runs: by itself, in a transaction, as part of a batch. Runs on an event
/// loop.
public interface Operation {
  /// @param database that of the server, or a transaction's
  /// @return fails with what the request is to be answered with
  /// @throws dev.freehold.problem.ProblemException the same, where it is known at once
  Future<Reply> answer(Request request, Caller caller, Database database);

  /// Why this caller cannot be answered whatever the body says. Does not look at the body.
  Optional<Problem> refusal(Caller caller);
}
