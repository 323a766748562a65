package dev.freehold.auth;

import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.StepUp;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// Refuses a change of an account that has a second factor, with `STEP_UP_REQUIRED`, unless this session has
/// a recent proof of it. It asks about the account, so that it also holds for sessions of before the
/// factor. An account without one passes: what the change asks for is its password.
final class StepUpGate {
  private final boolean on;
  private final SessionRepository sessions;

  /// @param on whether the API has second factors
  StepUpGate(boolean on, SessionRepository sessions) {
    this.on = on;
    this.sessions = sessions;
  }

  /// A change behind this gate. A person of an external issuer passes: the issuer knows their factors.
  AuthenticatedEndpoint guard(AuthenticatedEndpoint endpoint) {
    if (!on) {
      return endpoint;
    }
    return new AuthenticatedEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller.User caller) {
        return sessions
            .stepUp(caller.id(), caller.session())
            .compose(found -> pass(found, endpoint, request, caller));
      }

      @Override
      public Future<Reply> answerExternal(Request request, Caller.User caller) {
        return endpoint.answerExternal(request, caller);
      }
    };
  }

  private static Future<Reply> pass(
      Optional<StepUp> found, AuthenticatedEndpoint endpoint, Request request, Caller.User caller) {
    if (found.isEmpty()) {
      return Future.failedFuture(new Problem.InvalidToken().toException());
    }
    return found.get().needed() && !found.get().recent()
        ? Future.failedFuture(new Problem.StepUpRequired().toException())
        : endpoint.answer(request, caller);
  }
}
