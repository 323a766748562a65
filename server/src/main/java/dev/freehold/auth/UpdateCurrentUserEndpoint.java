package dev.freehold.auth;

import dev.freehold.auth.BearerAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import io.vertx.core.Future;

/// `PATCH /auth/me`: changes the public profile of the signed-in user. Answers like `GET`.
final class UpdateCurrentUserEndpoint implements AuthenticatedEndpoint {
  private final CallerProfile profile;
  private final CurrentUserEndpoint account;

  UpdateCurrentUserEndpoint(CallerProfile profile, CurrentUserEndpoint account) {
    this.profile = profile;
    this.account = account;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    request.rejectQueryParameters();
    return profile.update(request, caller).compose(fields -> account.reply(caller, fields));
  }
}
