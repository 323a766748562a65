package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.PasswordConfirmation.ConfirmedChange;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.token.Base32;
import dev.freehold.token.Totp;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /auth/totp`: makes a secret that waits to be confirmed with a code of it. The response is the only
/// one that has it.
final class BeginTotpEndpoint implements AuthenticatedEndpoint {
  static final Problem EXTERNAL =
      new Problem.Forbidden(
          "The account has no second factor here: an external issuer signs its person in.");

  private static final String PASSWORD = "password";

  private final AuthThrottle throttle;
  private final TotpRepository factors;
  private final PasswordConfirmation confirmation;
  private final String api;
  private final SecureRandom random;

  /// @param api the name of the API, which an authenticator app shows
  BeginTotpEndpoint(
      AuthThrottle throttle,
      TotpRepository factors,
      PasswordConfirmation confirmation,
      String api,
      SecureRandom random) {
    this.throttle = throttle;
    this.factors = factors;
    this.confirmation = confirmation;
    this.api = api;
    this.random = random;
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(EXTERNAL.toException());
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body = StringFieldsBody.read(request.body(), StringField.required(PASSWORD));
    List<Violation> faults = new ArrayList<>(body.violations());
    body.text(PASSWORD).ifPresent(p -> AccountValidator.storedPassword(PASSWORD, p, faults));
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    byte[] secret = new byte[Totp.SECRET_BYTES];
    random.nextBytes(secret);
    return confirmation
        .confirm(
            request,
            caller,
            PASSWORD,
            body.text(PASSWORD).orElseThrow(),
            new ConfirmedChange<String>() {
              @Override
              public void check(UserCredentials account) {}

              @Override
              public Future<Optional<String>> make(UserCredentials account) {
                return factors
                    .begin(account, caller.session(), secret)
                    .map(stored -> stored ? Optional.of(account.email()) : Optional.empty());
              }
            })
        .map(
            email ->
                ReplyEnvelope.data(201, out -> write(out, Base32.encode(secret), email))
                    .withHeader("Location", AuthRoutes.TOTP)
                    .withHeader("Cache-Control", "no-store"));
  }

  /// The URI is that of the usual apps: `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER`. What it does
  /// not name has the values that all of them take: SHA1, 6 digits, 30 s.
  private void write(JsonGenerator out, String secret, String email) throws IOException {
    out.writeStartObject();
    out.writeStringField("secret", secret);
    out.writeStringField(
        "uri",
        "otpauth://totp/"
            + encoded(api)
            + ":"
            + encoded(email)
            + "?secret="
            + secret
            + "&issuer="
            + encoded(api));
    out.writeEndObject();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
