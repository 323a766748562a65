package dev.freehold.audit;

import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientRequest.RequestHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A session that cookies carry, with the header that proves that a change is meant (CSRF).
///
/// @param cookies value by name
/// @param csrf value by name of the header; empty if the server gave none
public record SessionCookies(Map<String, String> cookies, Map<String, String> csrf) {
  public static final SessionCookies NONE = new SessionCookies(Map.of(), Map.of());
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  public SessionCookies {
    cookies = Map.copyOf(cookies);
    csrf = Map.copyOf(csrf);
  }

  /// The value of the header `Cookie`.
  public String text() {
    return cookies.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining("; "));
  }

  /// Adds the cookies, and to a request that may change something the CSRF headers, unless it has
  /// them.
  ///
  /// @param label of the user, for the shell variables that a report shows instead
  public ClientRequest sign(ClientRequest call, String label) {
    ClientRequest signed = call;
    if (!cookies.isEmpty()) {
      signed = added(signed, new RequestHeader("Cookie", text(), "$TOKEN_" + label));
    }
    if (!READING.contains(call.method())) {
      for (Map.Entry<String, String> each : csrf.entrySet()) {
        signed = added(signed, new RequestHeader(each.getKey(), each.getValue(), "$CSRF_" + label));
      }
    }
    return signed;
  }

  private static ClientRequest added(ClientRequest call, RequestHeader header) {
    boolean has = call.headers().stream().anyMatch(h -> h.name().equalsIgnoreCase(header.name()));
    return has ? call : call.header(header);
  }

  /// The cookies and headers of both; those of `later` replace.
  public SessionCookies with(SessionCookies later) {
    return new SessionCookies(merged(cookies, later.cookies), merged(csrf, later.csrf));
  }

  private static Map<String, String> merged(Map<String, String> first, Map<String, String> later) {
    Map<String, String> all = new HashMap<>(first);
    all.putAll(later);
    return all;
  }
}
