package dev.freehold.auth;

import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.token.ChallengeTokenCodec;
import dev.freehold.token.ChallengeTokenCodec.Challenge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The challenges of log-ins whose password was right and which wait for a second factor.
final class LoginChallenges {
  static final Duration LIFE = Duration.ofMinutes(5);

  private static final List<String> FACTORS = List.of("totp", "recovery_code");
  private static final List<String> WITH_PASSKEY = List.of("totp", "recovery_code", "passkey");

  private final ChallengeTokenCodec tokens;
  private final InstantSource clock;

  LoginChallenges(ChallengeTokenCodec tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /// `202 {challenge, expires_in, factors}`.
  ///
  /// @param session to be opened
  /// @param passwordHash that was compared
  /// @param passkey whether the account has one, whose sign-in needs no challenge
  Reply reply(
      UUID session,
      UUID user,
      String passwordHash,
      boolean passkey,
      TokenMode mode,
      Request request) {
    String challenge =
        tokens.encode(
            new Challenge(
                session,
                user,
                clock.instant().getEpochSecond() + LIFE.toSeconds(),
                mode == TokenMode.COOKIE,
                ChallengeTokenCodec.digest(passwordHash),
                ChallengeTokenCodec.digest(ClientDevice.of(request))));
    return ReplyEnvelope.data(
            202,
            out -> {
              out.writeStartObject();
              out.writeStringField("challenge", challenge);
              out.writeNumberField("expires_in", LIFE.toSeconds());
              out.writeArrayFieldStart("factors");
              for (String factor : passkey ? WITH_PASSKEY : FACTORS) {
                out.writeString(factor);
              }
              out.writeEndArray();
              out.writeEndObject();
            })
        .withHeader("Cache-Control", "no-store");
  }

  /// The challenge of a request of the same client; empty if it is none, or is over.
  Optional<Challenge> read(String token, Request request) {
    return tokens
        .decode(token, clock.instant().getEpochSecond())
        .filter(challenge -> challenge.isOfDevice(ClientDevice.of(request)));
  }
}
