package dev.freehold.auth;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.FlatObject;
import dev.freehold.input.FlatObject.Member;
import dev.freehold.password.PasswordGate;
import dev.freehold.password.PasswordRules;
import dev.freehold.people.AccountRules;
import dev.freehold.people.People;
import dev.freehold.people.People.WithHash;
import dev.freehold.people.Sessions;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.UuidV7;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /auth/login`. An unknown address and a wrong password take the same way, cost the same hash, and get the same
/// bytes (K12).
final class Login implements Endpoint {
  /// An account that an operator changes at this moment is read once more; one that changes again is in nobody's hurry.
  private static final int ATTEMPTS = 2;

  private final Throttle throttle;
  private final PasswordGate gate;
  private final People people;
  private final Sessions sessions;
  private final Tokens tokens;
  private final UuidV7 ids;

  Login(
      Throttle throttle,
      PasswordGate gate,
      People people,
      Sessions sessions,
      Tokens tokens,
      UuidV7 ids) {
    this.throttle = throttle;
    this.gate = gate;
    this.people = people;
    this.sessions = sessions;
    this.tokens = tokens;
    this.ids = ids;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.refuseParameters();
    FlatObject body =
        FlatObject.read(request.body(), Member.required("email"), Member.required("password"));
    List<Violation> faults = new ArrayList<>(body.faults());
    Optional<String> email = body.text("email").flatMap(e -> AccountRules.email(e, faults));
    Optional<String> password = body.text("password");
    // The rules for new passwords may have changed since; only what bounds the work holds here.
    if (password.filter(p -> p.codePointCount(0, p.length()) > PasswordRules.LONGEST).isPresent()) {
      faults.add(
          new Violation(
              "password",
              ViolationCode.TOO_LONG,
              "A password has at most " + PasswordRules.LONGEST + " characters."));
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).failure());
    }
    return attempt(email.orElseThrow(), password.orElseThrow());
  }

  private Future<Reply> attempt(String email, String password) {
    throttle.attempt(email);
    return signIn(email, password, ATTEMPTS)
        .onComplete(
            outcome -> {
              if (!isWrong(outcome.cause())) {
                throttle.absolve(email);
              }
            });
  }

  private Future<Reply> signIn(String email, String password, int attempts) {
    return people
        .byEmail(email)
        .compose(found -> signIn(found, password))
        .compose(
            reply -> {
              if (reply.isPresent()) {
                return Future.succeededFuture(reply.get());
              }
              return attempts > 1
                  ? signIn(email, password, attempts - 1)
                  : Future.failedFuture(new Problem.InvalidCredentials().failure());
            });
  }

  /// Empty where the account was changed while its password was compared.
  private Future<Optional<Reply>> signIn(Optional<WithHash> found, String password) {
    @Nullable String stored = found.map(WithHash::passwordHash).orElse(null);
    return gate.check(password, stored)
        .compose(
            check ->
                switch (check) {
                  case MATCH -> open(found.orElseThrow(), null);
                  case MATCH_OUTDATED ->
                      gate.hash(password).compose(hash -> open(found.orElseThrow(), hash));
                  case MISMATCH -> Future.failedFuture(new Problem.InvalidCredentials().failure());
                });
  }

  private Future<Optional<Reply>> open(WithHash account, @Nullable String newHash) {
    UUID session = ids.next();
    return sessions
        .open(session, account, newHash)
        .map(
            opened ->
                opened
                    ? Optional.of(tokens.reply(200, account.person(), session, 0))
                    : Optional.empty());
  }

  private static boolean isWrong(@Nullable Throwable failure) {
    return failure instanceof ProblemException e
        && e.problem() instanceof Problem.InvalidCredentials;
  }
}
