package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.HTTP;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import dev.freehold.audit.defect.Http1Codec.HeaderLine;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Defects of methods, headers, CORS and media types.
final class HttpDefects {
  private HttpDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inProxy(
            "cors-reflects",
            HTTP,
            HIGH,
            "allows every origin, with credentials",
            (request, context) -> allowOrigin(request, context, o -> true, true)),
        Defect.inProxy(
            "cors-null",
            HTTP,
            MEDIUM,
            "allows the origin null",
            (request, context) -> allowOrigin(request, context, o -> o.equals("null"), true)),
        Defect.inProxy(
            "cors-star",
            HTTP,
            MEDIUM,
            "allows the origin *, with credentials",
            (request, context) ->
                context
                    .send(request)
                    .with("Access-Control-Allow-Origin", "*")
                    .with("Access-Control-Allow-Credentials", "true")),
        Defect.inProxy(
            "cors-prefix",
            HTTP,
            MEDIUM,
            "allows an origin that only begins like its front end's",
            (request, context) ->
                allowOrigin(request, context, o -> o.startsWith("http://localhost:3000"), true)),
        inEveryResponse(
            "nosniff-missing",
            LOW,
            "omits X-Content-Type-Options: nosniff",
            a -> a.without("X-Content-Type-Options")),
        Defect.inProxy(
            "private-cached",
            HTTP,
            MEDIUM,
            "lets caches store private answers",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return request.path().startsWith(ProxiedRequest.BASE)
                  ? answer.with("Cache-Control", "public, max-age=600")
                  : answer;
            }),
        Defect.inProxy(
            "cache-silent",
            HTTP,
            LOW,
            "omits Cache-Control in private answers",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return request.path().startsWith(ProxiedRequest.BASE)
                  ? answer.without("Cache-Control")
                  : answer;
            }),
        inEveryResponse(
            "server-named",
            LOW,
            "names its software and version",
            a -> a.with("Server", "nginx/1.18.0 (Ubuntu)").with("X-Powered-By", "Express")),
        Defect.inProxy(
            "type-any",
            HTTP,
            LOW,
            "accepts text/plain as JSON",
            (request, context) ->
                context.send(asJson(request, t -> !t.startsWith("application/json")))),
        Defect.inProxy(
            "type-none",
            HTTP,
            LOW,
            "accepts a body without Content-Type",
            (request, context) ->
                context.send(
                    request.header("Content-Type").isEmpty() && request.body().length() > 0
                        ? request.with("Content-Type", "application/json")
                        : request)),
        Defect.inProxy(
            "type-form",
            HTTP,
            MEDIUM,
            "accepts a form as JSON, which any web page can send",
            (request, context) -> {
              boolean form =
                  request
                      .header("Content-Type")
                      .filter(
                          t ->
                              t.startsWith("application/x-www-form-urlencoded")
                                  || t.startsWith("multipart/"))
                      .isPresent();
              return context.send(form ? formAsJson(request) : request);
            }),
        inEveryResponse("allow-missing", LOW, "answers 405 without Allow", a -> a.without("Allow")),
        inEveryResponse(
            "allow-wrong",
            LOW,
            "lists a method in Allow that does not exist",
            a -> a.status() == 405 ? a.with("Allow", "PATCH") : a),
        Defect.inProxy(
            "method-404",
            HTTP,
            LOW,
            "answers 404 for a method that a path does not have",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 405
                  ? AccessDefects.withCode(answer.status(404).without("Allow"), "NOT_FOUND")
                  : answer;
            }),
        Defect.inProxy(
            "trace-echo",
            HTTP,
            MEDIUM,
            "echoes a TRACE request",
            (request, context) ->
                request.method().equals("TRACE")
                    ? new ProxiedResponse(
                        200,
                        List.of(
                            new HeaderLine("Content-Type", "message/http"),
                            new HeaderLine("Cache-Control", "no-store"),
                            new HeaderLine("X-Content-Type-Options", "nosniff")),
                        echo(request))
                    : context.send(request)),
        Defect.inProxy(
            "method-any",
            HTTP,
            MEDIUM,
            "handles an unknown method as GET",
            (request, context) ->
                context.send(
                    List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
                            .contains(request.method())
                        ? request
                        : request.withMethod("GET"))),
        Defect.inProxy(
            "redirect-open",
            HTTP,
            MEDIUM,
            "redirects //elsewhere to another host",
            (request, context) ->
                request.target().startsWith("//")
                    ? context
                        .send(
                            request
                                .withMethod("GET")
                                .withTarget(ProxiedRequest.BASE + "/nothing-here"))
                        .status(301)
                        .with("Location", request.target())
                    : context.send(request)),
        Defect.inProxy(
            "retry-after-missing",
            HTTP,
            LOW,
            "answers 429 without Retry-After",
            (request, context) -> context.send(request).without("Retry-After")));
  }

  private interface ResponseTransformation {
    ProxiedResponse of(ProxiedResponse answer);
  }

  private static Defect inEveryResponse(
      String id, Defect.ExpectedSeverity expected, String what, ResponseTransformation change) {
    return Defect.inProxy(
        id, HTTP, expected, what, (request, context) -> change.of(context.send(request)));
  }

  private static ProxiedResponse allowOrigin(
      ProxiedRequest request, FaultContext context, Predicate<String> which, boolean credentials)
      throws IOException {
    Optional<String> origin = request.header("Origin").filter(which);
    if (origin.isEmpty()) {
      return context.send(request);
    }
    ProxiedResponse answer =
        context
            .send(request.with("Origin", "http://localhost:3000"))
            .with("Access-Control-Allow-Origin", origin.get());
    return credentials ? answer.with("Access-Control-Allow-Credentials", "true") : answer;
  }

  private static ProxiedRequest asJson(ProxiedRequest request, Predicate<String> which) {
    return request.header("Content-Type").filter(which).isPresent()
        ? request.with("Content-Type", "application/json")
        : request;
  }

  /// The form as the JSON object that a framework makes of it, unless the body is an object
  /// already.
  private static ProxiedRequest formAsJson(ProxiedRequest request) {
    if (request.object().isPresent()) {
      return request.with("Content-Type", "application/json");
    }
    io.vertx.core.json.JsonObject object = new io.vertx.core.json.JsonObject();
    for (String pair : request.body().toString().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        object.put(
            pair.substring(0, equals),
            java.net.URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return request.with("Content-Type", "application/json").body(object);
  }

  private static Buffer echo(ProxiedRequest request) {
    StringBuilder text = new StringBuilder("TRACE " + request.target() + " HTTP/1.1\r\n");
    request
        .headers()
        .forEach(h -> text.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    return Buffer.buffer(text.toString());
  }
}
