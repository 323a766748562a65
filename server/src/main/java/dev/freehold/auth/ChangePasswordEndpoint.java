package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.PasswordConfirmation.ConfirmedChange;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.password.PasswordHasher;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `PUT /auth/password`: replaces the password of the caller, who must know the current one. Ends
/// every other session of the account, because one of them may be the reason for the change.
final class ChangePasswordEndpoint implements AuthenticatedEndpoint {
  private static final Problem EXTERNAL =
      new Problem.Forbidden("The account has no password: an external issuer signs its person in.");

  private static final String CURRENT = "current_password";
  private static final String NEW = "password";

  private final AuthThrottle throttle;
  private final AccountValidator rules;
  private final PasswordHasher gate;
  private final OwnAccountRepository accounts;
  private final PasswordConfirmation confirmation;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  ChangePasswordEndpoint(
      AuthThrottle throttle,
      AccountValidator rules,
      PasswordHasher gate,
      OwnAccountRepository accounts,
      PasswordConfirmation confirmation,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.record = record;
    this.throttle = throttle;
    this.rules = rules;
    this.gate = gate;
    this.accounts = accounts;
    this.confirmation = confirmation;
    this.revocationCache = revocationCache;
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(EXTERNAL.toException());
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(), StringField.required(CURRENT), StringField.required(NEW));
    return confirmation
        .confirm(
            request,
            caller,
            CURRENT,
            body.text(CURRENT).orElse(""),
            new PasswordChange(body, caller.session(), ClientDevice.of(request)))
        .map(
            ended -> {
              ended.forEach(revocationCache::add);
              record.accept(AccountEvent.of(Kind.PASSWORD_CHANGED, caller.id(), caller.session()));
              return Reply.noContent();
            });
  }

  /// The change that a body asks for. Its result is the ended sessions.
  private final class PasswordChange implements ConfirmedChange<List<UUID>> {
    private final StringFieldsBody body;
    private final UUID session;
    private final @Nullable String device;

    PasswordChange(StringFieldsBody body, UUID session, @Nullable String device) {
      this.device = device;
      this.body = body;
      this.session = session;
    }

    @Override
    public void check(UserCredentials account) {
      List<Violation> faults = new ArrayList<>(body.violations());
      body.text(CURRENT).ifPresent(p -> AccountValidator.storedPassword(CURRENT, p, faults));
      body.text(NEW).ifPresent(p -> rules.password(p, account.email(), faults));
      if (!faults.isEmpty()) {
        throw new Problem.Invalid(faults).toException();
      }
    }

    @Override
    public Future<Optional<List<UUID>>> make(UserCredentials account) {
      return gate.hashNew(body.text(NEW).orElseThrow())
          .compose(hash -> accounts.changePassword(account, session, hash, device));
    }
  }
}
