package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.AuthMethod;
import dev.freehold.account.FailedLogins;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.account.SignUpRepository;
import dev.freehold.account.UserRepository;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.AuthThrottle.LoginAttempt;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.PasswordMatch;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/login`. An unknown e-mail and a wrong password take the same path, cost the same
/// hash and get the same response (K12). Where addresses must be verified before, a sign-up that waits for
/// that is known by its password, as an account is: by one more hash for every wrong password.
final class LoginEndpoint implements Endpoint {
  /// An account that an operator changes during the log-in is read once more, and not a third time.
  private static final int ATTEMPTS = 2;

  /// A hash of another system costs more or less than one of this server, so the time would tell that
  /// the address has such an account. No allowed cost is expected to take longer.
  private static final Duration FLOOR = Duration.ofSeconds(1);

  private final AuthThrottle throttle;
  private final @Nullable FailedLogins failed;
  private final PasswordHasher gate;
  private final UserRepository people;
  private final SessionRepository sessions;
  private final LoginChallenges challenges;
  private final Verification verification;
  private final Optional<SignUpRepository> signUps;
  private final TokenResponseWriter tokenResponses;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  /// @param failed null where guesses are not limited
  /// @param signUps empty while nobody may sign up
  LoginEndpoint(
      AuthThrottle throttle,
      @Nullable FailedLogins failed,
      PasswordHasher gate,
      UserRepository people,
      SessionRepository sessions,
      LoginChallenges challenges,
      Verification verification,
      Optional<SignUpRepository> signUps,
      TokenResponseWriter tokenResponses,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.failed = failed;
    this.gate = gate;
    this.people = people;
    this.sessions = sessions;
    this.challenges = challenges;
    this.verification = verification;
    this.signUps = signUps;
    this.tokenResponses = tokenResponses;
    this.ids = ids;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(),
            tokenResponses.members(
                StringField.required("email"), StringField.required("password")));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<String> email = body.text("email").flatMap(e -> AccountValidator.email(e, faults));
    Optional<String> password = body.text("password");
    password.ifPresent(p -> AccountValidator.storedPassword("password", p, faults));
    TokenMode mode = tokenResponses.mode(body, request, faults);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    Login login =
        new Login(request, mode, email.orElseThrow(), password.orElseThrow(), System.nanoTime());
    return gate.admit(() -> attempt(login));
  }

  /// A request to log in.
  ///
  /// @param email normalized
  /// @param began by `System.nanoTime`
  private record Login(
      Request request, TokenMode mode, String email, String password, long began) {}

  private Future<Reply> attempt(Login login) {
    LoginAttempt attempt = throttle.countLoginAttempt(login.email(), login.request());
    return ofOthers(attempt)
        .compose(
            others -> {
              throttle.countOthers(attempt, others);
              return signIn(login, ATTEMPTS);
            })
        .recover(
            failure ->
                failed != null && isWrong(failure)
                    ? failed.add(login.email()).transform(_ -> Future.failedFuture(failure))
                    : Future.failedFuture(failure))
        .onComplete(
            outcome -> {
              if (outcome.cause() instanceof ProblemException e && isWrong(e)) {
                record.accept(
                    AccountEvent.ofEmail(Kind.LOG_IN_FAILED, login.email())
                        .by(AccountEvent.PASSWORD));
              } else {
                throttle.refund(attempt);
              }
              if (outcome.succeeded() && outcome.result().status() == 200) {
                throttle.signedIn(login.email(), login.request());
              }
            });
  }

  /// Asked for a trusted client too, for whom it does not count: the work is the same for every address.
  private Future<Long> ofOthers(LoginAttempt attempt) {
    return failed == null ? Future.succeededFuture(0L) : failed.ofOthers(attempt.email());
  }

  private Future<Reply> signIn(Login login, int attempts) {
    return people
        .byEmail(login.email())
        .compose(
            account ->
                signIn(login, account.found())
                    .recover(
                        failure ->
                            account.imported() && isRefused(failure)
                                ? notBefore(login.began(), failure)
                                : Future.failedFuture(failure)))
        .compose(
            reply -> {
              if (reply.isPresent()) {
                return Future.succeededFuture(reply.get());
              }
              return attempts > 1
                  ? signIn(login, attempts - 1)
                  : Future.failedFuture(new Problem.InvalidCredentials().toException());
            });
  }

  /// Empty if the password was changed, or the account disabled or deleted, while the password was checked.
  private Future<Optional<Reply>> signIn(Login login, Optional<UserCredentials> found) {
    @Nullable String stored = found.map(UserCredentials::passwordHash).orElse(null);
    return gate.verify(login.password(), stored)
        .compose(
            check ->
                switch (check) {
                  case MATCH -> open(login, found.orElseThrow(), null);
                  case MATCH_OUTDATED ->
                      gate.hash(login.password())
                          .compose(hash -> open(login, found.orElseThrow(), hash));
                  case MISMATCH ->
                      verification == Verification.SIGN_IN && signUps.isPresent()
                          ? waiting(signUps.get(), login)
                          : Future.failedFuture(new Problem.InvalidCredentials().toException());
                });
  }

  /// An account does not exist, or has another password. The sign-ups of strangers are found as well, or
  /// the response would say which addresses have an account.
  private Future<Optional<Reply>> waiting(SignUpRepository open, Login login) {
    return open.newestPassword(login.email())
        .compose(hash -> gate.verify(login.password(), hash.orElse(null)))
        .compose(
            match ->
                Future.failedFuture(
                    match == PasswordMatch.MISMATCH
                        ? new Problem.InvalidCredentials().toException()
                        : new Problem.EmailNotVerified().toException()));
  }

  private Future<Optional<Reply>> open(
      Login login, UserCredentials account, @Nullable String newHash) {
    if (verification == Verification.SIGN_IN && !account.person().verified()) {
      return Future.failedFuture(new Problem.EmailNotVerified().toException());
    }
    UUID session = ids.next();
    return sessions
        .open(session, account, newHash, ClientDevice.of(login.request()), Set.of(AuthMethod.PWD))
        .compose(
            result ->
                switch (result) {
                  case OpenResult.Opened(var person, var proof) -> {
                    record.accept(
                        AccountEvent.of(Kind.LOG_IN, person.id(), session)
                            .by(AccountEvent.PASSWORD));
                    yield Future.succeededFuture(
                        Optional.of(
                            tokenResponses.reply(200, login.mode(), person, session, 0, proof)));
                  }
                  case OpenResult.SecondFactorNeeded(boolean passkey) ->
                      challenge(login, account, newHash, passkey);
                  case OpenResult.AccountChanged _ -> Future.succeededFuture(Optional.empty());
                });
  }

  /// The session has its id now, which the second step uses. The password was right, so that its new hash
  /// is stored now.
  private Future<Optional<Reply>> challenge(
      Login login, UserCredentials account, @Nullable String newHash, boolean passkey) {
    Future<Boolean> rehashed =
        newHash == null ? Future.succeededFuture(true) : sessions.rehash(account, newHash);
    return rehashed.map(
        stored ->
            stored
                ? Optional.of(
                    challenges.reply(
                        ids.next(),
                        account.person().id(),
                        newHash == null ? account.passwordHash() : newHash,
                        passkey,
                        login.mode(),
                        login.request()))
                : Optional.empty());
  }

  /// Fails [#FLOOR] after `began`, or now if that is over.
  private static <T> Future<T> notBefore(long began, Throwable failure) {
    long left = FLOOR.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    return left <= 0
        ? Future.failedFuture(failure)
        : Objects.requireNonNull(Vertx.currentContext(), "requests are on an event loop")
            .owner()
            .timer(left, TimeUnit.MILLISECONDS)
            .transform(_ -> Future.failedFuture(failure));
  }

  /// Whether a password decided: also one of a sign-up that waits, compared after that of the account.
  private static boolean isRefused(Throwable failure) {
    return isWrong(failure)
        || (failure instanceof ProblemException e
            && e.problem() instanceof Problem.EmailNotVerified);
  }

  private static boolean isWrong(Throwable failure) {
    return failure instanceof ProblemException e
        && e.problem() instanceof Problem.InvalidCredentials;
  }
}
