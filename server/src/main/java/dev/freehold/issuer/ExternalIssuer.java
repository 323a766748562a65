package dev.freehold.issuer;

import dev.freehold.type.Secret;
import dev.freehold.type.SignatureAlgorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An external issuer of the spec, with what the configuration adds.
///
/// @param issuer the `iss` of its tokens; null for tokens without one
/// @param audiences one of which a token must have; empty for tokens without an audience
/// @param subject the claim that tells its people apart
/// @param rolesClaim the names of nested objects that lead to its roles; empty for none
/// @param roles of the spec, onto which those of a token are mapped
public record ExternalIssuer(
    String name,
    @Nullable String issuer,
    List<String> audiences,
    IssuerVerification verification,
    String subject,
    List<String> rolesClaim,
    List<String> roles) {
  public ExternalIssuer {
    audiences = List.copyOf(audiences);
    rolesClaim = List.copyOf(rolesClaim);
    roles = List.copyOf(roles);
  }

  /// Where its public keys are.
  ///
  /// @param url https, or http of a loopback address
  public record JwkSetAddress(String url, SignatureAlgorithm algorithm) {}

  /// How its tokens are verified.
  public sealed interface IssuerVerification {
    record ByJwkSet(JwkSetAddress address) implements IssuerVerification {}

    /// @param secret at least 32 bytes (RFC 7518 section 3.2)
    record BySecret(Secret secret) implements IssuerVerification {}
  }
}
