package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.AuthThrottle.LoginAttempt;
import dev.freehold.http.Request;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.PasswordMatch;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Asks a signed-in user for the password before a change of the account. A wrong one is counted as
/// a failed log-in: who has found an open session guesses no faster than everybody else.
///
/// A wrong password is a violation of its field and not a 401, on which a front end would sign out.
final class PasswordConfirmation {
  /// For an account whose person another service signs in.
  static final Problem NO_PASSWORD =
      new Problem.Forbidden(
          "The account has no password and no address here: another service signs its person in.");

  /// An account that changes during the request is read once more, and not a third time.
  private static final int ATTEMPTS = 2;

  private static final int RETRY_AFTER_SECONDS = 1;

  private final AuthThrottle throttle;
  private final PasswordHasher gate;
  private final OwnAccountRepository accounts;
  private final Consumer<AccountEvent> record;

  PasswordConfirmation(
      AuthThrottle throttle,
      PasswordHasher gate,
      OwnAccountRepository accounts,
      Consumer<AccountEvent> record) {
    this.record = record;
    this.throttle = throttle;
    this.gate = gate;
    this.accounts = accounts;
  }

  /// What is to be done with the account.
  ///
  /// @param <T> the result
  interface ConfirmedChange<T> {
    /// Checks the rest of the request, before the password is counted and compared.
    ///
    /// @throws ProblemException if the change is refused
    void check(UserCredentials account);

    /// @return empty if the account was changed meanwhile; then it is read again
    Future<Optional<T>> make(UserCredentials account);
  }

  /// Makes a change of the caller's account if `password` is its password. Fails with
  /// `INVALID_TOKEN` if the session has ended.
  ///
  /// @param field of the body with the password
  <T> Future<T> confirm(
      Request request,
      Caller.User caller,
      String field,
      String password,
      ConfirmedChange<T> change) {
    return attempt(
        caller, change, account -> matches(request, caller, account, field, password), ATTEMPTS);
  }

  private <T> Future<T> attempt(
      Caller.User caller,
      ConfirmedChange<T> change,
      Function<UserCredentials, Future<?>> password,
      int attempts) {
    return accounts
        .find(caller.id(), caller.session())
        .compose(
            found -> found.map(Future::succeededFuture).orElseGet(() -> withoutPassword(caller)))
        .compose(
            account -> {
              change.check(account);
              return password.apply(account).compose(_ -> change.make(account));
            })
        .compose(
            result -> {
              if (result.isPresent()) {
                return Future.succeededFuture(result.get());
              }
              return attempts > 1
                  ? attempt(caller, change, password, attempts - 1)
                  : Future.failedFuture(
                      new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE)
                          .toException());
            });
  }

  /// An account of a provider has nothing to confirm with; any other is gone, or its session.
  private Future<UserCredentials> withoutPassword(Caller.User caller) {
    return accounts
        .findWithoutPassword(caller.id(), caller.session())
        .compose(
            found ->
                Future.failedFuture(
                    (found.isPresent() ? NO_PASSWORD : new Problem.InvalidToken()).toException()));
  }

  private Future<?> matches(
      Request request, Caller.User caller, UserCredentials account, String field, String password) {
    LoginAttempt attempt = throttle.countLoginAttempt(account.email(), request);
    return gate.verify(password, account.passwordHash())
        .onComplete(
            (match, _) -> {
              if (match == PasswordMatch.MISMATCH) {
                record.accept(AccountEvent.of(Kind.PASSWORD_WRONG, caller.id(), caller.session()));
              } else {
                throttle.refund(attempt);
              }
            })
        .compose(
            match ->
                match == PasswordMatch.MISMATCH
                    ? Future.failedFuture(wrong(field))
                    : Future.succeededFuture());
  }

  private static ProblemException wrong(String field) {
    return Problem.Invalid.of(
            field, ViolationCode.WRONG, field + " is not the password of the account.")
        .toException();
  }
}
