package dev.freehold.password;

import org.jspecify.annotations.Nullable;

/// Reads password hashes as other systems export them.
public final class ImportedHashReader {
  private static final String BCRYPT_OF_DJANGO = "bcrypt$";
  private static final String ARGON2_OF_DJANGO = "argon2$argon2id$";

  private ImportedHashReader() {}

  /// The text to store for a hash: of bcrypt (`$2a$`, `$2b$`, `$2y$`), of Django with PBKDF2, bcrypt or
  /// Argon2id, or Argon2id in the PHC format.
  ///
  /// @throws IllegalArgumentException if it is none, or its cost is out of bounds; the message
  ///     continues "the hash …"
  public static String read(String text) {
    if (text.startsWith("pbkdf2_")) {
      return Pbkdf2Hash.ofDjango(text).encoded();
    }
    String hash = text;
    if (text.startsWith(BCRYPT_OF_DJANGO)) {
      hash = text.substring(BCRYPT_OF_DJANGO.length());
    } else if (text.startsWith(ARGON2_OF_DJANGO)) {
      hash = text.substring(ARGON2_OF_DJANGO.indexOf('$'));
    }
    return hash.startsWith(Argon2id.PREFIX)
        ? Argon2id.IMPORTED + Argon2id.PhcString.parse(hash).encoded()
        : ImportedHash.parse(hash).encoded();
  }

  /// The text to store for a hash of Firebase.
  ///
  /// @param hash `passwordHash` of the export
  /// @param salt `salt` of the export
  /// @throws IllegalArgumentException as of [#read(String)]
  public static String read(FirebaseParameters project, String hash, @Nullable String salt) {
    if (salt == null) {
      throw new IllegalArgumentException("needs the salt beside it");
    }
    return FirebaseScryptHash.of(project, hash, salt).encoded();
  }
}
