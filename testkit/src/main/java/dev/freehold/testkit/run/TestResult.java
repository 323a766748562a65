package dev.freehold.testkit.run;

import dev.freehold.testkit.TestCase;
import java.time.Duration;
import java.util.List;

/// The result of a test case.
public record TestResult(TestCase test, TestOutcome outcome, Duration time) {

  public sealed interface TestOutcome {
    record Passed() implements TestOutcome {}

    /// A response did not meet the expectations.
    ///
    /// @param expected the unmet expectations; `got` has the actual value of each
    /// @param curl the request as a `curl` command
    /// @param answer the status and the start of the body
    /// @param before the previous requests of the case, as `curl` commands
    record Failed(
        List<String> expected, List<String> got, String curl, String answer, List<String> before)
        implements TestOutcome {
      public Failed {
        expected = List.copyOf(expected);
        got = List.copyOf(got);
        before = List.copyOf(before);
      }
    }

    /// There was no response.
    record ExecutionError(String why, String curl) implements TestOutcome {}

    record Skipped(String why) implements TestOutcome {}
  }

  public boolean isBad() {
    return switch (outcome) {
      case TestOutcome.Failed _, TestOutcome.ExecutionError _ -> true;
      case TestOutcome.Passed _, TestOutcome.Skipped _ -> false;
    };
  }
}
