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

/// What comes in and should not.
final class InputDefects {
  private static final int MEGABYTE = 1 << 20;
  private static final int MOST = 100;
  private static final String STACK =
      """
      Traceback (most recent call last):
        File "/srv/app/main.py", line 41, in handle
          row = int(value)
      ValueError: invalid literal\
      """;
  private static final String SQL_FAULT =
      """
      psycopg2.errors.SyntaxError: unterminated quoted string at or near "'"
      LINE 1: SELECT * FROM notes WHERE title = '\
      """;

  private InputDefects() {}

  static List<Defect> all() {
    return List.of(
        breaking(
            "sql-error-query",
            HIGH,
            "puts a quote of the query into its SQL",
            request -> decoded(request).contains("'"),
            SQL_FAULT),
        breaking(
            "sql-error-path",
            HIGH,
            "puts a quote of the path into its SQL",
            request -> path(request).contains("'"),
            SQL_FAULT),
        breaking(
            "sql-error-body",
            HIGH,
            "puts a quote of the body into its SQL",
            request -> !request.isSignIn() && text(request).contains("'"),
            SQL_FAULT),
        Defect.inProxy(
            "sql-injection",
            SQL,
            CRITICAL,
            "takes a condition of the query for a part of its SQL",
            InputDefects::injected),
        breaking(
            "malformed-stack",
            HIGH,
            "shows a stack where a body is not JSON",
            request -> request.body().length() > 0 && ProxiedRequest.json(request.body()).isEmpty(),
            STACK),
        breaking(
            "id-stack",
            HIGH,
            "shows a stack where an id is no number",
            request -> request.path().matches(ProxiedRequest.BASE + "/notes/[^/]*[^/0-9][^/]*"),
            STACK),
        breaking(
            "nul-500",
            MEDIUM,
            "fails over U+0000",
            request -> text(request).contains("\\u0000") || request.target().contains("%00"),
            "Internal Server Error"),
        breaking(
            "type-500",
            MEDIUM,
            "fails over a text where a number is due",
            request ->
                request
                    .object()
                    .map(
                        o ->
                            o.getValue("stars") instanceof String
                                || o.getValue("done") instanceof String)
                    .orElse(false),
            "Internal Server Error"),
        breaking(
            "deep-500",
            MEDIUM,
            "fails over JSON that is deep",
            request ->
                text(request).contains("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")
                    || text(request)
                        .replaceAll("\"[a-z]+\":", "")
                        .contains("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"),
            "Internal Server Error"),
        breaking(
            "page-500",
            MEDIUM,
            "fails over a page that is no number",
            request -> ("&" + request.query()).matches(".*&(page|limit)=(?!\\d{1,9}(&|$)).*"),
            "Internal Server Error"),
        breaking(
            "unicode-500",
            MEDIUM,
            "fails over half a surrogate pair or bytes that are no UTF-8",
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
            "limit-unlimited",
            INPUT,
            MEDIUM,
            "gives as many rows as are asked for",
            InputDefects::anyLimit),
        Defect.inProxy(
            "limit-cut",
            INPUT,
            LOW,
            "takes a limit above its own and says another",
            (request, context) ->
                context.send(
                    limit(request) > MOST ? request.withTarget(limited(request, MOST)) : request)),
        Defect.inProxy(
            "duplicate-keys",
            INPUT,
            LOW,
            "takes the last of two members of the same name",
            (request, context) ->
                context.send(
                    request.isSignIn()
                        ? request
                        : request.object().map(request::body).orElse(request))),
        Defect.inProxy(
            "header-injection",
            INPUT,
            HIGH,
            "lets line ends of the query into a header",
            InputDefects::split),
        Defect.inProxy(
            "html-stored",
            INPUT,
            HIGH,
            "shows a row as HTML to whom asks for it",
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

  private static Defect breaking(
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
          ProxiedResponse like =
              context.send(
                  request.withMethod("GET").withTarget(ProxiedRequest.BASE + "/nothing-here"));
          return like.status(500).text("text/plain", message);
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

  /// What a predicate that is always true gives: every row, its own condition or none.
  private static ProxiedResponse injected(ProxiedRequest request, FaultContext context)
      throws IOException {
    boolean always =
        decoded(request)
            .toLowerCase(java.util.Locale.ROOT)
            .matches("(?s).*'\\s*\\)*\\s*or\\s*\\(*\\s*('?)(\\w+)\\1\\s*=\\s*\\1\\2.*");
    return request.method().equals("GET") && always
        ? context.send(request.withTarget(request.path()))
        : context.send(request);
  }

  private static long limit(ProxiedRequest request) {
    String given = ("&" + request.query() + "&").replaceFirst("(?s).*&limit=(\\d{1,9})&.*", "$1");
    return given.matches("\\d{1,9}") ? Long.parseLong(given) : 0;
  }

  private static String limited(ProxiedRequest request, int limit) {
    return request.target().replaceFirst("limit=\\d+", "limit=" + limit);
  }

  private static ProxiedResponse anyLimit(ProxiedRequest request, FaultContext context)
      throws IOException {
    long limit = limit(request);
    return limit <= MOST
        ? context.send(request)
        : FieldDefects.changed(
            context.send(request.withTarget(limited(request, MOST))),
            data -> {
              JsonObject pages = data.getJsonObject("pagination", new JsonObject()).copy();
              return data.put("pagination", pages.put("limit", limit));
            });
  }

  private static ProxiedResponse split(ProxiedRequest request, FaultContext context)
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
