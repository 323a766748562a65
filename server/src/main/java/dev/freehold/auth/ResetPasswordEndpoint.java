package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.MailTokenRepository.TokenOwner;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.mail.MailKind;
import dev.freehold.password.PasswordHasher;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.MailTokenCodec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/password/reset`: sets a new password with the token of a mail. Ends every session of the
/// account. A password that is refused does not use the token; an invalid token costs no hash.
final class ResetPasswordEndpoint implements Endpoint {
  private static final String TOKEN = "token";
  private static final String PASSWORD = "password";

  private final AuthThrottle throttle;
  private final AccountValidator rules;
  private final PasswordHasher gate;
  private final MailTokenRepository tokens;
  private final SessionRevocationCache revocationCache;
  private final Consumer<AccountEvent> record;

  ResetPasswordEndpoint(
      AuthThrottle throttle,
      AccountValidator rules,
      PasswordHasher gate,
      MailTokenRepository tokens,
      SessionRevocationCache revocationCache,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.rules = rules;
    this.gate = gate;
    this.tokens = tokens;
    this.revocationCache = revocationCache;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(), StringField.required(TOKEN), StringField.required(PASSWORD));
    if (!body.violations().isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(body.violations()).toException());
    }
    byte[] hash = MailTokenCodec.hash(body.text(TOKEN).orElseThrow());
    String password = body.text(PASSWORD).orElseThrow();
    return tokens
        .find(MailKind.RESET, hash)
        .compose(
            found ->
                found
                    .map(owner -> reset(owner, hash, password, ClientDevice.of(request)))
                    .orElseGet(ResetPasswordEndpoint::expired));
  }

  private Future<Reply> reset(
      TokenOwner owner, byte[] hash, String password, @Nullable String device) {
    List<Violation> faults = new ArrayList<>();
    rules.password(password, owner.email(), faults);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    return gate.hashNew(password)
        .compose(newHash -> tokens.reset(owner, hash, newHash, device))
        .compose(
            ended -> {
              if (ended.isEmpty()) {
                return expired();
              }
              ended.get().forEach(revocationCache::add);
              record.accept(AccountEvent.of(Kind.PASSWORD_CHANGED, owner.id(), null));
              if (!owner.verified()) {
                record.accept(AccountEvent.of(Kind.EMAIL_VERIFIED, owner.id(), null));
              }
              return Future.succeededFuture(Reply.noContent());
            });
  }

  /// The same for a token that never was, that was used, and that has expired.
  static Future<Reply> expired() {
    return Future.failedFuture(
        Problem.Invalid.of(
                TOKEN, ViolationCode.EXPIRED, "The link is not valid any more: ask for a new one.")
            .toException());
  }
}
