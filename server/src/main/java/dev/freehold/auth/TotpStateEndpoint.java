package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.TotpRepository.TotpState;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import io.vertx.core.Future;
import java.io.IOException;

/// `GET /auth/totp`: whether the account has a second factor, and how many recovery codes are left.
final class TotpStateEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final TotpRepository factors;

  TotpStateEndpoint(AuthThrottle throttle, TotpRepository factors) {
    this.throttle = throttle;
    this.factors = factors;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    return factors
        .find(caller.id())
        .map(state -> ReplyEnvelope.data(200, out -> write(out, state)));
  }

  /// Writes the state as an object.
  static void write(JsonGenerator out, TotpState state) throws IOException {
    out.writeStartObject();
    out.writeBooleanField("enabled", state.confirmedAt() != null);
    if (state.confirmedAt() == null) {
      out.writeNullField("confirmed_at");
    } else {
      out.writeFieldName("confirmed_at");
      StoredTimeWriter.write(out, state.confirmedAt());
    }
    out.writeNumberField("recovery_codes_left", state.recoveryCodes());
    out.writeEndObject();
  }
}
