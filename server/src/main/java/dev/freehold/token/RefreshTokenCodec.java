package dev.freehold.token;

import dev.freehold.type.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/// Encodes and decodes refresh tokens: 76 characters, opaque to clients. A token has a version
/// byte, the id of the session, the refresh counter of the session, and an HMAC over these under a
/// separate key.
///
/// A token is a pure function of session and counter, so that a repeated refresh gives the same
/// token and no token is stored: a copy of the database has no usable tokens.
public final class RefreshTokenCodec {
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + 16 + 8;
  private static final int LENGTH = 76;

  private final HmacSha256 key;

  /// The content of a refresh token.
  ///
  /// @param counter the number of refreshes of the session before this token; 0 for the first
  public record RefreshTokenClaims(UUID session, long counter) {}

  public RefreshTokenCodec(Secret secret) {
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
    byte[] tag = key.sign(head);
    return Base64Url.encode(ByteBuffer.allocate(HEAD + tag.length).put(head).put(tag).array());
  }

  /// Empty for text that [#encode] did not return.
  public Optional<RefreshTokenClaims> decode(String token) {
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
              return new RefreshTokenClaims(new UUID(in.getLong(), in.getLong()), in.getLong());
            });
  }
}
