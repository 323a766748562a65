package dev.freehold.rule;

import java.util.Comparator;

/// One error in a rule.
///
/// @param offset the position in the rule: an index of the [String], from 0 to its length
/// @param message what is wrong, on one line
/// @param hint what to write instead
public record RuleIssue(int offset, String message, String hint) {
  static final Comparator<RuleIssue> ORDER = Comparator.comparingInt(RuleIssue::offset);

  private static final int MAX_QUOTED = 40;

  /// Quotes text of the rule for a message and truncates it. The printer of the message must remove
  /// control characters.
  static String quote(String text) {
    int end = Math.min(text.length(), MAX_QUOTED);
    return text.length() == end ? "'" + text + "'" : "'" + text.substring(0, end) + "…'";
  }

  RuleSyntaxException toException() {
    return new RuleSyntaxException(this);
  }

  /// Ends parsing at the first syntax error.
  static final class RuleSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient RuleIssue fault;

    private RuleSyntaxException(RuleIssue fault) {
      super(fault.message(), null, false, false);
      this.fault = fault;
    }

    RuleIssue fault() {
      return fault;
    }
  }
}
