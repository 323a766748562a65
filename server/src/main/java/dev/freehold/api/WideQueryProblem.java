package dev.freehold.api;

import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.problem.Problem;
import dev.freehold.query.QueryCost;
import dev.freehold.query.QueryCost.Scan;
import dev.freehold.ratelimit.FairQueue.Refusal;
import java.util.Optional;

/// The problems of queries that may read many rows. Each message says why the query is expensive and
/// what to do.
final class WideQueryProblem {
  private static final int RETRY_AFTER_SECONDS = 2;

  private WideQueryProblem() {}

  /// The problem of a query that did not get its turn.
  static Problem refused(Scan cost, Refusal refusal) {
    String what =
        switch (refusal) {
          case CALLER_QUEUE_FULL -> "Too many expensive queries of yours are waiting.";
          case QUEUE_FULL -> "Too many expensive queries are waiting.";
          case WAITED_TOO_LONG -> "This query waited too long for its turn.";
        };
    return unavailable(what, cost);
  }

  /// The problem of a query that PostgreSQL stopped at the statement timeout; empty for any other
  /// failure.
  static Optional<Problem> ofTimeout(QueryCost cost, Throwable failure) {
    return cost instanceof Scan scan
            && failure instanceof DatabaseException db
            && db.kind() == FailureKind.TIMEOUT
        ? Optional.of(unavailable("This query was stopped because it took too long.", scan))
        : Optional.empty();
  }

  private static Problem unavailable(String what, Scan cost) {
    return new Problem.Unavailable(
        RETRY_AFTER_SECONDS,
        Problem.Outcome.NONE,
        "%s It is expensive because %s; %s."
            .formatted(what, cost.reason().cause(), cost.reason().remedy()));
  }
}
