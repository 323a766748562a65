package dev.freehold.token;

import dev.freehold.type.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// The tokens in the links of mails: 43 characters, 256 bits. A token is the HMAC of the id of its
/// mail under a key of its own, so that each attempt to send a mail has the same token, and the
/// database has its hash alone: a copy of the database has no usable token.
public final class MailTokenCodec {
  private static final int LENGTH = 43;

  private final HmacSha256 key;

  public MailTokenCodec(Secret secret) {
    this.key = HmacSha256.derived(secret, "freehold mail token v1");
  }

  /// The token of a mail.
  public String token(UUID mail) {
    return Base64Url.encode(
        key.sign(
            ByteBuffer.allocate(16)
                .putLong(mail.getMostSignificantBits())
                .putLong(mail.getLeastSignificantBits())
                .array()));
  }

  /// The hash under which the database knows a token: SHA-256, because a token cannot be guessed. For
  /// every text, also one that is no token.
  public static byte[] hash(String token) {
    try {
      // A longer text is no token; hashing it would be work for nothing.
      String text = token.length() == LENGTH ? token : "";
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
