package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.Creation;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.passkey.CredentialJson.Ceremony;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// `POST /auth/passkeys`: adds a passkey that a browser made with the options of this session.
final class CreatePasskeyEndpoint implements AuthenticatedEndpoint {
  static final int MAX_NAME = 100;
  private static final String NAME = "name";

  private static final Problem TOO_MANY =
      conflict(
          ViolationCode.TOO_MANY,
          "The account has "
              + PasskeyRepository.MAX_PASSKEYS
              + " passkeys, which is the most; delete one first.");

  private static final Problem KNOWN =
      conflict(ViolationCode.TAKEN, "This passkey is registered already.");

  private final AuthThrottle throttle;
  private final PasskeyRepository passkeys;
  private final PasskeyParts parts;
  private final UuidV7Generator ids;
  private final InstantSource clock;
  private final Consumer<AccountEvent> record;

  CreatePasskeyEndpoint(
      AuthThrottle throttle,
      PasskeyRepository passkeys,
      PasskeyParts parts,
      UuidV7Generator ids,
      InstantSource clock,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.passkeys = passkeys;
    this.parts = parts;
    this.ids = ids;
    this.clock = clock;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    PasskeyBody body =
        PasskeyBody.read(request.body(), Ceremony.REGISTRATION, StringField.required(NAME));
    List<Violation> faults = new ArrayList<>(body.violations());
    String name = body.texts().text(NAME).map(String::strip).orElse("");
    if (body.texts().text(NAME).isPresent() && name.isEmpty()) {
      faults.add(new Violation(NAME, ViolationCode.TOO_SHORT, "name must not be empty."));
    } else if (name.codePointCount(0, name.length()) > MAX_NAME) {
      faults.add(
          new Violation(
              NAME, ViolationCode.TOO_LONG, "name must have at most " + MAX_NAME + " characters."));
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    PasskeyChallenge challenge =
        parts
            .challenges()
            .registration(
                body.texts().text(PasskeyBody.CHALLENGE).orElseThrow(),
                caller.id(),
                caller.session(),
                clock.instant())
            .orElseThrow(CreatePasskeyEndpoint::expired);
    return parts
        .verifier()
        .register(Objects.requireNonNull(body.credential()), challenge.bytes())
        .compose(
            made ->
                made.isPresent()
                    ? passkeys.create(
                        ids.next(),
                        caller.id(),
                        caller.session(),
                        name,
                        made.get(),
                        challenge,
                        ClientDevice.of(request))
                    : Future.failedFuture(refused()))
        .compose(
            result ->
                switch (result) {
                  case Creation.Created(var passkey) -> {
                    record.accept(
                        AccountEvent.of(Kind.PASSKEY_ADDED, caller.id(), caller.session()));
                    yield Future.succeededFuture(
                        ReplyEnvelope.data(201, out -> ListPasskeysEndpoint.write(out, passkey))
                            .withHeader("Location", AuthRoutes.PASSKEYS + "/" + passkey.id()));
                  }
                  case Creation.TooMany _ -> Future.failedFuture(TOO_MANY.toException());
                  case Creation.Known _ -> Future.failedFuture(KNOWN.toException());
                  case Creation.ChallengeUsed _ -> Future.failedFuture(expired());
                  case Creation.SessionEnded _ ->
                      Future.failedFuture(new Problem.InvalidToken().toException());
                });
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(PasskeyOptionsEndpoint.OF_ANOTHER_ISSUER.toException());
  }

  private static Problem conflict(String code, String sentence) {
    return new Problem.Conflict(List.of(new Violation("", code, sentence)));
  }

  static ProblemException expired() {
    return Problem.Invalid.of(
            PasskeyBody.CHALLENGE,
            ViolationCode.EXPIRED,
            "challenge_id is not valid any more; ask for new options.")
        .toException();
  }

  /// What is wrong is not said: a browser and an authenticator in order make no such credential.
  private static ProblemException refused() {
    return Problem.Invalid.of(
            PasskeyBody.CREDENTIAL,
            ViolationCode.WRONG,
            "credential is not one that was made with these options, on a page that may do so.")
        .toException();
  }
}
