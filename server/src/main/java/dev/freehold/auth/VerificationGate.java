package dev.freehold.auth;

import dev.freehold.account.VerifiedAccounts;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.problem.Problem;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Refuses what the spec does not let an account do before its address is verified, with
/// `EMAIL_NOT_VERIFIED`. It asks about the account and not about the token, so that it holds for API keys and
/// for sessions of before, and ends with the verification, on every node. A verified account costs one
/// look-up in a set.
public final class VerificationGate {
  private final Verification rule;
  private final VerifiedAccounts accounts;

  public VerificationGate(Verification rule, VerifiedAccounts accounts) {
    this.rule = rule;
    this.accounts = accounts;
  }

  /// An operation on resources behind this gate.
  public OptionalAuthEndpoint guard(RequestMethod method, OptionalAuthEndpoint endpoint) {
    boolean guarded =
        switch (rule) {
          case NONE -> false;
          case SIGN_IN -> true;
          case WRITES -> method != RequestMethod.GET;
        };
    if (!guarded) {
      return endpoint;
    }
    return new OptionalAuthEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller caller) {
        return switch (caller) {
          case Caller.Anonymous _ -> endpoint.answer(request, caller);
          case Caller.User user -> pass(user.id(), () -> endpoint.answer(request, caller));
        };
      }

      @Override
      public Optional<Problem> refusal(Caller caller) {
        return endpoint.refusal(caller);
      }
    };
  }

  /// A change of the public profile behind this gate.
  AuthenticatedEndpoint guard(AuthenticatedEndpoint endpoint) {
    return rule == Verification.NONE
        ? endpoint
        : (request, caller) -> pass(caller.id(), () -> endpoint.answer(request, caller));
  }

  private Future<Reply> pass(UUID user, Supplier<Future<Reply>> endpoint) {
    if (accounts.isKnown(user)) {
      return endpoint.get();
    }
    return accounts
        .find(user)
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)))
        .compose(
            verified ->
                verified
                    ? endpoint.get()
                    : Future.failedFuture(new Problem.EmailNotVerified().toException()));
  }
}
