package dev.freehold.auth;

import dev.freehold.account.AccountValidator;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /auth/password/forgot` and `POST /auth/email/resend`: ask for a mail with a link. Put the address
/// in the outbox, with one statement and without asking whether it has an account: the response, the work
/// and its time are the same for every address (K12). [AccountMail] asks later.
final class RequestMailEndpoint implements Endpoint {
  private static final int RETRY_AFTER_SECONDS = 60;

  private final MailKind kind;
  private final AuthThrottle throttle;
  private final Optional<Outbox> mail;
  private final UuidV7Generator ids;

  /// @param mail empty if this server sends none
  RequestMailEndpoint(
      MailKind kind, AuthThrottle throttle, Optional<Outbox> mail, UuidV7Generator ids) {
    this.kind = kind;
    this.throttle = throttle;
    this.mail = mail;
    this.ids = ids;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.mail(request);
    request.rejectQueryParameters();
    StringFieldsBody body = StringFieldsBody.read(request.body(), StringField.required("email"));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<String> email = body.text("email").flatMap(e -> AccountValidator.email(e, faults));
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    if (mail.isEmpty()) {
      return withoutMail();
    }
    throttle.mailTo(email.orElseThrow());
    return mail.get()
        .add(ids.next(), kind, email.orElseThrow())
        .compose(RequestMailEndpoint::reply);
  }

  static Future<Reply> withoutMail() {
    return unavailable("This server sends no mail: its operator has to set SMTP_URL.");
  }

  /// @param added whether the outbox had room
  static Future<Reply> reply(boolean added) {
    return added
        ? Future.succeededFuture(Reply.accepted())
        : unavailable("Too many mails are waiting; try again later.");
  }

  private static Future<Reply> unavailable(String message) {
    return Future.failedFuture(
        new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE, message).toException());
  }
}
