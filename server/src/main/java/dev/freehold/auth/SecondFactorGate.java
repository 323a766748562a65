package dev.freehold.auth;

import dev.freehold.account.ProvenSessions;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Where the spec requires a second factor, refuses what a session without one may not do, with
/// `SECOND_FACTOR_REQUIRED`. It asks about the session and not about the token, so that a factor that is set up
/// counts at once. An API key counts if it was made in a session with a second factor.
public final class SecondFactorGate {
  private final boolean required;
  private final ProvenSessions sessions;

  public SecondFactorGate(boolean required, ProvenSessions sessions) {
    this.required = required;
    this.sessions = sessions;
  }

  /// An operation on resources behind this gate.
  public OptionalAuthEndpoint guard(OptionalAuthEndpoint endpoint) {
    if (!required) {
      return endpoint;
    }
    return new OptionalAuthEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller caller) {
        return switch (caller) {
          case Caller.Anonymous _ -> endpoint.answer(request, caller);
          case Caller.User user -> pass(user.session(), () -> endpoint.answer(request, caller));
        };
      }

      @Override
      public Optional<Problem> refusal(Caller caller) {
        return endpoint.refusal(caller);
      }
    };
  }

  /// An operation of an account on more than the account itself, behind this gate.
  AuthenticatedEndpoint guard(AuthenticatedEndpoint endpoint) {
    if (!required) {
      return endpoint;
    }
    return new AuthenticatedEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller.User caller) {
        return pass(caller.session(), () -> endpoint.answer(request, caller));
      }

      @Override
      public Future<Reply> answerExternal(Request request, Caller.User caller) {
        return endpoint.answerExternal(request, caller);
      }
    };
  }

  private Future<Reply> pass(UUID session, Supplier<Future<Reply>> endpoint) {
    if (sessions.isKnown(session)) {
      return endpoint.get();
    }
    return sessions
        .find(session)
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)))
        .compose(
            proven ->
                proven
                    ? endpoint.get()
                    : Future.failedFuture(new Problem.SecondFactorRequired().toException()));
  }
}
