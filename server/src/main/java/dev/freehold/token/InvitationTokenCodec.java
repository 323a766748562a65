package dev.freehold.token;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/// Encodes and decodes the tokens of invitations to a team: 66 characters, opaque to clients. A token
/// carries the id of the invitation; no table of teams has it.
public final class InvitationTokenCodec {
  private static final int PAYLOAD = 16;

  private final SignedTokenCodec tokens;

  /// @param secrets of the server
  public InvitationTokenCodec(SigningSecrets secrets) {
    this.tokens = new SignedTokenCodec(secrets, "freehold team invitation v1", PAYLOAD);
  }

  public String encode(UUID invitation) {
    return tokens.encode(
        ByteBuffer.allocate(PAYLOAD)
            .putLong(invitation.getMostSignificantBits())
            .putLong(invitation.getLeastSignificantBits())
            .array());
  }

  /// The id of the invitation; empty for text that [#encode] did not return.
  public Optional<UUID> decode(String token) {
    return tokens.decode(token).map(payload -> new UUID(payload.getLong(), payload.getLong()));
  }
}
