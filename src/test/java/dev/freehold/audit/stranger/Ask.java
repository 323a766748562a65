package dev.freehold.audit.stranger;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request, as [StrangerApi] reads it.
record Ask(String method, String path, Map<String, String> query, Headers headers, String body) {
  static Ask read(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return new Ask(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        query,
        exchange.getRequestHeaders(),
        body);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Reply.unprocessable("query", "not percent-encoded UTF-8");
    }
  }

  @Nullable String header(String name) {
    return headers.getFirst(name);
  }

  JsonObject json() {
    try {
      return new JsonObject(body);
    } catch (DecodeException e) {
      throw Reply.unprocessable("body", "not a JSON object");
    }
  }

  int number(String name, int otherwise, int least, int most) {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw Reply.unprocessable(name, "not an integer");
    }
    throw Reply.unprocessable(name, "out of range");
  }

  Ask with(String otherMethod, String otherPath) {
    return new Ask(otherMethod, otherPath, query, headers, body);
  }
}
