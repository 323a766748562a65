package dev.freehold.audit.defect;

import dev.freehold.audit.defect.Http1Codec.HeaderLine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A response that the proxy sends.
record ProxiedResponse(int status, List<HeaderLine> headers, Buffer body) {

  static ProxiedResponse of(int status, String type, String body) {
    return new ProxiedResponse(
        status,
        List.of(
            new HeaderLine("Content-Type", type),
            new HeaderLine("X-Content-Type-Options", "nosniff"),
            new HeaderLine("Cache-Control", "no-store")),
        Buffer.buffer(body));
  }

  Optional<String> header(String name) {
    return HeaderLine.find(headers, name);
  }

  ProxiedResponse with(String name, String value) {
    return new ProxiedResponse(status, HeaderLine.with(headers, name, value), body);
  }

  ProxiedResponse without(String name) {
    return new ProxiedResponse(status, HeaderLine.without(headers, name), body);
  }

  ProxiedResponse status(int status) {
    return new ProxiedResponse(status, headers, body);
  }

  ProxiedResponse text(String type, String text) {
    return new ProxiedResponse(
        status, HeaderLine.with(headers, "Content-Type", type), Buffer.buffer(text));
  }

  ProxiedResponse body(JsonObject json) {
    return new ProxiedResponse(status, headers, json.toBuffer());
  }

  String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  Optional<JsonObject> object() {
    return ProxiedRequest.json(body)
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /// The member `data` of a 2xx response, if it is an object.
  Optional<JsonObject> data() {
    return isSuccess()
        ? object().map(o -> o.getValue("data") instanceof JsonObject d ? d : null)
        : Optional.empty();
  }
}
