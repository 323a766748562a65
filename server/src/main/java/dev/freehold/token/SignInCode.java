package dev.freehold.token;

import java.security.SecureRandom;

/// The codes with which a front end gets the tokens of a sign-in by a provider: 43 characters, 256 bits.
/// The database has their hashes alone.
public final class SignInCode {
  private static final int LENGTH = 43;
  private static final int BYTES = 32;

  private SignInCode() {}

  public static String generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64Url.encode(bytes);
  }

  /// SHA-256, because a code cannot be guessed. For every text, also one that is no code.
  public static byte[] hash(String code) {
    // A longer text is no code; hashing it would be work for nothing.
    return SignInStateCodec.sha256(code.length() == LENGTH ? code : "");
  }
}
