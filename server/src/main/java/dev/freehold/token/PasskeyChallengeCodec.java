package dev.freehold.token;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Encodes and decodes the challenges of passkeys, opaque to clients. The server stores none that it
/// hands out: anybody may ask for one. A challenge is bound to its purpose, and that of a new passkey to
/// the account and the session for which it was made.
public final class PasskeyChallengeCodec {
  /// WebAuthn Level 3 section 13.4.3 asks for 16 at least.
  private static final int CHALLENGE = 32;

  private static final int PAYLOAD = 1 + CHALLENGE + Long.BYTES + 4 * Long.BYTES;
  private static final byte REGISTER = 1;
  private static final byte SIGN = 2;
  private static final UUID NONE = new UUID(0, 0);

  private final SignedTokenCodec tokens;
  private final SecureRandom random;

  /// @param secrets of the server
  public PasskeyChallengeCodec(SigningSecrets secrets, SecureRandom random) {
    this.tokens = new SignedTokenCodec(secrets, "freehold passkey challenge v1", PAYLOAD);
    this.random = random;
  }

  /// A challenge.
  ///
  /// @param id how the client names it
  /// @param bytes what the authenticator signs, 32 random bytes
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record PasskeyChallenge(String id, byte[] bytes, Instant expires) {
    @Override
    public String toString() {
      return "PasskeyChallenge[" + expires + "]";
    }
  }

  /// For a new passkey of an account, made in this session.
  public PasskeyChallenge forRegistration(UUID user, UUID session, Instant now, Duration life) {
    return make(REGISTER, user, session, now.plus(life));
  }

  /// For a signature of any passkey.
  public PasskeyChallenge forSignature(Instant now, Duration life) {
    return make(SIGN, NONE, NONE, now.plus(life));
  }

  /// The challenge with the id; empty for text that [#forRegistration] did not return for this account and
  /// session, and for one that has expired.
  public Optional<PasskeyChallenge> registration(String id, UUID user, UUID session, Instant now) {
    return decode(id, REGISTER, user, session, now);
  }

  /// The challenge with the id; empty for text that [#forSignature] did not return, and for one that has
  /// expired.
  public Optional<PasskeyChallenge> signature(String id, Instant now) {
    return decode(id, SIGN, NONE, NONE, now);
  }

  private PasskeyChallenge make(byte purpose, UUID user, UUID session, Instant expires) {
    byte[] challenge = new byte[CHALLENGE];
    random.nextBytes(challenge);
    String id =
        tokens.encode(
            ByteBuffer.allocate(PAYLOAD)
                .put(purpose)
                .put(challenge)
                .putLong(expires.toEpochMilli())
                .putLong(user.getMostSignificantBits())
                .putLong(user.getLeastSignificantBits())
                .putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .array());
    return new PasskeyChallenge(id, challenge, Instant.ofEpochMilli(expires.toEpochMilli()));
  }

  private Optional<PasskeyChallenge> decode(
      String id, byte purpose, UUID user, UUID session, Instant now) {
    return tokens
        .decode(id)
        .filter(payload -> payload.get() == purpose)
        .flatMap(
            payload -> {
              byte[] challenge = new byte[CHALLENGE];
              payload.get(challenge);
              Instant expires = Instant.ofEpochMilli(payload.getLong());
              UUID ofUser = new UUID(payload.getLong(), payload.getLong());
              UUID ofSession = new UUID(payload.getLong(), payload.getLong());
              return ofUser.equals(user) && ofSession.equals(session) && now.isBefore(expires)
                  ? Optional.of(new PasskeyChallenge(id, challenge, expires))
                  : Optional.empty();
            });
  }
}
