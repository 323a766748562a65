package dev.freehold.auth;

import dev.freehold.http.Reply;
import dev.freehold.issuer.OidcClient;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Sign-in by OpenID Connect providers.
///
/// @param providers of the spec
/// @param redirects the addresses of front ends to which a sign-in may lead back, the default first
/// @param publicUrl of this server, from the configuration and never from a request (K10)
public record OidcSettings(List<OidcClient> providers, List<String> redirects, String publicUrl) {
  public OidcSettings {
    providers = List.copyOf(providers);
    redirects = List.copyOf(redirects);
  }

  Optional<OidcClient> provider(String name) {
    return providers.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  String defaultRedirect() {
    return redirects.getFirst();
  }

  /// Where a provider sends the browser back to.
  String callback(OidcClient provider) {
    return publicUrl + AuthRoutes.OIDC + "/" + provider.name() + "/callback";
  }

  /// Why a sign-in failed, in the address of the front end: the words of RFC 6749 section 4.1.2.1 where there
  /// are any. No text of a provider or a client is passed on.
  enum SignInError {
    /// The person did not want to, at the provider.
    ACCESS_DENIED,
    /// The account is disabled.
    ACCOUNT_DISABLED,
    /// The sign-in was not begun in this browser, is too old, or was used before.
    INVALID_STATE,
    /// The provider refused, or what it said is not valid.
    SERVER_ERROR,
    /// The person has no account, and nobody may make one.
    SIGNUP_CLOSED,
    /// The provider or this server is busy or away.
    TEMPORARILY_UNAVAILABLE;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Leads the browser to a front end.
  ///
  /// @param redirect of the spec
  static Reply leadTo(String redirect, SignInError error) {
    return leadTo(redirect, "error", error.text());
  }

  /// @param code a one-time code
  static Reply leadTo(String redirect, String code) {
    return leadTo(redirect, "code", code);
  }

  private static Reply leadTo(String redirect, String parameter, String value) {
    return leadToAddress(URI.create(redirect).toASCIIString() + "?" + parameter + "=" + value);
  }

  /// Leads the browser to an address, of which neither a cache nor the next page learns (RFC 9700 section
  /// 4.2.4).
  static Reply leadToAddress(String address) {
    return new Reply(302, List.of(), null, null)
        .withHeader("Location", address)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Referrer-Policy", "no-referrer");
  }
}
