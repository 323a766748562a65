package dev.freehold.testkit.run;

import dev.freehold.testkit.TestCase;
import java.time.Duration;
import java.util.List;

/// The result of a test case.
public record TestResult(TestCase test, TestOutcome outcome, Duration time) {

  public sealed interface TestOutcome {
    record Passed() implements TestOutcome {}

    /// An answer was not as expected.
    ///
    /// @param expected all that was not met, each with what came instead in `got`
    /// @param curl the call
    /// @param answer status and beginning of the body
    /// @param before the calls of the case before it, as `curl` lines
    record Failed(
        List<String> expected, List<String> got, String curl, String answer, List<String> before)
        implements TestOutcome {
      public Failed {
        expected = List.copyOf(expected);
        got = List.copyOf(got);
        before = List.copyOf(before);
      }
    }

    /// There was no answer.
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
