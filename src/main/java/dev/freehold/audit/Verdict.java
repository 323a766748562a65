package dev.freehold.audit;

import java.util.List;

/// What became of a probe.
public sealed interface Verdict {
  /// Nothing was wrong.
  ///
  /// @param checks how many things were looked at
  record Held(int checks) implements Verdict {}

  /// @param findings at least one
  record Broken(List<Finding> findings) implements Verdict {}

  /// The server has nothing that it could be tried on.
  ///
  /// @param why such as `no update operation`
  record NotApplicable(String why) implements Verdict {}

  /// It could not be carried to its end.
  ///
  /// @param why such as `no answer within 10 s`
  record Unfinished(String why) implements Verdict {}

  /// [Broken] where something was found, [NotApplicable] where nothing was looked at, else [Held].
  static Verdict of(int checks, List<Finding> findings, String whyNot) {
    if (!findings.isEmpty()) {
      return new Broken(List.copyOf(findings));
    }
    return checks == 0 ? new NotApplicable(whyNot) : new Held(checks);
  }
}
