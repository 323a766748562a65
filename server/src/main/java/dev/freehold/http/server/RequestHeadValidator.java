package dev.freehold.http.server;

import dev.freehold.http.Ascii;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rejects header sections that parse but must not be served (RFC 9112).
final class RequestHeadValidator {
  /// Headers that must not be repeated: a proxy may have evaluated the first one and the endpoint
  /// the second (RFC 9110 section 5.3).
  private static final List<CharSequence> ONCE =
      List.of(
          HttpHeaderNames.AUTHORIZATION,
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.COOKIE,
          HttpHeaderNames.ORIGIN,
          "Idempotency-Key",
          "Team-Id");

  private RequestHeadValidator() {}

  /// Whether the protocol is spelled exactly: the decoder returns these constants for nothing else,
  /// though other values may be equal to them.
  @SuppressWarnings("ReferenceEquality")
  private static boolean is(HttpVersion version, HttpVersion exact) {
    return version == exact;
  }

  /// The violation as a sentence; null if there is none.
  public static @Nullable String findFault(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    boolean http11 = is(version, HttpVersion.HTTP_1_1);
    if (!http11 && !is(version, HttpVersion.HTTP_1_0)) {
      // The response uses the version of the request.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      return "This server speaks HTTP/1.1.";
    }
    HttpHeaders headers = request.headers();
    if (headers.contains("")) {
      return "A header must have a name.";
    }
    String host = singleValue(headers, HttpHeaderNames.HOST);
    if (host == null ? http11 || headers.contains(HttpHeaderNames.HOST) : !isAuthority(host)) {
      return "The request must have exactly one valid Host header.";
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      String coding = singleValue(headers, HttpHeaderNames.TRANSFER_ENCODING);
      if (coding == null || !coding.equalsIgnoreCase("chunked")) {
        return "The only transfer coding is chunked.";
      }
    }
    for (CharSequence name : ONCE) {
      if (headers.contains(name) && singleValue(headers, name) == null) {
        return "The header " + name + " must stand only once.";
      }
    }
    String target = request.uri();
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return "The address holds a character that must be percent-encoded.";
      }
    }
    return isTarget(request.method().name(), target)
        ? null
        : "The address must be a path that starts with a slash.";
  }

  /// The value of a header that occurs exactly once; null if it is absent or repeated.
  public static @Nullable String singleValue(HttpHeaders headers, CharSequence name) {
    Iterator<? extends CharSequence> values = headers.valueCharSequenceIterator(name);
    if (!values.hasNext()) {
      return null;
    }
    String value = values.next().toString();
    return values.hasNext() ? null : value;
  }

  /// The path and query of a target in origin form or absolute form (RFC 9112 section 3.2); `*` is
  /// returned unchanged.
  public static String originForm(String target) {
    if (target.startsWith("/") || target.equals("*")) {
      return target;
    }
    int slash = target.indexOf('/', target.indexOf("://") + 3);
    int query = target.indexOf('?');
    if (slash >= 0 && (query < 0 || slash < query)) {
      return target.substring(slash);
    }
    return query < 0 ? "/" : "/" + target.substring(query);
  }

  private static boolean isTarget(String method, String target) {
    return target.startsWith("/")
        || (target.equals("*") && method.equals("OPTIONS"))
        || target.regionMatches(true, 0, "http://", 0, 7)
        || target.regionMatches(true, 0, "https://", 0, 8);
  }

  /// Checks the characters of a host and an optional port (RFC 3986 section 3.2). The host is not
  /// compared or resolved.
  private static boolean isAuthority(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!(Ascii.isLetterOrDigit(c) || "-._~:[]%!$&'()*+;=".indexOf(c) >= 0)) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  /// The bodies that a JSON route accepts (RFC 9110 section 8.3, RFC 8259 section 8.1).
  static final class JsonMediaType {
    private static final String JSON = "application/json";

    private JsonMediaType() {}

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

    /// No coding, or `identity`.
    static boolean isPlain(@Nullable String contentEncoding) {
      return contentEncoding == null || contentEncoding.strip().equalsIgnoreCase("identity");
    }

    private static boolean isUtf8(String parameter) {
      String value = parameter.substring(7).strip();
      return value.equalsIgnoreCase("=utf-8") || value.equalsIgnoreCase("=\"utf-8\"");
    }
  }
}
