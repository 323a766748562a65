package dev.freehold.issuer;

import dev.freehold.type.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/// A public key of an issuer, with its only algorithm.
///
/// @param id its `kid`; null if it has none
record IssuerKey(@Nullable String id, SignatureAlgorithm algorithm, PublicKey key) {
  private static final PSSParameterSpec PSS_SHA_256 =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  /// Whether `tag` is the signature of `message`. False for a tag of any other form.
  boolean verify(byte[] message, byte[] tag) {
    try {
      Signature signature = Signature.getInstance(java(algorithm));
      if (algorithm == SignatureAlgorithm.PS256) {
        signature.setParameter(PSS_SHA_256);
      }
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(tag);
    } catch (GeneralSecurityException _) {
      // The reader of the key made it for this algorithm, so the tag is malformed.
      return false;
    }
  }

  private static String java(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> "SHA256withRSA";
      case RS384 -> "SHA384withRSA";
      case RS512 -> "SHA512withRSA";
      case PS256 -> "RSASSA-PSS";
      case ES256 -> "SHA256withECDSAinP1363Format";
      case ES384 -> "SHA384withECDSAinP1363Format";
      case EDDSA -> "Ed25519";
    };
  }
}
