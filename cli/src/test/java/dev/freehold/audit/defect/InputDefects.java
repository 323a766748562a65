package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.INPUT;
import static dev.freehold.audit.defect.Defect.DefectFamily.SQL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/// Invalid input that is accepted or answered with 500.
final class InputDefects {
  private static final int MEGABYTE = 1 << 20;
  private static final int MAX_LIMIT = 100;
  private static final String STACK_TRACE =
      """
      Traceback (most recent call last):
        File "/srv/app/main.py", line 41, in handle
          row = int(value)
      ValueError: invalid literal\
      """;
  private static final String SQL_ERROR =
      """
      psycopg2.errors.SyntaxError: unterminated quoted string at or near "'"
      LINE 1: SELECT * FROM notes WHERE title = '\
      """;

  private InputDefects() {}

  static List<Defect> all() {
    return List.of(
        failing(
            "sql-error-query",
            HIGH,
            "shows an SQL syntax error for a quote in the query string",
            request -> decoded(request).contains("'"),
            SQL_ERROR),
        failing(
            "sql-error-path",
            HIGH,
            "shows an SQL syntax error for a quote in the path",
            request -> path(request).contains("'"),
            SQL_ERROR),
        failing(
            "sql-error-body",
            HIGH,
            "shows an SQL syntax error for a quote in the body",
            request -> !request.isSignIn() && text(request).contains("'"),
            SQL_ERROR),
        Defect.inProxy(
            "sql-injection",
            SQL,
            CRITICAL,
            "executes a query parameter as part of its SQL",
            InputDefects::injectPredicate),
        failing(
            "malformed-stack",
            HIGH,
            "shows a stack trace for a body that is not JSON",
            request -> request.body().length() > 0 && ProxiedRequest.json(request.body()).isEmpty(),
            STACK_TRACE),
        failing(
            "id-stack",
            HIGH,
            "shows a stack trace for an id that is not a number",
            request -> request.path().matches(ProxiedRequest.BASE + "/notes/[^/]*[^/0-9][^/]*"),
            STACK_TRACE),
        failing(
            "nul-500",
            MEDIUM,
            "answers 500 for U+0000",
            request -> text(request).contains("\\u0000") || request.target().contains("%00"),
            "Internal Server Error"),
        failing(
            "type-500",
            MEDIUM,
            "answers 500 for a string in place of a number",
            request ->
                request
                    .object()
                    .map(
                        o ->
                            o.getValue("stars") instanceof String
                                || o.getValue("done") instanceof String)
                    .orElse(false),
            "Internal Server Error"),
        failing(
            "deep-500",
            MEDIUM,
            "answers 500 for deeply nested JSON",
            request ->
                text(request).contains("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")
                    || text(request)
                        .replaceAll("\"[a-z]+\":", "")
                        .contains("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"),
            "Internal Server Error"),
        failing(
            "page-500",
            MEDIUM,
            "answers 500 for a page that is not a number",
            request -> ("&" + request.query()).matches(".*&(page|limit)=(?!\\d{1,9}(&|$)).*"),
            "Internal Server Error"),
        failing(
            "unicode-500",
            MEDIUM,
            "answers 500 for an unpaired surrogate or invalid UTF-8",
            request -> text(request).matches("(?s).*(\\\\u[dD][89a-fA-F]|\ufffd).*"),
            "Internal Server Error"),
        Defect.inProxy(
            "body-unlimited",
            INPUT,
            MEDIUM,
            "reads a body of any size",
            (request, context) ->
                context.send(
                    request.body().length() > MEGABYTE
                        ? request.body(
                            new JsonObject()
                                .put("title", "large")
                                .put("name", "large-" + System.nanoTime()))
                        : request)),
        Defect.inProxy(
            "limit-unlimited", INPUT, MEDIUM, "has no maximum for limit", InputDefects::anyLimit),
        Defect.inProxy(
            "limit-cut",
            INPUT,
            LOW,
            "lowers a limit above its maximum without an error",
            (request, context) ->
                context.send(
                    limit(request) > MAX_LIMIT
                        ? request.withTarget(withLimit(request, MAX_LIMIT))
                        : request)),
        Defect.inProxy(
            "duplicate-keys",
            INPUT,
            LOW,
            "accepts duplicate keys in JSON and takes the last one",
            (request, context) ->
                context.send(
                    request.isSignIn()
                        ? request
                        : request.object().map(request::body).orElse(request))),
        Defect.inProxy(
            "header-injection",
            INPUT,
            HIGH,
            "writes line breaks of the query string into a header",
            InputDefects::injectHeader),
        Defect.inProxy(
            "html-stored",
            INPUT,
            HIGH,
            "returns a row as HTML if Accept asks for it",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              boolean wanted =
                  request.header("Accept").filter(a -> a.startsWith("text/html")).isPresent();
              return wanted
                      && request.path().startsWith(ProxiedRequest.BASE)
                      && answer.data().isPresent()
                  ? answer.text("text/html", "<pre>" + answer.text() + "</pre>")
                  : answer;
            }));
  }

  private static Defect failing(
      String id,
      Defect.ExpectedSeverity expected,
      String what,
      Predicate<ProxiedRequest> which,
      String message) {
    return Defect.inProxy(
        id,
        id.startsWith("sql") ? SQL : INPUT,
        expected,
        what,
        (request, context) -> {
          if (!request.path().startsWith(ProxiedRequest.BASE) || !which.test(request)) {
            return context.send(request);
          }
          ProxiedResponse notFound =
              context.send(
                  request.withMethod("GET").withTarget(ProxiedRequest.BASE + "/nothing-here"));
          return notFound.status(500).text("text/plain", message);
        });
  }

  private static String decoded(ProxiedRequest request) {
    try {
      return URLDecoder.decode(request.query(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return request.query();
    }
  }

  private static String path(ProxiedRequest request) {
    return request.path().replace("%27", "'");
  }

  private static String text(ProxiedRequest request) {
    return request.body().toString();
  }

  /// The effect of an injected predicate that is always true: the query loses its own condition.
  private static ProxiedResponse injectPredicate(ProxiedRequest request, FaultContext context)
      throws IOException {
    boolean tautology =
        decoded(request)
            .toLowerCase(java.util.Locale.ROOT)
            .matches("(?s).*'\\s*\\)*\\s*or\\s*\\(*\\s*('?)(\\w+)\\1\\s*=\\s*\\1\\2.*");
    return request.method().equals("GET") && tautology
        ? context.send(request.withTarget(request.path()))
        : context.send(request);
  }

  private static long limit(ProxiedRequest request) {
    String given = ("&" + request.query() + "&").replaceFirst("(?s).*&limit=(\\d{1,9})&.*", "$1");
    return given.matches("\\d{1,9}") ? Long.parseLong(given) : 0;
  }

  private static String withLimit(ProxiedRequest request, int limit) {
    return request.target().replaceFirst("limit=\\d+", "limit=" + limit);
  }

  private static ProxiedResponse anyLimit(ProxiedRequest request, FaultContext context)
      throws IOException {
    long limit = limit(request);
    return limit <= MAX_LIMIT
        ? context.send(request)
        : FieldDefects.changed(
            context.send(request.withTarget(withLimit(request, MAX_LIMIT))),
            data -> {
              JsonObject pages = data.getJsonObject("pagination", new JsonObject()).copy();
              return data.put("pagination", pages.put("limit", limit));
            });
  }

  private static ProxiedResponse injectHeader(ProxiedRequest request, FaultContext context)
      throws IOException {
    ProxiedResponse answer = context.send(request);
    String query = decoded(request);
    int end = query.indexOf('\r') < 0 ? query.indexOf('\n') : query.indexOf('\r');
    String line = end < 0 ? "" : query.substring(end).strip().lines().findFirst().orElse("");
    return line.matches("[!-9;-~]+: ?[ -~]*")
        ? answer.with(
            line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip())
        : answer;
  }
}
