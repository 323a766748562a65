package dev.freehold.auth;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.passkey.PasskeyOptions;
import dev.freehold.problem.Problem;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import io.vertx.core.Future;
import java.time.InstantSource;

/// `POST /auth/passkeys/login/options`: the options with which a browser asks for a passkey, to log in or to
/// step up. They are the same for everybody but for the challenge, and nothing is stored.
final class PasskeyLoginOptionsEndpoint implements Endpoint {
  private final AuthThrottle throttle;
  private final PasskeyParts parts;
  private final InstantSource clock;

  PasskeyLoginOptionsEndpoint(AuthThrottle throttle, PasskeyParts parts, InstantSource clock) {
    this.throttle = throttle;
    this.parts = parts;
    this.clock = clock;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body = StringFieldsBody.read(request.body());
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    PasskeyChallenge challenge =
        parts.challenges().forSignature(clock.instant(), PasskeyOptions.LIFE);
    return Future.succeededFuture(
        ReplyEnvelope.data(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeStringField("challenge_id", challenge.id());
                  out.writeFieldName("options");
                  parts.options().writeRequest(out, challenge.bytes());
                  out.writeEndObject();
                })
            .withHeader("Cache-Control", "no-store"));
  }
}
