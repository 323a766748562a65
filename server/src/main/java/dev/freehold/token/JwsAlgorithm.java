package dev.freehold.token;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/// A signature algorithm with a key pair (RFC 7518 section 3.1, RFC 8037 section 3.1). A key has one of
/// them, and no token chooses it.
public enum JwsAlgorithm {
  /// ECDSA on the curve P-256, with SHA-256
  ES256("ES256", "SHA256withECDSAinP1363Format"),
  /// Ed25519
  EDDSA("EdDSA", "Ed25519");

  private final String jose;
  private final String java;

  JwsAlgorithm(String jose, String java) {
    this.jose = jose;
    this.java = java;
  }

  /// The name in the `alg` of a token.
  public String jose() {
    return jose;
  }

  byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(java);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of another algorithm than " + jose, e);
    }
  }

  /// Whether `tag` is the signature of `message`. False for a tag of any other form.
  boolean verify(PublicKey key, byte[] message, byte[] tag) {
    try {
      Signature signature = Signature.getInstance(java);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(tag);
    } catch (GeneralSecurityException _) {
      // A key of this algorithm fits, so the tag is malformed.
      return false;
    }
  }
}
