package dev.freehold.audit.site;

import dev.freehold.audit.SessionCookies;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientRequest.RequestHeader;
import dev.freehold.client.ClientResponse;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the cookies of a response and the CSRF token that it gives in a cookie, a header or its body.
final class SessionCookiesReader {
  private static final int MAX_COOKIES = 50;
  private static final int MAX_LENGTH = 4096;

  private SessionCookiesReader() {}

  /// @param header in which the description wants the CSRF token
  /// @param asked whether the request asked for a CSRF token, which may then be called `token`
  static SessionCookies read(ClientResponse answer, Optional<String> header, boolean asked) {
    Map<String, String> cookies = cookies(answer);
    Map<String, String> csrf = new LinkedHashMap<>();
    cookies.forEach(
        (name, value) -> {
          if (isCsrf(name)) {
            csrf.put(header.orElseGet(() -> headerOf(name)), decoded(value));
          }
        });
    answer.headers().keySet().stream()
        .filter(SessionCookiesReader::isCsrf)
        .findFirst()
        .ifPresent(name -> csrf.put(header.orElse(name), answer.header(name).orElseThrow()));
    inBody(answer.jsonObject(), asked, 2)
        .ifPresent(token -> csrf.put(header.orElse("X-CSRF-Token"), token));
    return new SessionCookies(cookies, csrf);
  }

  static SessionCookies read(ClientRequest call) {
    Map<String, String> cookies = new LinkedHashMap<>();
    Map<String, String> csrf = new LinkedHashMap<>();
    for (RequestHeader header : call.headers()) {
      if (header.name().equalsIgnoreCase("Cookie")) {
        for (String pair : header.value().split(";\\s*", -1)) {
          int equals = pair.indexOf('=');
          if (equals > 0) {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
          }
        }
      } else if (isCsrf(header.name())) {
        csrf.put(header.name(), header.value());
      }
    }
    return new SessionCookies(cookies, csrf);
  }

  private static Map<String, String> cookies(ClientResponse answer) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String line : answer.headers().getOrDefault("set-cookie", List.of())) {
      String pair = line.split(";", 2)[0].strip();
      int equals = pair.indexOf('=');
      if (equals > 0
          && equals < pair.length() - 1
          && pair.length() <= MAX_LENGTH
          && cookies.size() < MAX_COOKIES) {
        cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return cookies;
  }

  private static boolean isCsrf(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    return plain.contains("csrf") || plain.contains("xsrf");
  }

  /// The header of a cookie as Django, Laravel, Angular and axios send it.
  private static String headerOf(String cookie) {
    return cookie.toLowerCase(Locale.ROOT).contains("xsrf")
        ? "X-XSRF-TOKEN"
        : cookie.equals("csrftoken") ? "X-CSRFToken" : "X-CSRF-Token";
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return value;
    }
  }

  private static Optional<String> inBody(JsonObject body, boolean asked, int depth) {
    for (String name : body.fieldNames()) {
      Object value = body.getValue(name);
      boolean named = isCsrf(name) || (asked && name.equalsIgnoreCase("token"));
      if (named && value instanceof String text && !text.isEmpty()) {
        return Optional.of(text);
      }
      if (depth > 0 && value instanceof JsonObject inner) {
        Optional<String> found = inBody(inner, asked, depth - 1);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
