package dev.freehold.auth;

import dev.freehold.http.Request;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.util.List;
import java.util.Optional;

/// The cookies of a request.
final class RequestCookies {
  private RequestCookies() {}

  /// The value of a cookie; empty if there is none. One that stands twice is empty text, which no token is:
  /// a browser has one cookie of this name.
  static Optional<String> value(Request request, String name) {
    String header = request.header("Cookie");
    if (header == null) {
      return Optional.empty();
    }
    List<String> values =
        ServerCookieDecoder.STRICT.decodeAll(header).stream()
            .filter(cookie -> cookie.name().equals(name))
            .map(Cookie::value)
            .toList();
    return switch (values.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(values.getFirst());
      default -> Optional.of("");
    };
  }
}
