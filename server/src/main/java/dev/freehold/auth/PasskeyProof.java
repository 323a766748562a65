package dev.freehold.auth;

import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.Proof;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.PasswordConfirmation.ConfirmedChange;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks who changes the passkeys of an account to prove it, because a passkey outlives the session that made
/// it. A recent proof of two factors in the session is enough, and nothing less for an account with a second
/// factor. Otherwise the account's password is, or a recent proof where it has none.
final class PasskeyProof {
  static final String PASSWORD = "password";

  private final PasskeyRepository passkeys;
  private final PasswordConfirmation confirmation;

  PasskeyProof(PasskeyRepository passkeys, PasswordConfirmation confirmation) {
    this.passkeys = passkeys;
    this.confirmation = confirmation;
  }

  /// For a new passkey. Fails with `STEP_UP_REQUIRED`, or with a violation of the password.
  ///
  /// @param password null if the request has none
  Future<Proof> require(Request request, Caller.User caller, @Nullable String password) {
    return proof(caller)
        .compose(
            proof -> {
              if (proof.strong() && proof.recent()) {
                return Future.succeededFuture(proof);
              }
              if (proof.hasFactor()) {
                return stepUp();
              }
              if (!proof.hasPassword()) {
                return proof.recent() ? Future.succeededFuture(proof) : stepUp();
              }
              return password == null
                  ? Future.failedFuture(
                      Problem.Invalid.of(
                              PASSWORD,
                              ViolationCode.REQUIRED,
                              "password must be given, or a passkey shown with POST"
                                  + " /auth/step-up.")
                          .toException())
                  : confirmation
                      .confirm(request, caller, PASSWORD, password, UNCHANGED)
                      .map(_ -> proof);
            });
  }

  /// For a change without a body: a recent proof in the session.
  Future<Proof> requireRecent(Caller.User caller) {
    return proof(caller)
        .compose(
            proof ->
                proof.recent() && (proof.strong() || !proof.hasFactor())
                    ? Future.succeededFuture(proof)
                    : stepUp());
  }

  private Future<Proof> proof(Caller.User caller) {
    return passkeys
        .proof(caller.id(), caller.session())
        .compose(
            found ->
                found
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () -> Future.failedFuture(new Problem.InvalidToken().toException())));
  }

  private static <T> Future<T> stepUp() {
    return Future.failedFuture(new Problem.StepUpRequired().toException());
  }

  private static final ConfirmedChange<Boolean> UNCHANGED =
      new ConfirmedChange<>() {
        @Override
        public void check(UserCredentials account) {}

        @Override
        public Future<Optional<Boolean>> make(UserCredentials account) {
          return Future.succeededFuture(Optional.of(true));
        }
      };
}
