package dev.freehold.password;

import java.nio.charset.StandardCharsets;

/// A password hash that another system made. A password is compared as that system did, which hashed
/// its UTF-8 as it was typed. A log-in replaces the hash by one of [Argon2id].
///
/// The cost that a hash may ask for is bounded, so that a mistaken or hostile file cannot make a
/// log-in take minutes. Implementations have no `toString`, which keeps hashes out of logs.
sealed interface ImportedHash permits BcryptHash, Pbkdf2Hash, FirebaseScryptHash {
  /// Blocks for the whole cost.
  boolean matches(String password);

  /// The text in the database, which [#parse] reads.
  String encoded();

  /// @throws IllegalArgumentException if the format is unknown, or the cost is out of bounds
  static ImportedHash parse(String stored) {
    if (stored.startsWith(Pbkdf2Hash.PREFIX)) {
      return Pbkdf2Hash.parse(stored);
    }
    if (stored.startsWith(FirebaseScryptHash.PREFIX)) {
      return FirebaseScryptHash.parse(stored);
    }
    return BcryptHash.parse(stored);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
