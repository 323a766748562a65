package dev.freehold.issuer;

import dev.freehold.issuer.IssuerHttpClient.FetchException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The discovery document of a provider (OpenID Connect Discovery section 3).
///
/// @param secretInBody whether the client sends its secret in the form (`client_secret_post`), and not in
///     a header (`client_secret_basic`)
/// @param namesIssuer whether every authorization response has `iss` (RFC 9207)
record ProviderMetadata(
    String authorizationEndpoint,
    String tokenEndpoint,
    String jwksUri,
    boolean secretInBody,
    boolean namesIssuer) {
  private static final int MAX_URL = 2048;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /// Reads the document. What it says of another issuer is not believed (section 4.3).
  ///
  /// @throws FetchException if it cannot be used
  static ProviderMetadata read(byte[] text, OidcProvider provider) throws FetchException {
    Map<String, Object> document =
        JwtJsonTree.object(text)
            .orElseThrow(() -> new FetchException("the discovery document is no JSON object"));
    if (!provider.issuer().equals(document.get("issuer"))) {
      throw new FetchException("the discovery document is of another issuer");
    }
    if (document.get("id_token_signing_alg_values_supported") instanceof List<?> algorithms
        && !algorithms.contains(provider.algorithm().jose())) {
      throw new FetchException("no ID token is signed with " + provider.algorithm().jose());
    }
    return new ProviderMetadata(
        address(document, "authorization_endpoint", provider),
        address(document, "token_endpoint", provider),
        address(document, "jwks_uri", provider),
        isSecretInBody(document.get("token_endpoint_auth_methods_supported")),
        Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")));
  }

  private static boolean isSecretInBody(@Nullable Object methods) throws FetchException {
    if (!(methods instanceof List<?> list) || list.contains("client_secret_basic")) {
      return false;
    }
    if (!list.contains("client_secret_post")) {
      throw new FetchException("a client with a secret cannot authenticate");
    }
    return true;
  }

  private static String address(Map<String, Object> document, String name, OidcProvider provider)
      throws FetchException {
    String text = JwtJsonTree.text(document, name);
    if (text == null || text.length() > MAX_URL || !isAddress(text, provider.isLocal())) {
      throw new FetchException(name + " is no https address");
    }
    return text;
  }

  private static boolean isAddress(String text, boolean local) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
          && (scheme.equals("https")
              || (local
                  && scheme.equals("http")
                  && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))));
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
