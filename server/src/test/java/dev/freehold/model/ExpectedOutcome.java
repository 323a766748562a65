package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The allowed outcomes of a call.
///
/// @param faults the errors with which it may fail; none: it must succeed
/// @param maySucceed whether it may also succeed if there are faults
record ExpectedOutcome(List<ExpectedError> faults, boolean maySucceed) {
  static final ExpectedOutcome SUCCESS = new ExpectedOutcome(List.of(), true);

  /// @param details `field code` of each detail; empty: any details
  /// @param exact whether all of the details are required, or at least one
  record ExpectedError(int status, String code, Set<String> details, boolean exact) {
    static ExpectedError of(int status, String code) {
      return new ExpectedError(status, code, Set.of(), false);
    }

    static ExpectedError invalid(Set<String> details) {
      return new ExpectedError(400, "VALIDATION_ERROR", details, true);
    }

    boolean matches(Answer answer) {
      Set<String> got = new HashSet<>(answer.details());
      return answer.status() == status
          && answer.code().equals(code)
          && (details.isEmpty()
              || (exact ? got.equals(details) : !got.isEmpty() && details.containsAll(got)));
    }
  }

  static ExpectedOutcome refused(ExpectedError... faults) {
    return new ExpectedOutcome(List.of(faults), false);
  }

  static ExpectedOutcome refused(int status, String code) {
    return refused(ExpectedError.of(status, code));
  }

  static ExpectedOutcome notFound() {
    return refused(404, "NOT_FOUND");
  }

  /// Success if the operation has a route and `actor` has a grant, in the team that the request names.
  static ExpectedOutcome forAccess(
      ModelUser actor, ModelStore store, Resource resource, Operation operation) {
    if (resource.access().getOrDefault(operation, List.of()).isEmpty()) {
      return refused(405, "METHOD_NOT_ALLOWED");
    }
    if (actor.mayAccessSomeRow(resource, operation)) {
      if (!resource.owner().isTeam() || store.isMember(actor)) {
        return SUCCESS;
      }
      // A body with a fault is refused before the database is asked for the membership.
      return actor.team().isEmpty()
          ? refused(ExpectedError.invalid(Set.of("Team-Id required")))
          : refused(ExpectedError.of(404, "NOT_FOUND"), ExpectedError.of(400, "VALIDATION_ERROR"));
    }
    return actor.signedIn() ? refused(403, "FORBIDDEN") : refused(401, "UNAUTHORIZED");
  }

  boolean fails() {
    return !faults.isEmpty() && !maySucceed;
  }

  /// Fails if the answer is not one of these outcomes. Returns whether the call succeeded.
  boolean check(Answer answer) {
    if (answer.status() < 400 && maySucceed) {
      return true;
    }
    assertThat(faults.stream().anyMatch(f -> f.matches(answer)))
        .as(
            "expected %s, got %s %s %s",
            faults.isEmpty() ? "success" : faults,
            answer.status(),
            answer.code(),
            new TreeSet<>(answer.details()))
        .isTrue();
    return false;
  }
}
