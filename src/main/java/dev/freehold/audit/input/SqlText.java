package dev.freehold.audit.input;

import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Tally;
import java.util.Optional;

/// Text that ends a literal of SQL, and how answers to it are judged.
final class SqlText {
  /// Ends a literal, an identifier and a comment in every dialect there is.
  static final String BREAK = "a'\"`)\\;--";

  static final String MEND =
      "Send values to the database as parameters, never as part of a statement's text, and look"
          + " names up in a list.";

  private SqlText() {}

  /// Whether the server broke.
  static boolean broke(Tally tally, Object operation, String place, Exchange exchange) {
    String sent = exchange.call().target() + exchange.call().bodyText();
    Optional<String> said = SqlTraces.in(exchange.answer().text(), sent);
    // 503 is a server that is busy, and says so.
    boolean failed = exchange.status() >= 500 && exchange.status() != 503;
    if (said.isEmpty() && !failed) {
      tally.check();
      return false;
    }
    tally.found(
        Severity.HIGH,
        said.isPresent()
            ? "text with a quote reaches the database as SQL"
            : "text with a quote breaks the server",
        operation,
        exchange.status()
            + " for quotes in "
            + place
            + said.map(s -> ", with \"" + s + "\"").orElse(""),
        exchange,
        Why.SQL,
        MEND);
    return true;
  }
}
