package dev.freehold.auth;

import dev.freehold.account.AccountValidator;
import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.OwnAccountRepository.Renaming;
import dev.freehold.auth.CallerProfile.AccountPart;
import dev.freehold.auth.CallerProfile.AccountPart.AccountChange;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `PATCH /auth/me`: changes the name of the caller's account, and its public profile if accounts have
/// one. Answers like `GET`.
final class UpdateCurrentUserEndpoint implements AuthenticatedEndpoint {
  private static final String NAME = "name";

  private final AuthThrottle throttle;
  private final AccountValidator rules;
  private final OwnAccountRepository accounts;
  private final @Nullable CallerProfile profile;
  private final CurrentUserEndpoint account;

  /// @param profile null if accounts have no profile
  UpdateCurrentUserEndpoint(
      AuthThrottle throttle,
      AccountValidator rules,
      OwnAccountRepository accounts,
      @Nullable CallerProfile profile,
      CurrentUserEndpoint account) {
    this.throttle = throttle;
    this.rules = rules;
    this.accounts = accounts;
    this.profile = profile;
    this.account = account;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    throttle.change(caller.id());
    request.rejectQueryParameters();
    StringField name = StringField.optional(NAME);
    StringFieldsBody body =
        profile == null
            ? StringFieldsBody.read(request.body(), name)
            : StringFieldsBody.readAmongOthers(request.body(), name);
    List<Violation> faults = new ArrayList<>(body.violations());
    body.text(NAME).ifPresent(text -> rules.name(text, faults));
    Renaming renaming = body.has(NAME) ? new Renaming(body.text(NAME).orElse(null)) : null;
    AccountPart part = new AccountPart(renaming != null, faults, change(caller.id(), renaming));
    return (profile == null ? withoutProfile(part) : profile.update(request, caller, part))
        .compose(fields -> account.reply(caller, fields));
  }

  private static Future<Map<String, String>> withoutProfile(AccountPart part) {
    if (!part.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(part.violations()).toException());
    }
    Supplier<Future<Map<String, String>>> nothing = () -> Future.succeededFuture(Map.of());
    return part.isChanged() ? part.change().around(nothing) : nothing.get();
  }

  private AccountChange change(UUID user, @Nullable Renaming name) {
    return profileChange ->
        accounts
            .change(user, name, profileChange)
            .compose(
                done ->
                    done.map(Future::succeededFuture)
                        .orElseGet(
                            () -> Future.failedFuture(new Problem.InvalidToken().toException())));
  }
}
