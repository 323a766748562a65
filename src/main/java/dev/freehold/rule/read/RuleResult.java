package dev.freehold.rule.read;

import dev.freehold.rule.Rule;
import java.util.List;

/// A rule that was read, or why it was not.
public sealed interface RuleResult {

  record Read(Rule rule) implements RuleResult {}

  /// @param faults at least one, in the order of the text. One fault of the grammar hides what stands behind it; of
  ///     names and types all are told.
  record Faulty(List<RuleFault> faults) implements RuleResult {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }
}
