package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.FindingCollector;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts that end an SQL literal, and the evaluation of the responses.
final class SqlInjectionCheck {
  /// Ends a literal, an identifier and a comment in every common dialect.
  static final String BREAK = "a'\"`)\\;--";

  static final String REMEDY =
      "Pass values to the database as bind parameters, never as part of the statement text. Take"
          + " identifiers from an allowlist.";

  private SqlInjectionCheck() {}

  /// Whether the server failed.
  static boolean provokesSqlError(
      FindingCollector findings, Object operation, String place, AuditExchange exchange) {
    String sent = exchange.call().target() + exchange.call().bodyText();
    Optional<String> message = SqlErrorSignatures.in(exchange.answer().text(), sent);
    // 503 means that the server is busy.
    boolean failed = exchange.status() >= 500 && exchange.status() != 503;
    if (message.isEmpty() && !failed) {
      findings.countCheck();
      return false;
    }
    findings.addFinding(
        Severity.HIGH,
        message.isPresent()
            ? "SQL injection: text with a quote causes a database error"
            : "Unhandled error: text with a quote causes a server error",
        operation,
        exchange.status()
            + " for quotes in "
            + place
            + message.map(s -> ", with \"" + s + "\"").orElse(""),
        exchange,
        Weakness.SQL_INJECTION,
        REMEDY);
    return true;
  }

  /// Error messages of databases and drivers, as servers pass them on in responses. No signature is
  /// a short run of letters: cursors and tokens contain any of those.
  static final class SqlErrorSignatures {
    private static final Pattern MESSAGE =
        Pattern.compile(
            "syntax error at or near|unterminated quoted (?:string|identifier)|invalid input syntax"
                + " for|SQLSTATE|ERROR:\\s+\\w+ \"[^\"]*\" does not"
                + " exist|psycopg\\w*\\.|asyncpg\\.|sqlalchemy\\.|org\\.postgresql\\.|PSQLException|java\\.sql\\.|\\bjdbc[.:]|SQLITE_ERROR|sqlite3\\.|unrecognized"
                + " token: |near \"[^\"]*\": syntax error|You have an error in your SQL"
                + " syntax|MySqlException|mysql_fetch|\\bORA-\\d{5}\\b|Unclosed quotation"
                + " mark|Microsoft OLE DB|ODBC SQL|MongoError|MongoServerError|CastError: Cast"
                + " to|\\bselect\\b.{1,200}\\bfrom\\b.{1,200}\\bwhere\\b|\\binsert"
                + " into\\b.{1,200}\\bvalues\\b|\\bupdate\\b.{1,200}\\bset\\b.{1,200}\\bwhere\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final int READ = 20_000;

    private SqlErrorSignatures() {}

    /// The matching error message if `text` contains one that `sent` does not: a response may echo
    /// the request.
    static Optional<String> in(String text, String sent) {
      Matcher message = MESSAGE.matcher(text.length() > READ ? text.substring(0, READ) : text);
      while (message.find()) {
        if (!sent.contains(message.group())) {
          return Optional.of(message.group());
        }
      }
      return Optional.empty();
    }
  }
}
