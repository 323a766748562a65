package dev.freehold.api;

import dev.freehold.db.DbFailure;
import dev.freehold.db.DbProblems;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a failed statement on a resource means to who asked. Constraints are told by the names that the plan gave them,
/// and the answer names fields only.
public final class Failures {
  /// Another request with the same key has not ended.
  public static final Problem UNDER_WAY =
      new Problem.Conflict(
          List.of(
              new Violation(
                  "Idempotency-Key",
                  ViolationCode.TAKEN,
                  "A request with this Idempotency-Key is under way; send it again in a moment.")));

  private final Map<String, Problem> constraints = new HashMap<>();
  private final @Nullable Problem locked;

  /// @param locked what it means that a lock was not had in time; null where nobody waits for one
  private Failures(@Nullable Problem locked) {
    this.locked = locked;
  }

  /// Of statements that take a person's key.
  public static Failures ofKeys() {
    return new Failures(UNDER_WAY);
  }

  /// Of statements that read, insert or update rows of a resource.
  public static Failures of(ResourcePlan plan) {
    Failures failures = new Failures(null);
    for (Table.Unique unique : plan.table().uniques()) {
      failures.constraints.put(unique.name(), taken(plan, unique));
    }
    for (Table.ForeignKey key : plan.table().foreignKeys()) {
      failures.constraints.put(key.name(), unknown(key.field()));
    }
    for (Table.Check check : plan.table().checks()) {
      failures.constraints.put(check.name(), broken(check));
    }
    return failures;
  }

  /// Of statements that delete rows, of whatever resource: what points at them, or at what goes with them, stands in the
  /// way. It is not said what it is: the caller may not be allowed to know.
  public static Failures ofDelete(ApiPlan plan) {
    Failures failures = new Failures(null);
    Problem referenced =
        new Problem.Conflict(
            List.of(
                new Violation(
                    "id", ViolationCode.REFERENCED, "Something else still points at this.")));
    plan.resources().stream()
        .flatMap(r -> r.table().foreignKeys().stream())
        .forEach(key -> failures.constraints.put(key.name(), referenced));
    return failures;
  }

  private static Problem taken(ResourcePlan plan, Table.Unique unique) {
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

  /// Said of one field: one rule that is broken is one fault.
  private static Problem broken(Table.Check check) {
    return Problem.Invalid.of(check.field(), ViolationCode.RULE, check.message());
  }

  private static Problem unknown(String field) {
    return Problem.Invalid.of(
        field,
        ViolationCode.UNKNOWN_REFERENCE,
        field + " does not name something that you can read.");
  }

  /// A statement that violates a rule which the input was held to is a defect of ours: it stays what it is, so that the
  /// server reports it and answers `INTERNAL_ERROR`.
  public Throwable of(Throwable failure) {
    if (!(failure instanceof DbFailure db)) {
      return failure;
    }
    String name = db.constraint();
    @Nullable Problem known = name == null ? null : constraints.get(name);
    return switch (db.kind()) {
      case UNIQUE, CHECK -> known == null ? DbProblems.failure(db) : known.failure();
      // Of the owner, where it is none of ours: the account is gone, and with it what the token
      // stands for.
      case FOREIGN_KEY -> known == null ? new Problem.InvalidToken().failure() : known.failure();
      case LOCKED -> locked == null ? DbProblems.failure(db) : locked.failure();
      case UNAVAILABLE, UNKNOWN_OUTCOME, TIMEOUT, DEFECT -> DbProblems.failure(db);
    };
  }
}
