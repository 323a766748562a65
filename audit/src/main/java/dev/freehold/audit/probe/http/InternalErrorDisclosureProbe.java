package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds stack traces, SQL, database names and file paths in error responses.
public final class InternalErrorDisclosureProbe extends AbstractPassiveProbe {
  private static final int MAX_LOOK = 64 << 10;

  private static final Map<String, Pattern> TRACES =
      Map.of(
          "a stack trace",
          Pattern.compile(
              "Traceback \\(most recent call last\\)"
                  + "|\\bat [\\w.$/]{3,200}\\([\\w$]{1,80}\\.(java|kt|scala):\\d+\\)"
                  + "|\\bat [^\\n]{1,200}\\.(js|ts|mjs):\\d+:\\d+"
                  + "|File \"[^\"]{1,200}\\.py\", line \\d+"
                  + "|goroutine \\d+ \\["
                  + "|\\.(rb|php|cs):(line )?\\d+:in "
                  + "|\\b(java|javax|jakarta|kotlin|scala)\\.[\\w.]{2,80}(Exception|Error)\\b"),
          "text of a database",
          Pattern.compile(
              "(?i)syntax error at or near|duplicate key value violates|violates (foreign[-"
                  + " ]key|check|not-null|unique|exclusion)"
                  + " constraint|(relation|column|table|constraint|schema|type) \"[^\"]{1,80}\""
                  + " (does not exist|of relation|already exists)|invalid byte sequence for"
                  + " encoding|invalid input syntax for type|value too long for type|row-level"
                  + " security policy|\\b(UNIQUE|NOT NULL|CHECK|FOREIGN KEY|PRIMARY KEY) constraint"
                  + " failed|near \\\\?\"[^\"]{0,80}\": syntax error|unrecognized token: \\\\?\"|no"
                  + " such (table|column): "
                  + "|sqlite3\\.\\w+(Error|Warning)|SQLITE_(ERROR|CONSTRAINT|MISMATCH|BUSY|LOCKED)|SqliteException"
                  + "|SQLSTATE|psycopg|asyncpg|sqlalche\\.me|sqlalchemy\\.|org\\.postgresql|PG::\\w+Error|PgException|\\bORA-\\d{5}\\b|You"
                  + " have an error in your SQL syntax|\\b(select .{1,200} from [\\w.\"]+"
                  + " (where|order by|limit|join|as)|insert into [\\w.\"]+ ?\\(|update [\\w.\"]+"
                  + " set [\\w.\"]+ ?=|delete from [\\w.\"]+ where) "),
          "the page of a debugger",
          Pattern.compile(
              "You're seeing this error because you have <code>DEBUG = True|Werkzeug (powered"
                  + " traceback|Debugger)|// Werkzeug|Whoops, looks like something went"
                  + " wrong|Ignition\\b.{0,80}Laravel|ASP\\.NET Core.{0,40}Developer"
                  + " Exception|<title>Action Controller: Exception caught"),
          "a file path of the server",
          Pattern.compile(
              "(/home/|/usr/(src|lib|local)/|/var/(www|lib)/|/opt/|/app/|[A-Z]:\\\\)[\\w./\\\\-]{3,120}\\.\\w{1,5}\\b"));

  public InternalErrorDisclosureProbe() {
    super(
        "errors.internal-traces",
        "no error contains a stack trace, SQL, a debugger or a file path",
        ChecklistItem.ERRORS,
        ChecklistItem.SECRETS);
  }

  @Override
  void inspect(AuditExchange exchange) {
    if (exchange.status() < 400 || exchange.answer().length() == 0) {
      return;
    }
    findings.countCheck();
    String text = exchange.answer().text();
    String looked = text.length() > MAX_LOOK ? text.substring(0, MAX_LOOK) : text;
    TRACES.forEach((what, pattern) -> match(what, pattern, looked, exchange));
  }

  private void match(String what, Pattern pattern, String text, AuditExchange exchange) {
    Matcher matcher = pattern.matcher(text);
    if (matcher.find() && !isSaid(matcher.group(), exchange)) {
      findings.addFinding(
          Severity.HIGH,
          "Information disclosure: an error response contains " + what,
          "errors",
          "\"" + matcher.group() + "\" in a response with status " + exchange.status(),
          exchange,
          Weakness.ERROR_HANDLING,
          "Return one generic message with an id for unexpected errors, and write the details to"
              + " the log.");
    }
  }

  /// Text of the request that the response echoes.
  private static boolean isSaid(String text, AuditExchange exchange) {
    return exchange.call().bodyText().contains(text)
        || decoded(exchange.call().target()).map(each -> each.contains(text)).orElse(false);
  }

  private static Optional<String> decoded(String target) {
    try {
      return Optional.of(URLDecoder.decode(target, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Optional.of(target);
    }
  }
}
