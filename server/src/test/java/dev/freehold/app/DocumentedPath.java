package dev.freehold.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// A path as the documentation shows it, with a query that is not percent-encoded.
final class DocumentedPath {
  private DocumentedPath() {}

  /// The path as a client sends it.
  static String encoded(String path) {
    int query = path.indexOf('?');
    if (query < 0) {
      return path;
    }
    return Arrays.stream(path.substring(query + 1).split("&"))
        .map(
            parameter -> {
              String[] parts = parameter.split("=", 2);
              return parts.length == 1 ? part(parts[0]) : part(parts[0]) + "=" + part(parts[1]);
            })
        .collect(Collectors.joining("&", path.substring(0, query + 1), ""));
  }

  private static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
