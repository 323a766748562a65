package dev.freehold.http.server;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The origins that may call the API (Fetch standard, section 3.3). Exact origins only: the
/// response to another origin has no CORS header. `*` cannot be configured, since credentials are
/// allowed.
final class CorsPolicy {
  private static final AsciiString ALLOW_ORIGIN = AsciiString.cached("Access-Control-Allow-Origin");
  private static final AsciiString ALLOW_CREDENTIALS =
      AsciiString.cached("Access-Control-Allow-Credentials");
  private static final AsciiString ALLOW_METHODS =
      AsciiString.cached("Access-Control-Allow-Methods");
  private static final AsciiString ALLOW_HEADERS =
      AsciiString.cached("Access-Control-Allow-Headers");
  private static final AsciiString EXPOSE_HEADERS =
      AsciiString.cached("Access-Control-Expose-Headers");
  private static final AsciiString MAX_AGE = AsciiString.cached("Access-Control-Max-Age");
  private static final AsciiString TRUE = AsciiString.cached("true");
  private static final AsciiString REQUEST_HEADERS =
      AsciiString.cached(
          "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer, Team-Id,"
              + " X-Request-Id, X-Requested-With, MCP-Protocol-Version, Mcp-Method, Mcp-Name");
  private static final AsciiString RESPONSE_HEADERS =
      AsciiString.cached(
          "ETag, Location, Link, Retry-After, X-Request-Id, Preference-Applied, Dry-Run,"
              + " Idempotency-Replayed, RateLimit, RateLimit-Policy");
  private static final AsciiString TEN_MINUTES = AsciiString.cached("600");

  private final Set<String> origins;

  /// @throws IllegalArgumentException if an entry is not a serialized origin
  public CorsPolicy(Set<String> origins) {
    this.origins = Set.copyOf(origins);
    for (String origin : origins) {
      if (!isOrigin(origin)) {
        throw new IllegalArgumentException(
            "Not an origin such as https://app.example.com: '" + origin + "'");
      }
    }
  }

  /// Whether responses vary by the `Origin` of the request.
  public boolean isOn() {
    return !origins.isEmpty();
  }

  /// @param preflightAllow the methods of the path for a preflight request, else null
  public void write(@Nullable String origin, @Nullable String preflightAllow, MultiMap headers) {
    if (origin == null || !origins.contains(origin)) {
      return;
    }
    headers.set(ALLOW_ORIGIN, origin);
    headers.set(ALLOW_CREDENTIALS, TRUE);
    if (preflightAllow == null) {
      headers.set(EXPOSE_HEADERS, RESPONSE_HEADERS);
    } else {
      headers.set(ALLOW_METHODS, preflightAllow);
      headers.set(ALLOW_HEADERS, REQUEST_HEADERS);
      headers.set(MAX_AGE, TEN_MINUTES);
    }
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return host != null && text.equals(uri.getScheme() + "://" + host + port);
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
