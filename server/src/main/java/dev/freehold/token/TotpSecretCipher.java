package dev.freehold.token;

import dev.freehold.type.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// Encrypts the secrets of second factors for the database: AES-256-GCM (NIST SP 800-38D) under a key that
/// HKDF (RFC 5869) derives from the secret of the server. A copy of the database makes no code. The id of
/// the account is authenticated, so that a row does not serve another account.
///
/// The form: a version byte, four bytes that name the key, a nonce of 12 bytes, the ciphertext with its tag.
public final class TotpSecretCipher {
  private static final byte VERSION = 1;
  private static final int ID = 4;
  private static final int HEAD = 1 + ID;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final List<CipherKey> keys;
  private final SecureRandom random;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record CipherKey(byte[] id, SecretKey key) {}

  public TotpSecretCipher(SigningSecrets secrets, SecureRandom random) {
    this.keys = secrets.accepted().stream().map(TotpSecretCipher::key).toList();
    this.random = random;
  }

  /// Under the current key.
  public byte[] encrypt(UUID user, byte[] secret) {
    CipherKey current = keys.getFirst();
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, current.key, nonce, user).doFinal(secret);
      return ByteBuffer.allocate(HEAD + NONCE + encrypted.length)
          .put(VERSION)
          .put(current.id)
          .put(nonce)
          .put(encrypted)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /// Empty if none of the keys encrypted it, or not for `user`.
  public Optional<byte[]> decrypt(UUID user, byte[] stored) {
    if (stored.length < HEAD + NONCE + TAG_BITS / 8 || stored[0] != VERSION) {
      return Optional.empty();
    }
    for (CipherKey key : keys) {
      if (Arrays.equals(stored, 1, HEAD, key.id, 0, ID)) {
        return decrypt(key.key, user, stored);
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> decrypt(SecretKey key, UUID user, byte[] stored) {
    byte[] nonce = Arrays.copyOfRange(stored, HEAD, HEAD + NONCE);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, key, nonce, user)
              .doFinal(stored, HEAD + NONCE, stored.length - HEAD - NONCE));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /// The first bytes of everything that the current key encrypts.
  public byte[] currentHead() {
    return ByteBuffer.allocate(HEAD).put(VERSION).put(keys.getFirst().id).array();
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, UUID user)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(user.toString().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static CipherKey key(Secret secret) {
    try {
      KDF hkdf = KDF.getInstance("HKDF-SHA256");
      return new CipherKey(
          hkdf.deriveData(info(secret, "freehold totp key id v1", ID)),
          hkdf.deriveKey("AES", info(secret, "freehold totp key v1", 32)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 25 has HKDF", e);
    }
  }

  private static HKDFParameterSpec info(Secret secret, String purpose, int length) {
    return HKDFParameterSpec.ofExtract()
        .addIKM(secret.revealBytes())
        .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), length);
  }
}
