package dev.freehold.type;

/// A signature algorithm of public keys of external issuers (RFC 7518 section 3.1, RFC 8037 section 3.1).
public enum SignatureAlgorithm {
  RS256("RS256"),
  RS384("RS384"),
  RS512("RS512"),
  PS256("PS256"),
  ES256("ES256"),
  ES384("ES384"),
  EDDSA("EdDSA");

  private final String jose;

  SignatureAlgorithm(String jose) {
    this.jose = jose;
  }

  /// The name in the `alg` of a token.
  public String jose() {
    return jose;
  }
}
