package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.DelayComparison;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.NonexistentValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Decides whether a server executes a text as SQL: by an error, by the difference between a true
/// and a false condition, and by a function that waits. No text writes anything.
final class SqlInjectionCheck {
  /// Ends a literal, an identifier and a comment in every common dialect.
  static final String BREAK = "a'\"`)\\;--";

  static final String REMEDY =
      "Pass values to the database as bind parameters, never as part of the statement text. Take"
          + " identifiers from an allowlist.";

  /// Conditions after a word that no row has, in literals, brackets and numbers. The first stays
  /// valid in `=` and in `LIKE '%…%'`.
  private static final List<String> WIDENING =
      List.of(
          "%s' OR '%d' LIKE '%d",
          "%s' OR '%d'='%d", "%s' OR %d=%d-- ", "%s') OR %d=%d-- ", "%s\" OR \"%d\" LIKE \"%d");

  private static final String NUMERIC_WIDENING = "-1 OR %2$d=%3$d";
  private static final int ROUNDS = 5;
  private static final List<String> NARROWING = List.of("%s' AND '%d' LIKE '%d", "%s AND %d=%d");

  /// Functions that wait: PostgreSQL, MySQL and MariaDB, SQL Server, Oracle; in a literal and in
  /// place of a number.
  private static final List<String> WAITING =
      List.of(
          "%s'||(SELECT '' FROM pg_sleep(%s))||'",
          "%s'||(SELECT 1 FROM (SELECT SLEEP(%s)) zq)||'",
          "%s';WAITFOR DELAY '0:0:%s'-- ",
          "%s'||DBMS_PIPE.RECEIVE_MESSAGE('zq',%s)||'",
          "(SELECT 1 FROM pg_sleep(%2$s))",
          "(SELECT 1 FROM (SELECT SLEEP(%2$s)) zq)");

  private SqlInjectionCheck() {}

  /// Checks a place of a request by errors; if there is one, also by conditions and by time, which
  /// prove more.
  ///
  /// @return whether the text was accepted, so that [#isExecuted] can find more
  static boolean examine(InjectionPoint point, FindingCollector findings) {
    AuditExchange broken = point.send(BREAK);
    Optional<SqlFailure> failure = SqlFailure.of(broken, point::send);
    if (failure.isEmpty()) {
      findings.countCheck();
      return !isRefused(broken);
    }
    if (!isExecuted(point, findings)) {
      failure.get().report(point.operation(), point.toString(), findings);
    }
    return false;
  }

  /// Checks a place of a request by conditions and by time.
  ///
  /// @return whether there is a finding
  static boolean isExecuted(InjectionPoint point, FindingCollector findings) {
    findings.countCheck();
    for (String condition : conditions(point)) {
      Optional<AuditExchange> differs = difference(point, condition);
      if (differs.isPresent()) {
        found(
            findings, point, differs.get(), "a true and a false condition differ in the response");
        return true;
      }
    }
    for (String text : WAITING) {
      Optional<AuditExchange> waited =
          DelayComparison.executed(
              seconds -> point.send(text.formatted(NonexistentValue.randomWord(), seconds)));
      if (waited.isPresent()) {
        found(findings, point, waited.get(), "the database executes a function that waits");
        return true;
      }
    }
    return false;
  }

  private static List<String> conditions(InjectionPoint point) {
    List<String> all = new ArrayList<>();
    if (point.collection().isEmpty()) {
      all.addAll(WIDENING);
      all.add(NUMERIC_WIDENING);
    }
    if (point.place() == InjectionPoint.Place.PATH) {
      all.addAll(NARROWING);
    }
    return all;
  }

  /// A true condition and a false one of the same length, five times with other numbers and in random
  /// order: each true one has the same result, each false one has another.
  private static Optional<AuditExchange> difference(InjectionPoint point, String condition) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String word = NARROWING.contains(condition) ? point.original() : NonexistentValue.randomWord();
    AuditExchange first = null;
    ResponseShape truth = null;
    ResponseShape falsehood = null;
    for (int i = 0; i < ROUNDS; i++) {
      int number = random.nextInt(10_000, 90_000);
      String falseText = condition.formatted(word, number, number + 1);
      boolean falseFirst = random.nextBoolean();
      AuditExchange before = falseFirst ? point.send(falseText) : null;
      AuditExchange yes = point.send(condition.formatted(word, number, number));
      AuditExchange no = before == null ? point.send(falseText) : before;
      ResponseShape ofYes = ResponseShape.of(yes);
      ResponseShape ofNo = ResponseShape.of(no);
      boolean isSame = first == null || (ofYes.equals(truth) && ofNo.equals(falsehood));
      if (ofYes.equals(ofNo) || !isSame || yes.status() >= 500) {
        return Optional.empty();
      }
      first = first == null ? yes : first;
      truth = ofYes;
      falsehood = ofNo;
    }
    return Optional.ofNullable(first);
  }

  /// What is equal in two responses to texts of the same length, if the server does not execute
  /// them.
  ///
  /// @param length of the text without its times: a time has fewer digits where the last are zeros
  record ResponseShape(int status, int rows, int length) {
    private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?");

    static ResponseShape of(AuditExchange exchange) {
      return new ResponseShape(
          exchange.status(),
          EnvelopeReader.rows(exchange.answer()).size(),
          TIME.matcher(exchange.answer().text()).replaceAll("").length());
    }
  }

  /// Whether the server checks the value before it uses it.
  private static boolean isRefused(AuditExchange exchange) {
    return exchange.status() == 400 || exchange.status() == 422 || exchange.status() == 405;
  }

  private static void found(
      FindingCollector findings, InjectionPoint point, AuditExchange exchange, String detail) {
    findings.addFinding(
        Severity.CRITICAL,
        "SQL injection: " + place(point) + " is executed as SQL",
        point.operation(),
        point + ": " + detail,
        exchange,
        Weakness.SQL_INJECTION,
        REMEDY);
  }

  private static String place(InjectionPoint point) {
    return switch (point.place()) {
      case PATH -> "a path parameter";
      case QUERY -> "a query parameter";
      case HEADER -> "a header";
      case BODY -> "a property of a body";
    };
  }

  /// Reports text with quotes that fails as SQL.
  ///
  /// @param again sends another text at the same place
  static boolean provokesSqlError(
      FindingCollector findings,
      Object operation,
      String place,
      AuditExchange exchange,
      Function<String, AuditExchange> again) {
    findings.countCheck();
    Optional<SqlFailure> failure = SqlFailure.of(exchange, again);
    failure.ifPresent(each -> each.report(operation, place, findings));
    return failure.isPresent();
  }

  /// Text with quotes that fails as SQL: the response has the message of a database, or one quote
  /// fails where two do not.
  ///
  /// @param message the message of the database; empty if there is none
  private record SqlFailure(AuditExchange exchange, Optional<String> message) {
    /// @param again sends another text at the same place
    static Optional<SqlFailure> of(AuditExchange exchange, Function<String, AuditExchange> again) {
      String sent = exchange.call().target() + exchange.call().bodyText();
      Optional<String> message = SqlErrorSignatures.in(exchange.answer().text(), sent);
      boolean isOfText = message.isPresent() && !saysSo(again.apply("audit"), message.get());
      return isOfText || (isFailure(exchange) && failsForOneQuote(again))
          ? Optional.of(new SqlFailure(exchange, message))
          : Optional.empty();
    }

    /// Whether the response to harmless text has the same words: then they are not about the text.
    private static boolean saysSo(AuditExchange harmless, String words) {
      return harmless.answer().text().contains(words);
    }

    /// 503 means that the server is busy.
    private static boolean isFailure(AuditExchange exchange) {
      return exchange.status() >= 500 && exchange.status() != 503;
    }

    private static boolean failsForOneQuote(Function<String, AuditExchange> again) {
      return isFailure(again.apply("a'b"))
          && !isFailure(again.apply("a''b"))
          && isFailure(again.apply("c'd"))
          && !isFailure(again.apply("c''d"));
    }

    void report(Object operation, String place, FindingCollector findings) {
      findings.addFinding(
          Severity.HIGH,
          message.isPresent()
              ? "SQL injection: text with a quote causes a database error"
              : "SQL injection: one quote fails where two do not",
          operation,
          exchange.status()
              + " for quotes in "
              + place
              + message.map(s -> ", with \"" + s + "\"").orElse(""),
          exchange,
          Weakness.SQL_INJECTION,
          REMEDY);
    }
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
