package dev.freehold.suite.run;

import dev.freehold.suite.Case;
import java.time.Duration;
import java.util.List;

/// What became of a case.
public record Result(Case test, Outcome outcome, Duration time) {

  public sealed interface Outcome {
    record Passed() implements Outcome {}

    /// An answer was not as expected.
    ///
    /// @param expected all that was not met, each with what came instead in `got`
    /// @param curl the call
    /// @param answer status and beginning of the body
    /// @param before the calls of the case before it, as `curl` lines
    record Failed(
        List<String> expected, List<String> got, String curl, String answer, List<String> before)
        implements Outcome {
      public Failed {
        expected = List.copyOf(expected);
        got = List.copyOf(got);
        before = List.copyOf(before);
      }
    }

    /// There was no answer.
    record Broken(String why, String curl) implements Outcome {}

    record Skipped(String why) implements Outcome {}
  }

  public boolean isBad() {
    return switch (outcome) {
      case Outcome.Failed _, Outcome.Broken _ -> true;
      case Outcome.Passed _, Outcome.Skipped _ -> false;
    };
  }
}
