package dev.freehold.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One request.
///
/// @param path below the base, without the query: `/tasks/7`
/// @param query names and values, not encoded
/// @param body JSON text; empty for none
record ModelRequest(
    ModelUser actor,
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    Map<String, String> headers,
    String body) {

  static ModelRequest of(ModelUser actor, String method, String path) {
    return new ModelRequest(actor, method, path, List.of(), Map.of(), "");
  }

  ModelRequest body(Object tree) {
    return new ModelRequest(actor, method, path, query, headers, JsonTree.text(tree));
  }

  ModelRequest query(List<Map.Entry<String, String>> more) {
    List<Map.Entry<String, String>> all = new ArrayList<>(query);
    all.addAll(more);
    return new ModelRequest(actor, method, path, all, headers, body);
  }

  ModelRequest query(String name, String value) {
    return query(List.of(Map.entry(name, value)));
  }

  ModelRequest header(String name, String value) {
    Map<String, String> all = new java.util.LinkedHashMap<>(headers);
    all.put(name, value);
    return new ModelRequest(actor, method, path, query, all, body);
  }

  boolean isUnsafe() {
    return !method.equals("GET");
  }

  /// The encoded path and query.
  String target() {
    if (query.isEmpty()) {
      return path;
    }
    return path
        + "?"
        + String.join(
            "&",
            query.stream().map(p -> encoded(p.getKey()) + "=" + encoded(p.getValue())).toList());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// A curl command that repeats the request.
  String curl() {
    StringBuilder line = new StringBuilder("curl -X " + method + " '$API" + target() + "'");
    if (actor.signedIn()) {
      line.append(" -H \"$").append(actor.name()).append('"');
    }
    if (!actor.team().isEmpty()) {
      line.append(" -H 'Team-Id: ").append(actor.team()).append('\'');
    }
    headers.forEach((n, v) -> line.append(" -H '").append(n).append(": ").append(v).append('\''));
    if (!body.isEmpty()) {
      line.append(" -d '").append(body).append('\'');
    }
    return line.toString();
  }

  /// A response.
  ///
  /// @param json the parsed body, or [JsonTree#NULL]
  /// @param part whether it is one result of a batch, which has fewer headers
  record Answer(
      int status, Map<String, List<String>> headers, String text, Object json, boolean part) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of("")).getFirst();
    }

    Object data() {
      return JsonTree.at(json, "data");
    }

    String code() {
      return String.valueOf(JsonTree.at(json, "error", "code"));
    }

    /// `field code` of each detail.
    List<String> details() {
      return JsonTree.list(JsonTree.at(json, "error", "details")).stream()
          .map(d -> JsonTree.at(d, "field") + " " + JsonTree.at(d, "code"))
          .toList();
    }
  }
}
