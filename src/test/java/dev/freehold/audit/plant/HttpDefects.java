package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.HTTP;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Methods, headers, origins, media types.
final class HttpDefects {
  private HttpDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.before(
            "cors-reflects",
            HTTP,
            HIGH,
            "lets every origin read, with credentials",
            (ask, house) -> origin(ask, house, o -> true, true)),
        Defect.before(
            "cors-null",
            HTTP,
            MEDIUM,
            "lets the origin null read",
            (ask, house) -> origin(ask, house, o -> o.equals("null"), true)),
        Defect.before(
            "cors-star",
            HTTP,
            MEDIUM,
            "lets every origin read by a star, with credentials",
            (ask, house) ->
                house
                    .send(ask)
                    .with("Access-Control-Allow-Origin", "*")
                    .with("Access-Control-Allow-Credentials", "true")),
        Defect.before(
            "cors-prefix",
            HTTP,
            MEDIUM,
            "lets an origin read that begins like its front end's",
            (ask, house) -> origin(ask, house, o -> o.startsWith("http://localhost:3000"), true)),
        always(
            "nosniff-missing",
            LOW,
            "lets browsers guess media types",
            a -> a.without("X-Content-Type-Options")),
        Defect.before(
            "private-cached",
            HTTP,
            MEDIUM,
            "lets private answers be kept by caches",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return ask.path().startsWith(Ask.BASE)
                  ? answer.with("Cache-Control", "public, max-age=600")
                  : answer;
            }),
        Defect.before(
            "cache-silent",
            HTTP,
            LOW,
            "does not say whether private answers may be kept",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return ask.path().startsWith(Ask.BASE) ? answer.without("Cache-Control") : answer;
            }),
        always(
            "server-named",
            LOW,
            "names its server and version",
            a -> a.with("Server", "nginx/1.18.0 (Ubuntu)").with("X-Powered-By", "Express")),
        Defect.before(
            "type-any",
            HTTP,
            LOW,
            "takes text/plain for JSON",
            (ask, house) -> house.send(retyped(ask, t -> !t.startsWith("application/json")))),
        Defect.before(
            "type-none",
            HTTP,
            LOW,
            "takes a body that does not say what it is",
            (ask, house) ->
                house.send(
                    ask.header("Content-Type").isEmpty() && ask.body().length() > 0
                        ? ask.with("Content-Type", "application/json")
                        : ask)),
        Defect.before(
            "type-form",
            HTTP,
            MEDIUM,
            "takes a form for JSON, as any page can send it",
            (ask, house) -> {
              boolean form =
                  ask.header("Content-Type")
                      .filter(
                          t ->
                              t.startsWith("application/x-www-form-urlencoded")
                                  || t.startsWith("multipart/"))
                      .isPresent();
              return house.send(form ? json(ask) : ask);
            }),
        always("allow-missing", LOW, "answers 405 without Allow", a -> a.without("Allow")),
        always(
            "allow-wrong",
            LOW,
            "names in Allow what is not there",
            a -> a.status() == 405 ? a.with("Allow", "PATCH") : a),
        Defect.before(
            "method-404",
            HTTP,
            LOW,
            "answers 404 where a path has no such method",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 405
                  ? AccessDefects.renamed(answer.status(404).without("Allow"), "NOT_FOUND")
                  : answer;
            }),
        Defect.before(
            "trace-echo",
            HTTP,
            MEDIUM,
            "sends back what TRACE sent",
            (ask, house) ->
                ask.method().equals("TRACE")
                    ? new Answer(
                        200,
                        List.of(
                            new Header("Content-Type", "message/http"),
                            new Header("Cache-Control", "no-store"),
                            new Header("X-Content-Type-Options", "nosniff")),
                        echo(ask))
                    : house.send(ask)),
        Defect.before(
            "method-any",
            HTTP,
            MEDIUM,
            "takes a method that it does not know for GET",
            (ask, house) ->
                house.send(
                    List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
                            .contains(ask.method())
                        ? ask
                        : ask.by("GET"))),
        Defect.before(
            "redirect-open",
            HTTP,
            MEDIUM,
            "sends //elsewhere to another host",
            (ask, house) ->
                ask.target().startsWith("//")
                    ? house
                        .send(ask.by("GET").to(Ask.BASE + "/nothing-here"))
                        .status(301)
                        .with("Location", ask.target())
                    : house.send(ask)),
        Defect.before(
            "retry-after-missing",
            HTTP,
            LOW,
            "answers 429 and does not say until when",
            (ask, house) -> house.send(ask).without("Retry-After")));
  }

  private interface Change {
    Answer of(Answer answer);
  }

  private static Defect always(String id, Defect.Due due, String what, Change change) {
    return Defect.before(id, HTTP, due, what, (ask, house) -> change.of(house.send(ask)));
  }

  private static Answer origin(Ask ask, House house, Predicate<String> which, boolean credentials)
      throws IOException {
    Optional<String> origin = ask.header("Origin").filter(which);
    if (origin.isEmpty()) {
      return house.send(ask);
    }
    Answer answer =
        house
            .send(ask.with("Origin", "http://localhost:3000"))
            .with("Access-Control-Allow-Origin", origin.get());
    return credentials ? answer.with("Access-Control-Allow-Credentials", "true") : answer;
  }

  private static Ask retyped(Ask ask, Predicate<String> which) {
    return ask.header("Content-Type").filter(which).isPresent()
        ? ask.with("Content-Type", "application/json")
        : ask;
  }

  /// A form as the object that frameworks make of it, where the body is none already.
  private static Ask json(Ask ask) {
    if (ask.object().isPresent()) {
      return ask.with("Content-Type", "application/json");
    }
    io.vertx.core.json.JsonObject object = new io.vertx.core.json.JsonObject();
    for (String pair : ask.body().toString().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        object.put(
            pair.substring(0, equals),
            java.net.URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return ask.with("Content-Type", "application/json").body(object);
  }

  private static Buffer echo(Ask ask) {
    StringBuilder text = new StringBuilder("TRACE " + ask.target() + " HTTP/1.1\r\n");
    ask.headers().forEach(h -> text.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    return Buffer.buffer(text.toString());
  }
}
