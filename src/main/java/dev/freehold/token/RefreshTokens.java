package dev.freehold.token;

import dev.freehold.type.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/// Refresh tokens: opaque to clients, 76 characters. Inside: a version byte, the session's id, how often the session has
/// been refreshed, and an HMAC over these under a key for this purpose alone.
///
/// A pure function of session and counter, so that asking twice for the same successor gives the same text, and no token
/// is ever stored: a copy of the database signs nobody in.
public final class RefreshTokens {
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + 16 + 8;
  private static final int LENGTH = 76;

  private final HmacSha256 key;

  /// What a token says.
  ///
  /// @param counter how often the session had been refreshed when it was made; 0 for the first
  public record Claim(UUID session, long counter) {}

  public RefreshTokens(Secret secret) {
    this.key = HmacSha256.derived(secret, "freehold refresh token v1");
  }

  public String encode(UUID session, long counter) {
    byte[] head =
        ByteBuffer.allocate(HEAD)
            .put(VERSION)
            .putLong(session.getMostSignificantBits())
            .putLong(session.getLeastSignificantBits())
            .putLong(counter)
            .array();
    byte[] tag = key.of(head);
    return Base64Url.encode(ByteBuffer.allocate(HEAD + tag.length).put(head).put(tag).array());
  }

  /// Empty for anything that [#encode] has not made.
  public Optional<Claim> decode(String token) {
    if (token.length() != LENGTH) {
      return Optional.empty();
    }
    return Base64Url.decode(token)
        .filter(
            bytes ->
                bytes[0] == VERSION
                    && key.verify(
                        Arrays.copyOf(bytes, HEAD), Arrays.copyOfRange(bytes, HEAD, bytes.length)))
        .map(
            bytes -> {
              ByteBuffer in = ByteBuffer.wrap(bytes, 1, HEAD - 1);
              return new Claim(new UUID(in.getLong(), in.getLong()), in.getLong());
            });
  }
}
