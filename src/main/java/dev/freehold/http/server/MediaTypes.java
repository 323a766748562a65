package dev.freehold.http.server;

import org.jspecify.annotations.Nullable;

/// Which bodies a route that reads JSON takes (RFC 9110 section 8.3, RFC 8259 section 8.1).
final class MediaTypes {
  private static final String JSON = "application/json";

  private MediaTypes() {}

  /// `application/json`, alone or with parameters; a `charset` must be utf-8.
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null || !contentType.regionMatches(true, 0, JSON, 0, JSON.length())) {
      return false;
    }
    if (contentType.length() == JSON.length()) {
      return true;
    }
    String[] parts = contentType.substring(JSON.length()).split(";", -1);
    if (!parts[0].isBlank()) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.regionMatches(true, 0, "charset", 0, 7) && !isUtf8(parameter)) {
        return false;
      }
    }
    return true;
  }

  /// No coding, or the coding that is none.
  static boolean isPlain(@Nullable String contentEncoding) {
    return contentEncoding == null || contentEncoding.strip().equalsIgnoreCase("identity");
  }

  private static boolean isUtf8(String parameter) {
    String value = parameter.substring(7).strip();
    return value.equalsIgnoreCase("=utf-8") || value.equalsIgnoreCase("=\"utf-8\"");
  }
}
