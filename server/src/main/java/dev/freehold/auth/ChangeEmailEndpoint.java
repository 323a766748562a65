package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.EmailChangeRepository;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.PasswordConfirmation.ConfirmedChange;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/email/change`: asks for mails to the address of the account and to the new one, with a link
/// each. The account has the new address when both were used. Does not ask whether the new address has
/// an account: the response, the work and its time are the same for every address (K12).
final class ChangeEmailEndpoint implements AuthenticatedEndpoint {
  private static final Problem EXTERNAL =
      new Problem.Forbidden(
          "The account has no address here: an external issuer knows its person.");

  private static final String EMAIL = "email";
  private static final String PASSWORD = "password";

  private final AuthThrottle throttle;
  private final EmailChangeRepository changes;
  private final PasswordConfirmation confirmation;
  private final boolean mail;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  /// @param mail whether this server sends mail
  ChangeEmailEndpoint(
      AuthThrottle throttle,
      EmailChangeRepository changes,
      PasswordConfirmation confirmation,
      boolean mail,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.changes = changes;
    this.confirmation = confirmation;
    this.mail = mail;
    this.ids = ids;
    this.record = record;
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return Future.failedFuture(EXTERNAL.toException());
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.mail(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(), StringField.required(EMAIL), StringField.required(PASSWORD));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<String> email = body.text(EMAIL).flatMap(e -> AccountValidator.newEmail(e, faults));
    body.text(PASSWORD).ifPresent(p -> AccountValidator.storedPassword(PASSWORD, p, faults));
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    if (!mail) {
      return RequestMailEndpoint.withoutMail();
    }
    return confirmation
        .confirm(
            request,
            caller,
            PASSWORD,
            body.text(PASSWORD).orElseThrow(),
            new EmailChange(email.orElseThrow(), caller.session()))
        .compose(
            stored -> {
              if (stored) {
                record.accept(
                    AccountEvent.of(Kind.EMAIL_CHANGE_REQUESTED, caller.id(), caller.session()));
              }
              return RequestMailEndpoint.reply(stored);
            });
  }

  /// The change that a body asks for. Its result is whether the outbox had room.
  private final class EmailChange implements ConfirmedChange<Boolean> {
    private final String email;
    private final UUID session;

    EmailChange(String email, UUID session) {
      this.email = email;
      this.session = session;
    }

    @Override
    public void check(UserCredentials account) {
      if (email.equals(account.person().email())) {
        throw Problem.Invalid.of(EMAIL, ViolationCode.TAKEN, "The account has this address.")
            .toException();
      }
    }

    @Override
    public Future<Optional<Boolean>> make(UserCredentials account) {
      // Who confirms a password has an address.
      throttle.mailTo(Objects.requireNonNull(account.person().email()));
      throttle.mailTo(email);
      return changes.request(account, session, ids.next(), ids.next(), email);
    }
  }
}
