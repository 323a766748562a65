package dev.freehold.token;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// Encodes and decodes opaque tokens: base64url of a version byte, a payload of a fixed length, and an
/// HMAC over both under a key of its own. A token is a pure function of its payload, so the database
/// need not have it.
final class SignedTokenCodec {
  private static final byte VERSION = 1;

  private final HmacKeyring keys;
  private final int head;

  /// @param purpose names the keys, which are derived from the secrets
  /// @param payload its length in bytes
  SignedTokenCodec(SigningSecrets secrets, String purpose, int payload) {
    this.keys = HmacKeyring.derived(secrets, purpose);
    this.head = 1 + payload;
  }

  /// @param payload as long as the codec says
  String encode(byte[] payload) {
    byte[] signed = ByteBuffer.allocate(head).put(VERSION).put(payload).array();
    byte[] tag = keys.sign(signed);
    return Base64Url.encode(ByteBuffer.allocate(head + tag.length).put(signed).put(tag).array());
  }

  /// The payload; empty for text that [#encode] did not return.
  Optional<ByteBuffer> decode(String token) {
    if (token.length() != length()) {
      return Optional.empty();
    }
    return Base64Url.decode(token)
        .filter(
            bytes ->
                bytes[0] == VERSION
                    && keys.verify(
                        Arrays.copyOf(bytes, head), Arrays.copyOfRange(bytes, head, bytes.length)))
        .map(bytes -> ByteBuffer.wrap(bytes, 1, head - 1));
  }

  /// In characters, without padding.
  private int length() {
    return ((head + HmacSha256.BYTES) * 4 + 2) / 3;
  }
}
