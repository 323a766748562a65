package dev.freehold.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A stored Argon2id hash in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`, salt and tag in base64
/// without padding. It has no useful `toString`: a hash is worth keeping out of logs.
final class PasswordHash {
  // Every quantifier is bounded and the parts cannot overlap: linear, and of bounded cost.
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private final Argon2Cost cost;
  private final byte[] salt;
  private final byte[] tag;

  PasswordHash(Argon2Cost cost, byte[] salt, byte[] tag) {
    this.cost = cost;
    this.salt = salt.clone();
    this.tag = tag.clone();
  }

  /// @throws IllegalArgumentException not of this form, or a cost out of bounds: only a hand in the table can do that
  static PasswordHash parse(String encoded) {
    Matcher parts = FORM.matcher(encoded);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash");
    }
    Argon2Cost cost =
        new Argon2Cost(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)));
    Base64.Decoder base64 = Base64.getDecoder();
    return new PasswordHash(cost, base64.decode(parts.group(4)), base64.decode(parts.group(5)));
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
