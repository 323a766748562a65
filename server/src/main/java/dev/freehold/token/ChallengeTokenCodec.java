package dev.freehold.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The tokens of log-ins that wait for a second factor. A token says that the password was right; alone it
/// opens nothing. It is good once: it names the session to be opened, whose id the database takes once.
public final class ChallengeTokenCodec {
  private static final int DIGEST = 32;
  private static final int PAYLOAD = 16 + 16 + 8 + 1 + DIGEST + DIGEST;

  private final SignedTokenCodec tokens;

  /// @param session to be opened
  /// @param expires in seconds since 1970
  /// @param cookie whether the session keeps its tokens in cookies
  /// @param password the [#digest] of the hash that was compared: another password ends the challenge
  /// @param device the [#digest] of the text of the client
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Challenge(
      UUID session, UUID user, long expires, boolean cookie, byte[] password, byte[] device) {
    public boolean isOf(String passwordHash) {
      return MessageDigest.isEqual(password, digest(passwordHash));
    }

    public boolean isOfDevice(@Nullable String text) {
      return MessageDigest.isEqual(device, digest(text));
    }
  }

  public ChallengeTokenCodec(SigningSecrets secrets) {
    this.tokens = new SignedTokenCodec(secrets, "freehold challenge token v1", PAYLOAD);
  }

  public String encode(Challenge challenge) {
    return tokens.encode(
        ByteBuffer.allocate(PAYLOAD)
            .putLong(challenge.session.getMostSignificantBits())
            .putLong(challenge.session.getLeastSignificantBits())
            .putLong(challenge.user.getMostSignificantBits())
            .putLong(challenge.user.getLeastSignificantBits())
            .putLong(challenge.expires)
            .put((byte) (challenge.cookie ? 1 : 0))
            .put(challenge.password)
            .put(challenge.device)
            .array());
  }

  /// Empty for text that [#encode] did not return, and for a challenge that is over.
  ///
  /// @param now in seconds since 1970
  public Optional<Challenge> decode(String token, long now) {
    return tokens
        .decode(token)
        .map(ChallengeTokenCodec::read)
        .filter(challenge -> now < challenge.expires);
  }

  private static Challenge read(ByteBuffer in) {
    UUID session = new UUID(in.getLong(), in.getLong());
    UUID user = new UUID(in.getLong(), in.getLong());
    long expires = in.getLong();
    boolean cookie = in.get() == 1;
    byte[] password = new byte[DIGEST];
    byte[] device = new byte[DIGEST];
    in.get(password).get(device);
    return new Challenge(session, user, expires, cookie, password, device);
  }

  /// @param text null as the empty one
  public static byte[] digest(@Nullable String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
