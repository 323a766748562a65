package dev.freehold.password;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/// A hash of Firebase Authentication: scrypt (RFC 7914) makes a key of the password, and AES-256 in CTR
/// mode encrypts the signer key of the project with it (github.com/firebase/scrypt).
///
/// Stored as `$firebase-scrypt$ln=14,r=8$salt$stream`: the salt with the separator, and the key stream,
/// which is the hash without the signer key. So the signer key is needed for the import alone.
final class FirebaseScryptHash implements ImportedHash {
  static final String PREFIX = "$firebase-scrypt$";

  private static final int KEY_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$firebase-scrypt\\$ln=(\\d{1,2}),r=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{2,172})\\$([A-Za-z0-9+/]{43,172})");

  private final int memCost;
  private final int rounds;
  private final byte[] salt;
  private final byte[] stream;

  private FirebaseScryptHash(int memCost, int rounds, byte[] salt, byte[] stream) {
    this.memCost = memCost;
    this.rounds = rounds;
    this.salt = salt.clone();
    this.stream = stream.clone();
    FirebaseParameters.checkCost(memCost, rounds);
  }

  /// @throws IllegalArgumentException if it is no such hash, or its cost is out of bounds
  static FirebaseScryptHash parse(String stored) {
    Matcher parts = FORM.matcher(stored);
    if (!parts.matches()) {
      throw new IllegalArgumentException("is not a hash of Firebase");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new FirebaseScryptHash(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        base64.decode(parts.group(3)),
        base64.decode(parts.group(4)));
  }

  /// Reads a hash as Firebase exports it.
  ///
  /// @param hash in base64
  /// @param salt in base64
  /// @throws IllegalArgumentException if it is no such hash
  static FirebaseScryptHash of(FirebaseParameters project, String hash, String salt) {
    byte[] encrypted = FirebaseParameters.base64("hash", hash);
    byte[] signerKey = project.signerKey();
    if (encrypted.length != signerKey.length) {
      throw new IllegalArgumentException("is not a hash under the signer key of this project");
    }
    byte[] start = FirebaseParameters.base64("salt", salt);
    byte[] separator = project.saltSeparator();
    if (start.length == 0 || start.length > FirebaseParameters.LONGEST_SALT) {
      throw new IllegalArgumentException("has a salt of " + start.length + " bytes");
    }
    byte[] whole = new byte[start.length + separator.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(separator, 0, whole, start.length, separator.length);
    byte[] stream = new byte[encrypted.length];
    for (int i = 0; i < stream.length; i++) {
      stream[i] = (byte) (encrypted[i] ^ signerKey[i]);
    }
    return new FirebaseScryptHash(project.memCost(), project.rounds(), whole, stream);
  }

  @Override
  public boolean matches(String password) {
    byte[] key =
        SCrypt.generate(ImportedHash.utf8(password), salt, 1 << memCost, rounds, 1, KEY_BYTES);
    try {
      Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return MessageDigest.isEqual(stream, aes.doFinal(new byte[stream.length]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  @Override
  public String encoded() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return PREFIX
        + "ln="
        + memCost
        + ",r="
        + rounds
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(stream);
  }
}
