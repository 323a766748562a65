package dev.freehold.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id version 1.3 (RFC 9106). Each call blocks for the whole cost: only [PasswordGate] calls it.
///
/// A password is hashed as the UTF-8 of its NFC form, so that the same text typed on two systems is one password. NFC
/// and not NFKC: compatibility forms would make different passwords equal (`²` and `2`); RFC 8265 section 4.2 has it so.
final class Argon2id {
  /// What a comparison says.
  enum Verdict {
    MATCH,
    /// Matches, but was made at another cost than the present one: store a new hash.
    MATCH_OUTDATED,
    MISMATCH
  }

  private static final int SALT_BYTES = 16;
  private static final int TAG_BYTES = 32;

  private final Argon2Cost cost;
  private final SecureRandom random;
  private final PasswordHash dummy;

  Argon2id(Argon2Cost cost, SecureRandom random) {
    this.cost = cost;
    this.random = random;
    // Random bytes for a tag: as dear to compare against as any, and no password is known to match.
    this.dummy = new PasswordHash(cost, randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));
  }

  String hash(String password) {
    byte[] salt = randomBytes(SALT_BYTES);
    return new PasswordHash(cost, salt, compute(password, cost, salt, TAG_BYTES)).encoded();
  }

  /// @param encoded a hash of [#hash], of any cost
  Verdict verify(String password, String encoded) {
    PasswordHash stored = PasswordHash.parse(encoded);
    if (!matches(password, stored)) {
      return Verdict.MISMATCH;
    }
    return stored.cost().equals(cost) && stored.tag().length == TAG_BYTES
        ? Verdict.MATCH
        : Verdict.MATCH_OUTDATED;
  }

  /// The work of a comparison where there is nothing to compare with, so that time does not tell (K12).
  Verdict verifyNothing(String password) {
    // Nobody knows what matches random bytes; were it found, it would still open nothing.
    boolean _ = matches(password, dummy);
    return Verdict.MISMATCH;
  }

  private static boolean matches(String password, PasswordHash stored) {
    byte[] expected = stored.tag();
    byte[] actual = compute(password, stored.cost(), stored.salt(), expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private static byte[] compute(String password, Argon2Cost cost, byte[] salt, int length) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.iterations())
            .withParallelism(cost.parallelism())
            .withSalt(salt)
            .build());
    byte[] tag = new byte[length];
    String text = Normalizer.normalize(password, Normalizer.Form.NFC);
    argon2.generateBytes(text.getBytes(StandardCharsets.UTF_8), tag);
    return tag;
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
