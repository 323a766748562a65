package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.MailTokenRepository.TokenOwner;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.mail.MailKind;
import dev.freehold.problem.Problem;
import dev.freehold.token.MailTokenCodec;
import io.vertx.core.Future;
import java.util.function.Consumer;

/// `POST /auth/email/verify`: proves an address with the token of a mail.
final class VerifyEmailEndpoint implements Endpoint {
  private static final String TOKEN = "token";

  private final AuthThrottle throttle;
  private final MailTokenRepository tokens;
  private final Consumer<AccountEvent> record;

  VerifyEmailEndpoint(
      AuthThrottle throttle, MailTokenRepository tokens, Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.tokens = tokens;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body = StringFieldsBody.read(request.body(), StringField.required(TOKEN));
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    byte[] hash = MailTokenCodec.hash(body.text(TOKEN).orElseThrow());
    return tokens
        .find(MailKind.VERIFY, hash)
        .compose(
            found ->
                found.map(owner -> verify(owner, hash)).orElseGet(ResetPasswordEndpoint::expired));
  }

  private Future<Reply> verify(TokenOwner owner, byte[] hash) {
    return tokens
        .verify(owner, hash)
        .compose(
            verified -> {
              if (!verified) {
                return ResetPasswordEndpoint.expired();
              }
              record.accept(AccountEvent.of(Kind.EMAIL_VERIFIED, owner.id(), null));
              return Future.succeededFuture(Reply.noContent());
            });
  }
}
