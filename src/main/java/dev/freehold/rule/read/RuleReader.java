package dev.freehold.rule.read;

import dev.freehold.rule.Expr;
import dev.freehold.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a rule. Takes time in proportion to its length, whatever it holds.
public final class RuleReader {
  /// In UTF-16 units, as [String#length] counts.
  public static final int MAX_LENGTH = 1_000;

  private RuleReader() {}

  /// @param columns that a rule may name, in the order in which a hint lists them
  public static RuleResult read(String text, Map<String, RuleColumn> columns) {
    if (text.length() > MAX_LENGTH) {
      return new RuleResult.Faulty(
          List.of(
              new RuleFault(
                  MAX_LENGTH,
                  "the rule has more than " + MAX_LENGTH + " characters",
                  "split it into several rules")));
    }
    List<RuleFault> faults = new ArrayList<>();
    Set<String> used = new LinkedHashSet<>();
    Expr condition;
    try {
      condition = new Typing(columns, used, faults).condition(Parser.parse(text));
    } catch (RuleFault.Refused refused) {
      return new RuleResult.Faulty(List.of(refused.fault()));
    }
    if (condition != null && used.isEmpty()) {
      faults.add(new RuleFault(0, "the rule names no field", "compare a field, such as price > 0"));
    }
    if (condition == null || !faults.isEmpty()) {
      return new RuleResult.Faulty(faults.stream().sorted(RuleFault.ORDER).toList());
    }
    return new RuleResult.Read(new Rule(text, condition, List.copyOf(used)));
  }
}
