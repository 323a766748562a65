package dev.freehold.auth;

import dev.freehold.account.VerifiedAccounts;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.http.RequestMethod;
import dev.freehold.problem.Problem;
import dev.freehold.type.Verification;

/// Refuses what the spec does not let an account do before its address is verified, with
/// `EMAIL_NOT_VERIFIED`. It asks about the account and not about the token, so that it holds for API keys and
/// for sessions of before, and ends with the verification, on every node. A verified account costs one
/// look-up in a set.
public final class VerificationGate {
  private final Verification rule;
  private final PositiveGate gate;

  public VerificationGate(Verification rule, VerifiedAccounts accounts) {
    this.rule = rule;
    this.gate = new PositiveGate(accounts, Caller.User::id, new Problem.EmailNotVerified());
  }

  /// An operation on resources behind this gate.
  public OptionalAuthEndpoint guard(RequestMethod method, OptionalAuthEndpoint endpoint) {
    boolean guarded =
        switch (rule) {
          case NONE -> false;
          case SIGN_IN -> true;
          case WRITES -> method != RequestMethod.GET;
        };
    return guarded ? gate.guard(endpoint) : endpoint;
  }

  /// A change of the public profile behind this gate.
  AuthenticatedEndpoint guard(AuthenticatedEndpoint endpoint) {
    return rule == Verification.NONE
        ? endpoint
        : (request, caller) -> gate.pass(caller, () -> endpoint.answer(request, caller));
  }
}
