package dev.freehold.api;

import dev.freehold.db.DbFailure;
import dev.freehold.db.DbProblems;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a failed statement on a resource means to who asked. Constraints are told by the names that the plan gave them,
/// and the answer names fields only.
final class Failures {
  private final Map<String, Problem> conflicts = new HashMap<>();

  Failures(ResourcePlan plan) {
    plan.table().uniques().forEach(unique -> conflicts.put(unique.name(), conflict(plan, unique)));
  }

  private static Problem conflict(ResourcePlan plan, Table.Unique unique) {
    String names = String.join(", ", unique.fields());
    String message =
        unique.fields().size() == 1
            ? names + " must be unique; another of your " + plan.name() + " has this value."
            : names
                + " must be unique together; another of your "
                + plan.name()
                + " has these values.";
    List<Violation> violations =
        unique.fields().stream()
            .map(field -> new Violation(field, ViolationCode.TAKEN, message))
            .toList();
    return new Problem.Conflict(violations);
  }

  /// A statement that violates a rule which the input was held to is a defect of ours: it stays what it is, so that the
  /// server reports it and answers `INTERNAL_ERROR`.
  Throwable of(Throwable failure) {
    if (!(failure instanceof DbFailure db)) {
      return failure;
    }
    return switch (db.kind()) {
      case UNIQUE -> {
        Problem conflict = db.constraint() == null ? null : conflicts.get(db.constraint());
        yield conflict == null ? db : conflict.failure();
      }
      // The owner is the only foreign key: the account is gone, and with it what the token stands
      // for.
      case FOREIGN_KEY -> new Problem.InvalidToken().failure();
      case CHECK, UNAVAILABLE, UNKNOWN_OUTCOME, TIMEOUT, DEFECT -> DbProblems.failure(db);
    };
  }
}
