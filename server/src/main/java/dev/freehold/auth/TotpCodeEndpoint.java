package dev.freehold.auth;

import dev.freehold.account.TotpRepository.CodeResult;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/// What a signed-in person does with a code of the second factor: `{code}`.
final class TotpCodeEndpoint<T> implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final CodeProblems problems;
  private final CodeUse<T> use;

  TotpCodeEndpoint(AuthThrottle throttle, CodeProblems problems, CodeUse<T> use) {
    this.throttle = throttle;
    this.problems = problems;
    this.use = use;
  }

  /// @param <T> what was done
  interface CodeUse<T> {
    /// @param device of the request, as the client names it; null if it does not
    Future<CodeResult<T>> make(Caller.User caller, String code, @Nullable String device);

    /// The response after an accepted code. Records what was done.
    Reply reply(Caller.User caller, T done);
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(BeginTotpEndpoint.EXTERNAL.toException());
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(request.body(), StringField.required(CodeProblems.CODE));
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    return use.make(caller, body.text(CodeProblems.CODE).orElseThrow(), ClientDevice.of(request))
        .compose(result -> problems.check(result, caller.id(), caller.session()))
        .map(accepted -> use.reply(caller, accepted.value()));
  }
}
