package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What may become of a call.
///
/// @param faults with which it may fail; none: it must succeed
/// @param open whether it may succeed although there are faults
record Outcome(List<Fault> faults, boolean open) {
  static final Outcome SUCCESS = new Outcome(List.of(), true);

  /// @param details `field code` of each; empty: whatever they say
  /// @param exact whether all of them must be there, else some
  record Fault(int status, String code, Set<String> details, boolean exact) {
    static Fault of(int status, String code) {
      return new Fault(status, code, Set.of(), false);
    }

    static Fault invalid(Set<String> details) {
      return new Fault(400, "VALIDATION_ERROR", details, true);
    }

    boolean matches(Answer answer) {
      Set<String> got = new HashSet<>(answer.details());
      return answer.status() == status
          && answer.code().equals(code)
          && (details.isEmpty()
              || (exact ? got.equals(details) : !got.isEmpty() && details.containsAll(got)));
    }
  }

  static Outcome refused(Fault... faults) {
    return new Outcome(List.of(faults), false);
  }

  static Outcome refused(int status, String code) {
    return refused(Fault.of(status, code));
  }

  static Outcome notFound() {
    return refused(404, "NOT_FOUND");
  }

  /// Success where the operation has a route and `who` a grant.
  static Outcome granted(Who who, Resource resource, Operation operation) {
    if (resource.access().getOrDefault(operation, List.of()).isEmpty()) {
      return refused(405, "METHOD_NOT_ALLOWED");
    }
    if (who.any(resource, operation)) {
      return SUCCESS;
    }
    return who.signedIn() ? refused(403, "FORBIDDEN") : refused(401, "UNAUTHORIZED");
  }

  boolean fails() {
    return !faults.isEmpty() && !open;
  }

  /// Whether the call succeeded, as it may.
  boolean check(Answer answer) {
    if (answer.status() < 400 && open) {
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
