package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.Use;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.passkey.CredentialJson.Ceremony;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;

/// `POST /auth/step-up` with a passkey of the caller: a proof of two factors in this session. What is wrong with
/// the passkey is a violation and not a 401, on which a front end would sign out.
final class PasskeyStepUpEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final PasskeyRepository passkeys;
  private final PasskeySignature signature;
  private final PasskeyParts parts;
  private final InstantSource clock;
  private final Consumer<AccountEvent> record;

  PasskeyStepUpEndpoint(
      AuthThrottle throttle,
      PasskeyRepository passkeys,
      PasskeySignature signature,
      PasskeyParts parts,
      InstantSource clock,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.passkeys = passkeys;
    this.signature = signature;
    this.parts = parts;
    this.clock = clock;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    PasskeyBody body = PasskeyBody.read(request.body(), Ceremony.AUTHENTICATION);
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    PasskeyChallenge challenge =
        parts
            .challenges()
            .signature(body.texts().text(PasskeyBody.CHALLENGE).orElseThrow(), clock.instant())
            .orElseThrow(CreatePasskeyEndpoint::expired);
    return signature
        .use(
            Objects.requireNonNull(body.credential()),
            challenge,
            caller.id(),
            (owner, signed) -> passkeys.prove(owner, challenge, signed, caller.session()))
        .compose(
            result ->
                switch (result) {
                  case Use.Proven _ -> {
                    record.accept(
                        AccountEvent.of(Kind.STEPPED_UP, caller.id(), caller.session())
                            .by(AccountEvent.PASSKEY));
                    yield Future.succeededFuture(Reply.noContent());
                  }
                  case Use.SignedIn _, Use.Suspicious _, Use.Refused _ ->
                      Future.failedFuture(
                          Problem.Invalid.of(
                                  PasskeyBody.CREDENTIAL,
                                  ViolationCode.WRONG,
                                  "credential is no signature of a passkey of the account.")
                              .toException());
                });
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(PasskeyOptionsEndpoint.OF_ANOTHER_ISSUER.toException());
  }
}
