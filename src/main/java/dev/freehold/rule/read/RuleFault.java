package dev.freehold.rule.read;

import java.util.Comparator;

/// One fault of a rule.
///
/// @param offset where it stands in the rule's text: an index of the [String], from 0, at most its length
/// @param message what is wrong, on one line
/// @param hint what to write instead
public record RuleFault(int offset, String message, String hint) {
  static final Comparator<RuleFault> ORDER = Comparator.comparingInt(RuleFault::offset);

  private static final int MAX_QUOTED = 40;

  /// Text of the rule as a message may show it: in quotes, and cut. Whoever prints it duly removes what a terminal
  /// would obey.
  static String quote(String text) {
    int end = Math.min(text.length(), MAX_QUOTED);
    return text.length() == end ? "'" + text + "'" : "'" + text.substring(0, end) + "…'";
  }

  Refused thrown() {
    return new Refused(this);
  }

  /// Ends the reading of a text whose grammar is at fault.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient RuleFault fault;

    private Refused(RuleFault fault) {
      super(fault.message(), null, false, false);
      this.fault = fault;
    }

    RuleFault fault() {
      return fault;
    }
  }
}
