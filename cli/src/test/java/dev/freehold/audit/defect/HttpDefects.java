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

/// Methods, headers, origins, media types.
final class HttpDefects {
  private HttpDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inProxy(
            "cors-reflects",
            HTTP,
            HIGH,
            "lets every origin read, with credentials",
            (request, context) -> origin(request, context, o -> true, true)),
        Defect.inProxy(
            "cors-null",
            HTTP,
            MEDIUM,
            "lets the origin null read",
            (request, context) -> origin(request, context, o -> o.equals("null"), true)),
        Defect.inProxy(
            "cors-star",
            HTTP,
            MEDIUM,
            "lets every origin read by a star, with credentials",
            (request, context) ->
                context
                    .send(request)
                    .with("Access-Control-Allow-Origin", "*")
                    .with("Access-Control-Allow-Credentials", "true")),
        Defect.inProxy(
            "cors-prefix",
            HTTP,
            MEDIUM,
            "lets an origin read that begins like its front end's",
            (request, context) ->
                origin(request, context, o -> o.startsWith("http://localhost:3000"), true)),
        always(
            "nosniff-missing",
            LOW,
            "lets browsers guess media types",
            a -> a.without("X-Content-Type-Options")),
        Defect.inProxy(
            "private-cached",
            HTTP,
            MEDIUM,
            "lets private answers be kept by caches",
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
            "does not say whether private answers may be kept",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return request.path().startsWith(ProxiedRequest.BASE)
                  ? answer.without("Cache-Control")
                  : answer;
            }),
        always(
            "server-named",
            LOW,
            "names its server and version",
            a -> a.with("Server", "nginx/1.18.0 (Ubuntu)").with("X-Powered-By", "Express")),
        Defect.inProxy(
            "type-any",
            HTTP,
            LOW,
            "takes text/plain for JSON",
            (request, context) ->
                context.send(retyped(request, t -> !t.startsWith("application/json")))),
        Defect.inProxy(
            "type-none",
            HTTP,
            LOW,
            "takes a body that does not say what it is",
            (request, context) ->
                context.send(
                    request.header("Content-Type").isEmpty() && request.body().length() > 0
                        ? request.with("Content-Type", "application/json")
                        : request)),
        Defect.inProxy(
            "type-form",
            HTTP,
            MEDIUM,
            "takes a form for JSON, as any page can send it",
            (request, context) -> {
              boolean form =
                  request
                      .header("Content-Type")
                      .filter(
                          t ->
                              t.startsWith("application/x-www-form-urlencoded")
                                  || t.startsWith("multipart/"))
                      .isPresent();
              return context.send(form ? json(request) : request);
            }),
        always("allow-missing", LOW, "answers 405 without Allow", a -> a.without("Allow")),
        always(
            "allow-wrong",
            LOW,
            "names in Allow what is not there",
            a -> a.status() == 405 ? a.with("Allow", "PATCH") : a),
        Defect.inProxy(
            "method-404",
            HTTP,
            LOW,
            "answers 404 where a path has no such method",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 405
                  ? AccessDefects.renamed(answer.status(404).without("Allow"), "NOT_FOUND")
                  : answer;
            }),
        Defect.inProxy(
            "trace-echo",
            HTTP,
            MEDIUM,
            "sends back what TRACE sent",
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
            "takes a method that it does not know for GET",
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
            "sends //elsewhere to another host",
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
            "answers 429 and does not say until when",
            (request, context) -> context.send(request).without("Retry-After")));
  }

  private interface ResponseTransformation {
    ProxiedResponse of(ProxiedResponse answer);
  }

  private static Defect always(
      String id, Defect.ExpectedSeverity expected, String what, ResponseTransformation change) {
    return Defect.inProxy(
        id, HTTP, expected, what, (request, context) -> change.of(context.send(request)));
  }

  private static ProxiedResponse origin(
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

  private static ProxiedRequest retyped(ProxiedRequest request, Predicate<String> which) {
    return request.header("Content-Type").filter(which).isPresent()
        ? request.with("Content-Type", "application/json")
        : request;
  }

  /// A form as the object that frameworks make of it, where the body is none already.
  private static ProxiedRequest json(ProxiedRequest request) {
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
