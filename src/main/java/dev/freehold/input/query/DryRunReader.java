package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.input.Violations;
import dev.freehold.problem.ProblemException;
import java.util.List;

/// Reads the query of a call that changes rows and names none of them there: `dry_run` and nothing else. One query on its way
/// in: [#take] for each parameter in order, then [#end].
public final class DryRunReader {
  static final String NAME = "dry_run";

  private final Violations violations = new Violations();
  private final Once once = new Once(violations);
  private boolean dryRun;

  /// @param value percent-decoded
  public void take(String name, String value) {
    if (!name.equals(NAME)) {
      violations.addUnknown(name, List.of(NAME));
    } else if (once.take(name)) {
      dryRun = read(value, violations);
    }
  }

  static boolean read(String value, Violations violations) {
    if (!value.equals("true") && !value.equals("false")) {
      violations.add(NAME, TYPE, "must be true or false");
    }
    return value.equals("true");
  }

  /// Whether nothing is to be kept of the call.
  ///
  /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] naming every fault
  public boolean end() {
    violations.throwIfAny();
    return dryRun;
  }
}
