package dev.freehold.auth;

import dev.freehold.account.ProvenSessions;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;

/// Where the spec requires a second factor, refuses what a session without one may not do, with
/// `SECOND_FACTOR_REQUIRED`. It asks about the session and not about the token, so that a factor that is set up
/// counts at once. An API key counts if it was made in a session with a second factor.
public final class SecondFactorGate {
  private final boolean required;
  private final PositiveGate gate;

  public SecondFactorGate(boolean required, ProvenSessions sessions) {
    this.required = required;
    this.gate =
        new PositiveGate(sessions, Caller.User::session, new Problem.SecondFactorRequired());
  }

  /// An operation on resources behind this gate.
  public OptionalAuthEndpoint guard(OptionalAuthEndpoint endpoint) {
    return required ? gate.guard(endpoint) : endpoint;
  }

  /// An operation of an account on more than the account itself, behind this gate.
  AuthenticatedEndpoint guardAccount(AuthenticatedEndpoint endpoint) {
    if (!required) {
      return endpoint;
    }
    return new AuthenticatedEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller.User caller) {
        return gate.pass(caller, () -> endpoint.answer(request, caller));
      }

      @Override
      public Future<Reply> answerExternal(Request request, Caller.User caller) {
        return endpoint.answerExternal(request, caller);
      }
    };
  }
}
