package dev.freehold.type;

/// The names in requests of a browser that keeps its tokens in cookies.
public final class CookieNames {
  /// The cookie with the access token. The prefix binds it to one host and to HTTPS (RFC 6265bis
  /// section 4.1.3.2).
  public static final String ACCESS = "__Host-access";

  /// The cookie with the refresh token.
  public static final String REFRESH = "__Host-refresh";

  /// The cookie with the state of a sign-in by a provider, while the browser is there.
  public static final String SIGN_IN = "__Host-sign-in";

  /// The header, of any value, of a request with these cookies that may change something: a page of
  /// another origin cannot send it unasked.
  public static final String HEADER = "X-Requested-With";

  private CookieNames() {}
}
