package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.TotpRepository.CodeResult;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a code of a second factor comes to: its result, or a problem. A wrong one is a violation of its field
/// and not a 401, as a wrong password of a signed-in person is: the same request with another code may
/// follow.
final class CodeProblems {
  static final String CODE = "code";

  private static final int OPERATOR_SECONDS = 3600;

  /// Nobody passes without the factor because the server cannot read it.
  private static final Problem UNREADABLE =
      new Problem.Unavailable(
          OPERATOR_SECONDS,
          Problem.Outcome.NONE,
          "The second factor cannot be checked: the server has another JWT_SECRET than when it was"
              + " set up. Use a recovery code, or ask the operator to set JWT_SECRET_PREVIOUS or to"
              + " run freehold user reset-factors.");

  private static final Problem NO_FACTOR =
      new Problem.Forbidden(
          "The account has no second factor, or none that waits to be confirmed; POST /auth/totp"
              + " sets one up.");

  private final EventSink events;
  private final Consumer<AccountEvent> record;

  CodeProblems(EventSink events, Consumer<AccountEvent> record) {
    this.events = events;
    this.record = record;
  }

  /// @param session of the request, or the one that a log-in would open
  /// @return fails with a [Problem] unless the code was accepted
  <T> Future<CodeResult.Accepted<T>> check(
      CodeResult<T> result, UUID user, @Nullable UUID session) {
    return switch (result) {
      case CodeResult.Accepted<T> accepted -> {
        if (accepted.recovery()) {
          record.accept(AccountEvent.of(Kind.RECOVERY_CODE_USED, user, session));
        }
        yield Future.succeededFuture(accepted);
      }
      case CodeResult.Wrong<T> _ -> {
        record.accept(AccountEvent.of(Kind.SECOND_FACTOR_FAILED, user, session));
        yield Future.failedFuture(
            Problem.Invalid.of(
                    CODE,
                    ViolationCode.WRONG,
                    "The code is wrong or was used before. Give the next one of the app, or a"
                        + " recovery code that was not used.")
                .toException());
      }
      case CodeResult.Blocked<T>(int seconds) -> {
        record.accept(AccountEvent.of(Kind.LIMITED, user, null));
        yield Future.failedFuture(new Problem.RateLimited(seconds).toException());
      }
      case CodeResult.Unreadable<T> _ -> {
        events.emit(new Event.SecondFactorUnreadable(user.toString()));
        yield Future.failedFuture(UNREADABLE.toException());
      }
      case CodeResult.NoFactor<T> _ -> Future.failedFuture(NO_FACTOR.toException());
      case CodeResult.Ended<T> _ -> Future.failedFuture(new Problem.InvalidToken().toException());
    };
  }
}
