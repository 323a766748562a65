package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.EmailChangeRepository;
import dev.freehold.account.EmailChangeRepository.Confirmation;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.MailTokenRepository.TokenOwner;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SignUpRepository;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.mail.MailKind;
import dev.freehold.problem.Problem;
import dev.freehold.token.MailTokenCodec;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/email/verify`: proves an address with the token of a mail: that of an account, that of a
/// sign-up, which makes the account, or one of the two of a change of the address.
final class VerifyEmailEndpoint implements Endpoint {
  private static final String TOKEN = "token";

  private final AuthThrottle throttle;
  private final MailTokenRepository tokens;
  private final Optional<SignUpRepository> signUps;
  private final EmailChangeRepository changes;
  private final SessionRevocationCache revocationCache;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  /// @param signUps empty while nobody may sign up
  VerifyEmailEndpoint(
      AuthThrottle throttle,
      MailTokenRepository tokens,
      Optional<SignUpRepository> signUps,
      EmailChangeRepository changes,
      SessionRevocationCache revocationCache,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.tokens = tokens;
    this.signUps = signUps;
    this.changes = changes;
    this.revocationCache = revocationCache;
    this.ids = ids;
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
        .compose(found -> found.map(owner -> verify(owner, hash)).orElseGet(() -> signUp(hash)));
  }

  private Future<Reply> signUp(byte[] hash) {
    if (signUps.isEmpty()) {
      return change(hash);
    }
    UUID account = ids.next();
    return signUps
        .get()
        .confirm(hash, account)
        .compose(
            email -> {
              if (email.isEmpty()) {
                return change(hash);
              }
              record.accept(new AccountEvent(Kind.SIGN_UP, account, email.get(), null));
              record.accept(AccountEvent.of(Kind.EMAIL_VERIFIED, account, null));
              return Future.succeededFuture(Reply.noContent());
            });
  }

  private Future<Reply> change(byte[] hash) {
    return changes
        .confirm(hash, ids.next())
        .compose(
            result ->
                switch (result) {
                  case Confirmation.Half _ -> Future.succeededFuture(Reply.noContent());
                  case Confirmation.Changed(var user, var oldEmail, var ended) -> {
                    ended.forEach(revocationCache::add);
                    record.accept(new AccountEvent(Kind.EMAIL_CHANGED, user, oldEmail, null));
                    yield Future.succeededFuture(Reply.noContent());
                  }
                  case Confirmation.Invalid _ -> ResetPasswordEndpoint.expired();
                });
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
