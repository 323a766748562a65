package dev.freehold.auth;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.people.Revocations;
import dev.freehold.problem.Problem;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.AccessTokenVerifier.Verdict;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From a request's header to a [Caller]: there is no other way.
public final class Authenticate {
  private static final String SCHEME = "bearer";
  private static final int RETRY_AFTER_SECONDS = 1;

  private final AccessTokenVerifier verifier;
  private final Revocations revocations;

  public Authenticate(AccessTokenVerifier verifier, Revocations revocations) {
    this.verifier = verifier;
    this.revocations = revocations;
  }

  /// `endpoint`, for callers who are signed in. Others get `UNAUTHORIZED`, `INVALID_TOKEN` or `TOKEN_EXPIRED`; while this
  /// node cannot tell who was signed out, everybody gets `UNAVAILABLE`.
  public Endpoint signedIn(CallerEndpoint endpoint) {
    return new Endpoint() {
      @Override
      public Future<Reply> answer(Request request) {
        return switch (judge(request)) {
          case Judged.Known(var user) -> endpoint.answer(request, user);
          case Judged.Nobody _ -> Future.failedFuture(new Problem.Unauthorized().failure());
          case Judged.Rejected(var why) -> Future.failedFuture(why.failure());
        };
      }

      @Override
      public Optional<Problem> refusal(Request head) {
        return switch (judge(head)) {
          case Judged.Known _ -> Optional.empty();
          case Judged.Nobody _ -> Optional.of(new Problem.Unauthorized());
          case Judged.Rejected(var why) -> Optional.of(why);
        };
      }
    };
  }

  /// `endpoint`, for everybody. Who shows no credentials is [Caller.Anonymous]; who shows some that are not to be believed
  /// is refused as by [#signedIn]: a client that thinks itself signed in must learn that it is not, and never get less than it
  /// asked for in silence.
  public Endpoint anyone(OpenEndpoint endpoint) {
    return new Endpoint() {
      @Override
      public Future<Reply> answer(Request request) {
        return switch (judge(request)) {
          case Judged.Known(var user) -> endpoint.answer(request, user);
          case Judged.Nobody _ -> endpoint.answer(request, new Caller.Anonymous());
          case Judged.Rejected(var why) -> Future.failedFuture(why.failure());
        };
      }

      @Override
      public Optional<Problem> refusal(Request head) {
        return switch (judge(head)) {
          case Judged.Known(var user) -> endpoint.refusal(user);
          case Judged.Nobody _ -> endpoint.refusal(new Caller.Anonymous());
          case Judged.Rejected(var why) -> Optional.of(why);
        };
      }
    };
  }

  private sealed interface Judged {
    record Known(Caller.User user) implements Judged {}

    /// Shows no credentials.
    record Nobody() implements Judged {}

    record Rejected(Problem why) implements Judged {}
  }

  private Judged judge(Request request) {
    @Nullable String header = request.header("Authorization");
    if (header == null) {
      return new Judged.Nobody();
    }
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    if (!scheme.equalsIgnoreCase(SCHEME)) {
      return new Judged.Rejected(new Problem.Unauthorized());
    }
    // The verifier knows no white space: a second blank, like everything else that is amiss, is an
    // invalid token.
    return switch (verifier.verify(header.substring(scheme.length() + (space < 0 ? 0 : 1)))) {
      case Verdict.Accepted(var user, var session, var roles) ->
          standing(new Caller.User(user, session, roles));
      case Verdict.Expired _ -> new Judged.Rejected(new Problem.TokenExpired());
      case Verdict.Refused _ -> new Judged.Rejected(new Problem.InvalidToken());
    };
  }

  private Judged standing(Caller.User user) {
    return switch (revocations.of(user.session())) {
      case GOOD -> new Judged.Known(user);
      case REVOKED -> new Judged.Rejected(new Problem.InvalidToken());
      case UNKNOWN ->
          new Judged.Rejected(new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE));
    };
  }
}
