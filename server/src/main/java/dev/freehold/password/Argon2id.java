package dev.freehold.password;

import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.password.PasswordHasher.PasswordMatch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id version 1.3 (RFC 9106). Each call blocks for the whole cost: only [PasswordHasher]
/// calls it.
///
/// A password is hashed as the UTF-8 of its NFC form, so that the same text typed on two systems is
/// the same password. NFC and not NFKC (RFC 8265 section 4.2): compatibility forms would make
/// different passwords equal (`²` and `2`).
///
/// An imported hash was made of the text as it was typed; that is tried second where the two differ.
final class Argon2id {
  /// Of every hash in the PHC format.
  static final String PREFIX = "$argon2id$";

  /// Before a hash that another system made, whose cost is not that of this server.
  static final String IMPORTED = "$imported";

  private static final int SALT_BYTES = 16;
  private static final int TAG_BYTES = 32;

  private final Argon2Cost cost;
  private final SecureRandom random;
  private final PhcString dummy;

  Argon2id(Argon2Cost cost, SecureRandom random) {
    this.cost = cost;
    this.random = random;
    // A random tag costs as much to compare as a real one, and no password is known to match it.
    this.dummy = new PhcString(cost, randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));
  }

  /// A hash that no known password matches, at the cost of any other.
  static String unknown(Argon2Cost cost, SecureRandom random) {
    byte[] tag = new byte[TAG_BYTES];
    random.nextBytes(tag);
    return new PhcString(cost, new byte[SALT_BYTES], tag).encoded();
  }

  String hash(String password) {
    byte[] salt = randomBytes(SALT_BYTES);
    return new PhcString(cost, salt, compute(normalized(password), cost, salt, TAG_BYTES))
        .encoded();
  }

  /// @param encoded a hash of [#hash], of any cost
  PasswordMatch verify(String password, String encoded) {
    PhcString stored = PhcString.parse(encoded);
    String text = normalized(password);
    if (!matches(text, stored)) {
      return !text.equals(password) && matches(password, stored)
          ? PasswordMatch.MATCH_OUTDATED
          : PasswordMatch.MISMATCH;
    }
    return stored.cost().equals(cost) && stored.tag().length == TAG_BYTES
        ? PasswordMatch.MATCH
        : PasswordMatch.MATCH_OUTDATED;
  }

  /// Compares against a dummy hash. Takes as long as [#verify], so that the response time does not
  /// reveal whether an account exists (K12).
  PasswordMatch verifyNothing(String password) {
    // The results are discarded: even a password that matches the dummy is a mismatch.
    String text = normalized(password);
    boolean _ = matches(text, dummy);
    boolean _ = !text.equals(password) && matches(password, dummy);
    return PasswordMatch.MISMATCH;
  }

  private static String normalized(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  private static boolean matches(String text, PhcString stored) {
    byte[] expected = stored.tag();
    byte[] actual = compute(text, stored.cost(), stored.salt(), expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private static byte[] compute(String text, Argon2Cost cost, byte[] salt, int length) {
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
    argon2.generateBytes(text.getBytes(StandardCharsets.UTF_8), tag);
    return tag;
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A stored Argon2id hash in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`,
  /// salt and tag in base64 without padding. Has no `toString`, which keeps hashes out of logs.
  static final class PhcString {
    // Every quantifier is bounded and the parts cannot overlap, so matching takes linear time.
    private static final Pattern FORM =
        Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
                + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final Argon2Cost cost;
    private final byte[] salt;
    private final byte[] tag;

    PhcString(Argon2Cost cost, byte[] salt, byte[] tag) {
      this.cost = cost;
      this.salt = salt.clone();
      this.tag = tag.clone();
    }

    /// @throws IllegalArgumentException if the format is wrong or the cost is out of bounds, which
    ///     takes a manual edit of the table
    static PhcString parse(String encoded) {
      Matcher parts = FORM.matcher(encoded);
      if (!parts.matches()) {
        throw new IllegalArgumentException("is not an Argon2id hash");
      }
      Argon2Cost cost =
          new Argon2Cost(
              Integer.parseInt(parts.group(1)),
              Integer.parseInt(parts.group(2)),
              Integer.parseInt(parts.group(3)));
      Base64.Decoder base64 = Base64.getDecoder();
      return new PhcString(cost, base64.decode(parts.group(4)), base64.decode(parts.group(5)));
    }

    String encoded() {
      Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
      return "$argon2id$v=19$m="
          + cost.memoryKib()
          + ",t="
          + cost.iterations()
          + ",p="
          + cost.parallelism()
          + "$"
          + base64.encodeToString(salt)
          + "$"
          + base64.encodeToString(tag);
    }

    Argon2Cost cost() {
      return cost;
    }

    byte[] salt() {
      return salt.clone();
    }

    byte[] tag() {
      return tag.clone();
    }
  }
}
