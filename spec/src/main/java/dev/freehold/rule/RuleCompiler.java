package dev.freehold.rule;

import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.type.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compiles the text of a rule: lexer, parser, type checker. Takes linear time.
public final class RuleCompiler {
  /// The maximum length of a rule in UTF-16 units, as in [String#length].
  public static final int MAX_LENGTH = 1_000;

  private RuleCompiler() {}

  /// @param columns the columns that a rule may name; hints list them in this order
  public static RuleResult compile(
      String text, RuleContext context, Map<String, RuleColumn> columns) {
    return compile(text, context, columns, Map.of());
  }

  /// @param columns the columns that a rule may name; hints list them in this order
  /// @param refused other columns of a row, each with the reason why a rule cannot name it
  public static RuleResult compile(
      String text,
      RuleContext context,
      Map<String, RuleColumn> columns,
      Map<String, Refusal> refused) {
    if (text.length() > MAX_LENGTH) {
      return new RuleResult.Invalid(
          List.of(
              new RuleIssue(
                  MAX_LENGTH,
                  "the rule has more than " + MAX_LENGTH + " characters",
                  "split it into several rules")));
    }
    List<RuleIssue> faults = new ArrayList<>();
    Set<String> used = new LinkedHashSet<>();
    RuleExpression condition;
    try {
      condition =
          new RuleTypeChecker(context, columns, refused, used, faults)
              .condition(RuleParser.parse(text));
    } catch (RuleIssue.RuleSyntaxException e) {
      return new RuleResult.Invalid(List.of(e.fault()));
    }
    if (condition != null && used.isEmpty()) {
      faults.add(new RuleIssue(0, "the rule names no field", "compare a field, such as price > 0"));
    }
    if (condition == null || !faults.isEmpty()) {
      return new RuleResult.Invalid(faults.stream().sorted(RuleIssue.ORDER).toList());
    }
    return new RuleResult.Valid(new Rule(text, condition, List.copyOf(used)));
  }

  /// A column that a rule may read.
  ///
  /// @param nullable whether the column may be null
  /// @param values the allowed values of an enum; empty for other types
  public record RuleColumn(FieldType type, boolean nullable, List<String> values) {
    public RuleColumn {
      values = List.copyOf(values);
    }

    public RuleColumn(FieldType type, boolean nullable) {
      this(type, nullable, List.of());
    }
  }

  /// Why a rule cannot name a column.
  ///
  /// @param hint what to write instead
  public record Refusal(String message, String hint) {}

  /// The result of compiling a rule: the rule, or its errors.
  public sealed interface RuleResult {

    record Valid(Rule rule) implements RuleResult {}

    /// @param faults at least one, in the order of the text. Only the first syntax error is
    ///   reported, but all errors of names and types.
    record Invalid(List<RuleIssue> faults) implements RuleResult {
      public Invalid {
        faults = List.copyOf(faults);
      }
    }
  }
}
