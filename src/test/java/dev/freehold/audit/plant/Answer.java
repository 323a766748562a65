package dev.freehold.audit.plant;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// An answer on its way back.
record Answer(int status, List<Header> headers, Buffer body) {

  static Answer of(int status, String type, String body) {
    return new Answer(
        status,
        List.of(
            new Header("Content-Type", type),
            new Header("X-Content-Type-Options", "nosniff"),
            new Header("Cache-Control", "no-store")),
        Buffer.buffer(body));
  }

  Optional<String> header(String name) {
    return Header.find(headers, name);
  }

  Answer with(String name, String value) {
    return new Answer(status, Header.with(headers, name, value), body);
  }

  Answer without(String name) {
    return new Answer(status, Header.without(headers, name), body);
  }

  Answer status(int status) {
    return new Answer(status, headers, body);
  }

  Answer text(String type, String text) {
    return new Answer(status, Header.with(headers, "Content-Type", type), Buffer.buffer(text));
  }

  Answer body(JsonObject json) {
    return new Answer(status, headers, json.toBuffer());
  }

  String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  Optional<JsonObject> object() {
    return Ask.json(body).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  boolean isGood() {
    return status >= 200 && status < 300;
  }

  /// `data` of a good answer, where it is an object.
  Optional<JsonObject> data() {
    return isGood()
        ? object().map(o -> o.getValue("data") instanceof JsonObject d ? d : null)
        : Optional.empty();
  }
}
