package dev.freehold.auth;

import dev.freehold.account.UserRepository;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `GET /auth/me`: the signed-in user, with the fields of the public profile if accounts have one.
final class CurrentUserEndpoint implements AuthenticatedEndpoint {
  private final UserRepository people;
  private final TokenResponseWriter tokenResponses;

  private final @Nullable CallerProfile profile;

  /// @param profile null if accounts have no profile
  CurrentUserEndpoint(
      UserRepository people, TokenResponseWriter tokenResponses, @Nullable CallerProfile profile) {
    this.people = people;
    this.tokenResponses = tokenResponses;
    this.profile = profile;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    request.rejectQueryParameters();
    return profile == null
        ? reply(caller, Map.of())
        : profile.read(caller).compose(fields -> reply(caller, fields));
  }

  /// @param profile the fields of the profile, as [CallerProfile] returns them
  Future<Reply> reply(Caller.User caller, Map<String, String> profile) {
    return people.byId(caller.id()).compose(found -> reply(found, profile));
  }

  private Future<Reply> reply(Optional<UserProfile> found, Map<String, String> profile) {
    return found
        .map(
            p ->
                Future.succeededFuture(
                    ReplyEnvelope.data(200, out -> tokenResponses.write(out, p, profile))))
        .orElseGet(() -> Future.failedFuture(new Problem.InvalidToken().toException()));
  }
}
