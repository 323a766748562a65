package dev.freehold.token;

import dev.freehold.type.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/// Encodes and decodes the tokens of invitations to a team: 66 characters, opaque to clients. A token
/// has a version byte, the id of the invitation, and an HMAC over these under a separate key. The
/// database has no token.
public final class InvitationTokenCodec {
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + 16;
  private static final int LENGTH = 66;

  private final HmacSha256 key;

  /// @param secret of the server, `JWT_SECRET`
  public InvitationTokenCodec(Secret secret) {
    this.key = HmacSha256.derived(secret, "freehold team invitation v1");
  }

  public String encode(UUID invitation) {
    byte[] head =
        ByteBuffer.allocate(HEAD)
            .put(VERSION)
            .putLong(invitation.getMostSignificantBits())
            .putLong(invitation.getLeastSignificantBits())
            .array();
    byte[] tag = key.sign(head);
    return Base64Url.encode(ByteBuffer.allocate(HEAD + tag.length).put(head).put(tag).array());
  }

  /// The id of the invitation; empty for text that [#encode] did not return.
  public Optional<UUID> decode(String token) {
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
              return new UUID(in.getLong(), in.getLong());
            });
  }
}
