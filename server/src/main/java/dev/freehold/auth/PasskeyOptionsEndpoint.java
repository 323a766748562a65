package dev.freehold.auth;

import dev.freehold.account.AccountValidator;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.Proof;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.passkey.PasskeyOptions;
import dev.freehold.passkey.PasskeyOptions.PasskeyUser;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// `POST /auth/passkeys/options`: the options with which a browser makes a passkey for the caller. The proof
/// of the person counts for the passkey that is made with them.
final class PasskeyOptionsEndpoint implements AuthenticatedEndpoint {
  static final Problem OF_ANOTHER_ISSUER =
      new Problem.Forbidden("The issuer of the token signs you in; passkeys are made there.");

  private final AuthThrottle throttle;
  private final PasskeyRepository passkeys;
  private final PasskeyProof proof;
  private final PasskeyParts parts;
  private final InstantSource clock;

  PasskeyOptionsEndpoint(
      AuthThrottle throttle,
      PasskeyRepository passkeys,
      PasskeyProof proof,
      PasskeyParts parts,
      InstantSource clock) {
    this.throttle = throttle;
    this.passkeys = passkeys;
    this.proof = proof;
    this.parts = parts;
    this.clock = clock;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(request.body(), StringField.optional(PasskeyProof.PASSWORD));
    List<Violation> faults = new ArrayList<>(body.violations());
    String password = body.text(PasskeyProof.PASSWORD).orElse(null);
    if (password != null) {
      AccountValidator.storedPassword(PasskeyProof.PASSWORD, password, faults);
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    return proof
        .require(request, caller, password)
        .compose(
            person ->
                passkeys
                    .known(caller.id())
                    .map(
                        known -> {
                          PasskeyChallenge challenge =
                              parts
                                  .challenges()
                                  .forRegistration(
                                      caller.id(),
                                      caller.session(),
                                      clock.instant(),
                                      PasskeyOptions.LIFE);
                          return ReplyEnvelope.data(
                                  200,
                                  out -> {
                                    out.writeStartObject();
                                    out.writeStringField("challenge_id", challenge.id());
                                    out.writeFieldName("options");
                                    parts
                                        .options()
                                        .writeCreation(
                                            out, challenge.bytes(), user(caller, person), known);
                                    out.writeEndObject();
                                  })
                              .withHeader("Cache-Control", "no-store");
                        }));
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(OF_ANOTHER_ISSUER.toException());
  }

  private static PasskeyUser user(Caller.User caller, Proof person) {
    String name =
        Objects.requireNonNullElse(
            person.email(), Objects.requireNonNullElse(person.name(), caller.id().toString()));
    return new PasskeyUser(caller.id(), name, Objects.requireNonNullElse(person.name(), name));
  }
}
