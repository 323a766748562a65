package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.Use;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.passkey.CredentialJson.Ceremony;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/passkeys/login`: a log-in with a passkey, which is two factors. An unknown passkey, a wrong
/// signature, a used challenge and a disabled account get the same response.
final class PasskeyLoginEndpoint implements Endpoint {
  private final AuthThrottle throttle;
  private final PasskeyRepository passkeys;
  private final PasskeySignature signature;
  private final PasskeyParts parts;
  private final Verification verification;
  private final TokenResponseWriter tokenResponses;
  private final UuidV7Generator ids;
  private final InstantSource clock;
  private final Consumer<AccountEvent> record;

  PasskeyLoginEndpoint(
      AuthThrottle throttle,
      PasskeyRepository passkeys,
      PasskeySignature signature,
      PasskeyParts parts,
      Verification verification,
      TokenResponseWriter tokenResponses,
      UuidV7Generator ids,
      InstantSource clock,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.passkeys = passkeys;
    this.signature = signature;
    this.parts = parts;
    this.verification = verification;
    this.tokenResponses = tokenResponses;
    this.ids = ids;
    this.clock = clock;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    PasskeyBody body =
        PasskeyBody.read(request.body(), Ceremony.AUTHENTICATION, tokenResponses.members());
    List<Violation> faults = new ArrayList<>(body.violations());
    TokenMode mode = tokenResponses.mode(body.texts(), request, faults);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    PasskeyChallenge challenge =
        parts
            .challenges()
            .signature(body.texts().text(PasskeyBody.CHALLENGE).orElseThrow(), clock.instant())
            .orElseThrow(CreatePasskeyEndpoint::expired);
    UUID session = ids.next();
    return signature
        .use(
            Objects.requireNonNull(body.credential()),
            challenge,
            null,
            (owner, signed) ->
                verification == Verification.SIGN_IN && !owner.verified()
                    ? Future.failedFuture(new Problem.EmailNotVerified().toException())
                    : passkeys.signIn(owner, challenge, signed, session, ClientDevice.of(request)))
        .compose(
            result ->
                switch (result) {
                  case Use.SignedIn(var opened) -> {
                    String email = opened.person().email();
                    if (email != null) {
                      throttle.signedIn(email, request);
                    }
                    record.accept(
                        AccountEvent.of(Kind.LOG_IN, opened.person().id(), session)
                            .by(AccountEvent.PASSKEY));
                    yield Future.succeededFuture(
                        tokenResponses.reply(
                            200, mode, opened.person(), session, 0, opened.proof()));
                  }
                  case Use.Proven _, Use.Suspicious _, Use.Refused _ ->
                      Future.failedFuture(new Problem.PasskeyRefused().toException());
                });
  }
}
