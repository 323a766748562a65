package dev.freehold.audit.defect;

import dev.freehold.audit.defect.Http1Codec.HeaderLine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// A request that the proxy received.
///
/// @param target path and query as sent
record ProxiedRequest(String method, String target, List<HeaderLine> headers, Buffer body) {
  static final String BASE = "/api/v1";

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /// The segments of the path below the base; empty for other paths.
  List<String> segments() {
    String path = path();
    return path.startsWith(BASE + "/")
        ? List.of(path.substring(BASE.length() + 1).split("/", -1))
        : List.of();
  }

  boolean matches(String method, String pathPattern) {
    return this.method.equals(method) && path().matches(BASE + pathPattern);
  }

  boolean isSignIn() {
    return path().startsWith(BASE + "/auth/");
  }

  Optional<String> header(String name) {
    return HeaderLine.find(headers, name);
  }

  /// The credentials of the scheme `Bearer`, valid or not.
  Optional<String> bearer() {
    return header("Authorization")
        .filter(value -> value.regionMatches(true, 0, "bearer ", 0, 7))
        .map(value -> value.substring(7).trim());
  }

  ProxiedRequest with(String name, String value) {
    return new ProxiedRequest(method, target, HeaderLine.with(headers, name, value), body);
  }

  ProxiedRequest without(String name) {
    return new ProxiedRequest(method, target, HeaderLine.without(headers, name), body);
  }

  ProxiedRequest withToken(String token) {
    return with("Authorization", "Bearer " + token);
  }

  ProxiedRequest withTarget(String target) {
    return new ProxiedRequest(method, target, headers, body);
  }

  ProxiedRequest withMethod(String method) {
    return new ProxiedRequest(method, target, headers, body);
  }

  ProxiedRequest body(JsonObject json) {
    return new ProxiedRequest(method, target, headers, json.toBuffer());
  }

  /// The body, if it is a JSON object.
  Optional<JsonObject> object() {
    return json(body).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  static Optional<Object> json(Buffer body) {
    try {
      Object value = body.length() == 0 ? null : Json.decodeValue(body);
      return value instanceof JsonObject || value instanceof JsonArray
          ? Optional.of(value)
          : Optional.empty();
    } catch (DecodeException notJson) {
      return Optional.empty();
    }
  }
}
