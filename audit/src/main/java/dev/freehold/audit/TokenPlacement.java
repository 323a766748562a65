package dev.freehold.audit;

import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientRequest.RequestHeader;

/// Where a user's requests carry its token: in a header, or in the query.
///
/// @param name of the header or of the query parameter
/// @param template the value, with `{token}`, such as `Bearer {token}`
public record TokenPlacement(Location in, String name, String template) {
  /// The part of a request that carries the token.
  public enum Location {
    HEADER,
    QUERY
  }

  private static final String TOKEN = "{token}";

  /// RFC 6750 section 2.1.
  public static final TokenPlacement BEARER = scheme("Bearer");

  /// RFC 7617: the token is the name and the password themselves.
  public static final TokenPlacement BASIC = scheme("Basic");

  /// A value of the header `Authorization` (RFC 9110 section 11.6.2).
  public static TokenPlacement scheme(String scheme) {
    return header("Authorization", scheme + " " + TOKEN);
  }

  public static TokenPlacement header(String name, String template) {
    return new TokenPlacement(Location.HEADER, name, template);
  }

  /// The token alone is the value of the header.
  public static TokenPlacement header(String name) {
    return header(name, TOKEN);
  }

  public static TokenPlacement query(String name) {
    return new TokenPlacement(Location.QUERY, name, TOKEN);
  }

  public static TokenPlacement cookie(String name) {
    return header("Cookie", name + "=" + TOKEN);
  }

  public boolean isBearer() {
    return equals(BEARER);
  }

  public boolean isBasic() {
    return equals(BASIC);
  }

  /// The request with a token; unchanged if it has something in that place.
  ///
  /// @param shown what reports show instead of the token
  public ClientRequest place(ClientRequest call, String token, String shown) {
    if (isIn(call)) {
      return call;
    }
    return in == Location.QUERY
        ? call.query(name, token, shown)
        : call.header(
            new RequestHeader(
                name, template.replace(TOKEN, token), template.replace(TOKEN, shown)));
  }

  /// Whether a request has something in this place.
  public boolean isIn(ClientRequest call) {
    String parameter = ClientRequest.encode(name) + "=";
    return in == Location.QUERY
        ? call.target().contains("?" + parameter) || call.target().contains("&" + parameter)
        : call.headers().stream().anyMatch(each -> each.name().equalsIgnoreCase(name));
  }

  /// Such as `Authorization: Token …`.
  @Override
  public String toString() {
    String value = template.replace(TOKEN, "…");
    return in == Location.QUERY ? "?" + name + "=" + value : name + ": " + value;
  }
}
