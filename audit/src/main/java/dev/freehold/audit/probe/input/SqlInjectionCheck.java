package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.FindingCollector;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts that end an SQL literal, and the judgement of the responses.
final class SqlInjectionCheck {
  /// Ends a literal, an identifier and a comment in every dialect there is.
  static final String BREAK = "a'\"`)\\;--";

  static final String MEND =
      "Send values to the database as parameters, never as part of a statement's text, and look"
          + " names up in a list.";

  private SqlInjectionCheck() {}

  /// Whether the server broke.
  static boolean provokesSqlError(
      FindingCollector findings, Object operation, String place, AuditExchange exchange) {
    String sent = exchange.call().target() + exchange.call().bodyText();
    Optional<String> said = SqlErrorSignatures.in(exchange.answer().text(), sent);
    // 503 is a server that is busy, and says so.
    boolean failed = exchange.status() >= 500 && exchange.status() != 503;
    if (said.isEmpty() && !failed) {
      findings.countCheck();
      return false;
    }
    findings.addFinding(
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
        Weakness.SQL_INJECTION,
        MEND);
    return true;
  }

  /// What databases and their drivers say when a statement breaks, as it stands in the answers of servers that pass it on.
  static final class SqlErrorSignatures {
    private static final Pattern SAID =
        Pattern.compile(
            "syntax error at or near|unterminated quoted (?:string|identifier)|invalid input syntax"
                + " for|SQLSTATE|ERROR:\\s+\\w+ \"[^\"]*\" does not"
                + " exist|psycopg\\w*\\.|asyncpg\\.|sqlalchemy\\.|org\\.postgresql\\.|PSQLException|java\\.sql\\.|jdbc|SQLITE_ERROR|sqlite3\\.|unrecognized"
                + " token: |near \"[^\"]*\": syntax error|You have an error in your SQL"
                + " syntax|MySqlException|mysql_fetch|ORA-\\d{5}|Unclosed quotation mark|Microsoft"
                + " OLE DB|ODBC SQL|MongoError|MongoServerError|CastError: Cast"
                + " to|\\bselect\\b.{1,200}\\bfrom\\b.{1,200}\\bwhere\\b|\\binsert"
                + " into\\b.{1,200}\\bvalues\\b|\\bupdate\\b.{1,200}\\bset\\b.{1,200}\\bwhere\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final int READ = 20_000;

    private SqlErrorSignatures() {}

    /// The words that tell, where `text` has some that `sent` has not: an answer may repeat what it was sent.
    static Optional<String> in(String text, String sent) {
      Matcher said = SAID.matcher(text.length() > READ ? text.substring(0, READ) : text);
      while (said.find()) {
        if (!sent.contains(said.group())) {
          return Optional.of(said.group());
        }
      }
      return Optional.empty();
    }
  }
}
