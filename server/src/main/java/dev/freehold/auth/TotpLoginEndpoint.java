package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.account.TotpRepository;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.token.ChallengeTokenCodec.Challenge;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/// `POST /auth/totp/login`: completes a log-in with a code. The session is that of the challenge, which is
/// good once; a wrong code does not use it up.
final class TotpLoginEndpoint implements Endpoint {
  private static final String CHALLENGE = "challenge";

  private final AuthThrottle throttle;
  private final LoginChallenges challenges;
  private final TotpRepository factors;
  private final CodeProblems problems;
  private final TokenResponseWriter tokenResponses;
  private final Consumer<AccountEvent> record;

  TotpLoginEndpoint(
      AuthThrottle throttle,
      LoginChallenges challenges,
      TotpRepository factors,
      CodeProblems problems,
      TokenResponseWriter tokenResponses,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.challenges = challenges;
    this.factors = factors;
    this.problems = problems;
    this.tokenResponses = tokenResponses;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(),
            StringField.required(CHALLENGE),
            StringField.required(CodeProblems.CODE));
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    Optional<Challenge> challenge = challenges.read(body.text(CHALLENGE).orElseThrow(), request);
    if (challenge.isEmpty()) {
      return ended();
    }
    TokenMode mode = challenge.get().cookie() ? TokenMode.COOKIE : TokenMode.TOKEN;
    tokenResponses.require(mode, request);
    return logIn(challenge.get(), mode, body.text(CodeProblems.CODE).orElseThrow(), request);
  }

  private Future<Reply> logIn(Challenge challenge, TokenMode mode, String code, Request request) {
    return factors
        .logIn(challenge, code, ClientDevice.of(request))
        .compose(result -> problems.check(result, challenge.user(), null))
        .compose(
            accepted ->
                switch (accepted.value()) {
                  case OpenResult.Opened(var person, var proof) -> {
                    record.accept(
                        AccountEvent.of(Kind.LOG_IN, person.id(), challenge.session())
                            .by(
                                accepted.recovery()
                                    ? AccountEvent.PASSWORD_AND_RECOVERY_CODE
                                    : AccountEvent.PASSWORD_AND_TOTP));
                    if (person.email() != null) {
                      throttle.signedIn(person.email(), request);
                    }
                    yield Future.succeededFuture(
                        tokenResponses.reply(200, mode, person, challenge.session(), 0, proof));
                  }
                  case OpenResult.SecondFactorNeeded _, OpenResult.AccountChanged _ -> ended();
                });
  }

  private static Future<Reply> ended() {
    return Future.failedFuture(new Problem.InvalidToken().toException());
  }
}
