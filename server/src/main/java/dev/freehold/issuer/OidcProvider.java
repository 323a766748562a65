package dev.freehold.issuer;

import dev.freehold.type.Secret;
import dev.freehold.type.SignatureAlgorithm;
import java.util.List;

/// An OpenID Connect provider of the spec, with what the configuration adds.
///
/// @param name in the spec, part of the identity of its people
/// @param issuer the `iss` of its ID tokens; https, or http of a loopback address
/// @param algorithm the only one of its ID tokens
public record OidcProvider(
    String name,
    String issuer,
    String clientId,
    Secret clientSecret,
    List<String> scopes,
    SignatureAlgorithm algorithm) {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  public OidcProvider {
    scopes = List.copyOf(scopes);
  }

  /// Where its discovery document is (OpenID Connect Discovery section 4.1).
  String discovery() {
    return (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + WELL_KNOWN;
  }

  /// Whether its addresses may be http of a loopback address, as its own is.
  boolean isLocal() {
    return issuer.regionMatches(true, 0, "http:", 0, "http:".length());
  }
}
