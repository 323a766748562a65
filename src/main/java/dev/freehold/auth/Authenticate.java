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
          case Judged.Known known -> endpoint.answer(request, known.user());
          case Judged.Rejected rejected -> Future.failedFuture(rejected.why().failure());
        };
      }

      @Override
      public Optional<Problem> refusal(Request head) {
        return switch (judge(head)) {
          case Judged.Known _ -> Optional.empty();
          case Judged.Rejected rejected -> Optional.of(rejected.why());
        };
      }
    };
  }

  private sealed interface Judged {
    record Known(Caller.User user) implements Judged {}

    record Rejected(Problem why) implements Judged {}
  }

  private Judged judge(Request request) {
    @Nullable String header = request.header("Authorization");
    if (header == null) {
      return new Judged.Rejected(new Problem.Unauthorized());
    }
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    if (!scheme.equalsIgnoreCase(SCHEME)) {
      return new Judged.Rejected(new Problem.Unauthorized());
    }
    // The verifier knows no white space: a second blank, like everything else that is amiss, is an
    // invalid token.
    return switch (verifier.verify(header.substring(scheme.length() + (space < 0 ? 0 : 1)))) {
      case Verdict.Accepted token -> standing(new Caller.User(token.user(), token.session()));
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
