package dev.freehold.password;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// A bcrypt hash as most systems write it: `$2b$12$`, 22 characters of salt, 31 of hash. `2a`, `2b` and
/// `2y` are the same function; `2x` marks hashes of a defect and is not read.
///
/// bcrypt uses the first 72 bytes of a password and ignores the rest. So does this, as the system did
/// that made the hash; the hash that replaces it is of the whole password.
final class BcryptHash implements ImportedHash {
  /// About a second; each step doubles it.
  private static final int MOST_COST = 14;

  private static final int LEAST_COST = 4;
  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  private final String text;

  private BcryptHash(String text) {
    this.text = text;
  }

  /// @throws IllegalArgumentException if it is no such hash, or its cost is out of bounds
  static BcryptHash parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("is not a hash of a known format");
    }
    int cost = Integer.parseInt(parts.group(1));
    if (cost < LEAST_COST || cost > MOST_COST) {
      throw new IllegalArgumentException(
          "has bcrypt cost " + cost + ", not " + LEAST_COST + " to " + MOST_COST);
    }
    return new BcryptHash(text);
  }

  @Override
  public boolean matches(String password) {
    return OpenBSDBCrypt.checkPassword(text, ImportedHash.utf8(password));
  }

  @Override
  public String encoded() {
    return text;
  }
}
