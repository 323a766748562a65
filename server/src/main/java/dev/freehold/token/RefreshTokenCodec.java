package dev.freehold.token;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/// Encodes and decodes refresh tokens: 76 characters, opaque to clients. A token has a version
/// byte, the id of the session, the refresh counter of the session, and an HMAC over these under a
/// separate key.
///
/// A token is a pure function of session and counter, so that a repeated refresh gives the same
/// token and no token is stored: a copy of the database has no usable tokens.
public final class RefreshTokenCodec {
  private static final int PAYLOAD = 16 + 8;

  private final SignedTokenCodec tokens;

  /// The content of a refresh token.
  ///
  /// @param counter the number of refreshes of the session before this token; 0 for the first
  public record RefreshTokenClaims(UUID session, long counter) {}

  public RefreshTokenCodec(SigningSecrets secrets) {
    this.tokens = new SignedTokenCodec(secrets, "freehold refresh token v1", PAYLOAD);
  }

  public String encode(UUID session, long counter) {
    return tokens.encode(
        ByteBuffer.allocate(PAYLOAD)
            .putLong(session.getMostSignificantBits())
            .putLong(session.getLeastSignificantBits())
            .putLong(counter)
            .array());
  }

  /// Empty for text that [#encode] did not return.
  public Optional<RefreshTokenClaims> decode(String token) {
    return tokens
        .decode(token)
        .map(
            payload ->
                new RefreshTokenClaims(
                    new UUID(payload.getLong(), payload.getLong()), payload.getLong()));
  }
}
