package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.CRITICAL;
import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.INPUT;
import static dev.freehold.audit.plant.Defect.Family.SQL;

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
            ask -> decoded(ask).contains("'"),
            SQL_FAULT),
        breaking(
            "sql-error-path",
            HIGH,
            "puts a quote of the path into its SQL",
            ask -> path(ask).contains("'"),
            SQL_FAULT),
        breaking(
            "sql-error-body",
            HIGH,
            "puts a quote of the body into its SQL",
            ask -> !ask.isSignIn() && text(ask).contains("'"),
            SQL_FAULT),
        Defect.before(
            "sql-injection",
            SQL,
            CRITICAL,
            "takes a condition of the query for a part of its SQL",
            InputDefects::injected),
        breaking(
            "malformed-stack",
            HIGH,
            "shows a stack where a body is not JSON",
            ask -> ask.body().length() > 0 && Ask.json(ask.body()).isEmpty(),
            STACK),
        breaking(
            "id-stack",
            HIGH,
            "shows a stack where an id is no number",
            ask -> ask.path().matches(Ask.BASE + "/notes/[^/]*[^/0-9][^/]*"),
            STACK),
        breaking(
            "nul-500",
            MEDIUM,
            "fails over U+0000",
            ask -> text(ask).contains("\\u0000") || ask.target().contains("%00"),
            "Internal Server Error"),
        breaking(
            "type-500",
            MEDIUM,
            "fails over a text where a number is due",
            ask ->
                ask.object()
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
            ask ->
                text(ask).contains("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")
                    || text(ask)
                        .replaceAll("\"[a-z]+\":", "")
                        .contains("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"),
            "Internal Server Error"),
        breaking(
            "page-500",
            MEDIUM,
            "fails over a page that is no number",
            ask -> ("&" + ask.query()).matches(".*&(page|limit)=(?!\\d{1,9}(&|$)).*"),
            "Internal Server Error"),
        breaking(
            "unicode-500",
            MEDIUM,
            "fails over half a surrogate pair or bytes that are no UTF-8",
            ask -> text(ask).matches("(?s).*(\\\\u[dD][89a-fA-F]|\ufffd).*"),
            "Internal Server Error"),
        Defect.before(
            "body-unlimited",
            INPUT,
            MEDIUM,
            "reads a body of any size",
            (ask, house) ->
                house.send(
                    ask.body().length() > MEGABYTE
                        ? ask.body(
                            new JsonObject()
                                .put("title", "large")
                                .put("name", "large-" + System.nanoTime()))
                        : ask)),
        Defect.before(
            "limit-unlimited",
            INPUT,
            MEDIUM,
            "gives as many rows as are asked for",
            InputDefects::anyLimit),
        Defect.before(
            "limit-cut",
            INPUT,
            LOW,
            "takes a limit above its own and says another",
            (ask, house) -> house.send(limit(ask) > MOST ? ask.to(limited(ask, MOST)) : ask)),
        Defect.before(
            "duplicate-keys",
            INPUT,
            LOW,
            "takes the last of two members of the same name",
            (ask, house) ->
                house.send(ask.isSignIn() ? ask : ask.object().map(ask::body).orElse(ask))),
        Defect.before(
            "header-injection",
            INPUT,
            HIGH,
            "lets line ends of the query into a header",
            InputDefects::split),
        Defect.before(
            "html-stored",
            INPUT,
            HIGH,
            "shows a row as HTML to whom asks for it",
            (ask, house) -> {
              Answer answer = house.send(ask);
              boolean wanted =
                  ask.header("Accept").filter(a -> a.startsWith("text/html")).isPresent();
              return wanted && ask.path().startsWith(Ask.BASE) && answer.data().isPresent()
                  ? answer.text("text/html", "<pre>" + answer.text() + "</pre>")
                  : answer;
            }));
  }

  private static Defect breaking(
      String id, Defect.Due due, String what, Predicate<Ask> which, String message) {
    return Defect.before(
        id,
        id.startsWith("sql") ? SQL : INPUT,
        due,
        what,
        (ask, house) -> {
          if (!ask.path().startsWith(Ask.BASE) || !which.test(ask)) {
            return house.send(ask);
          }
          Answer like = house.send(ask.by("GET").to(Ask.BASE + "/nothing-here"));
          return like.status(500).text("text/plain", message);
        });
  }

  private static String decoded(Ask ask) {
    try {
      return URLDecoder.decode(ask.query(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return ask.query();
    }
  }

  private static String path(Ask ask) {
    return ask.path().replace("%27", "'");
  }

  private static String text(Ask ask) {
    return ask.body().toString();
  }

  /// What a predicate that is always true gives: every row, its own condition or none.
  private static Answer injected(Ask ask, House house) throws IOException {
    boolean always =
        decoded(ask)
            .toLowerCase(java.util.Locale.ROOT)
            .matches("(?s).*'\\s*\\)*\\s*or\\s*\\(*\\s*('?)(\\w+)\\1\\s*=\\s*\\1\\2.*");
    return ask.method().equals("GET") && always ? house.send(ask.to(ask.path())) : house.send(ask);
  }

  private static long limit(Ask ask) {
    String given = ("&" + ask.query() + "&").replaceFirst("(?s).*&limit=(\\d{1,9})&.*", "$1");
    return given.matches("\\d{1,9}") ? Long.parseLong(given) : 0;
  }

  private static String limited(Ask ask, int limit) {
    return ask.target().replaceFirst("limit=\\d+", "limit=" + limit);
  }

  private static Answer anyLimit(Ask ask, House house) throws IOException {
    long limit = limit(ask);
    return limit <= MOST
        ? house.send(ask)
        : FieldDefects.changed(
            house.send(ask.to(limited(ask, MOST))),
            data -> {
              JsonObject pages = data.getJsonObject("pagination", new JsonObject()).copy();
              return data.put("pagination", pages.put("limit", limit));
            });
  }

  private static Answer split(Ask ask, House house) throws IOException {
    Answer answer = house.send(ask);
    String query = decoded(ask);
    int end = query.indexOf('\r') < 0 ? query.indexOf('\n') : query.indexOf('\r');
    String line = end < 0 ? "" : query.substring(end).strip().lines().findFirst().orElse("");
    return line.matches("[!-9;-~]+: ?[ -~]*")
        ? answer.with(
            line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip())
        : answer;
  }
}
