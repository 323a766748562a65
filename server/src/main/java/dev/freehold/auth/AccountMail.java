package dev.freehold.auth;

import dev.freehold.account.EmailChangeRepository;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.SignUpRepository;
import dev.freehold.mail.MailDelivery.MailComposer;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.MailTemplates;
import dev.freehold.mail.MailTemplates.MailSite;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import dev.freehold.token.MailTokenCodec;
import io.vertx.core.Future;
import java.util.Optional;

/// Writes the mails of accounts. Whether an address has an account is asked here and not by the
/// request, so that a request for a link does the same for every address (K12).
public final class AccountMail implements MailComposer {
  private final MailTokenRepository tokens;
  private final Optional<SignUpRepository> signUps;
  private final EmailChangeRepository changes;
  private final MailTokenCodec codec;
  private final MailTemplates templates;
  private final MailSite site;

  /// @param signUps empty while nobody may sign up: no mail leads who had begun to where nothing is
  public AccountMail(
      MailTokenRepository tokens,
      Optional<SignUpRepository> signUps,
      EmailChangeRepository changes,
      MailTokenCodec codec,
      MailTemplates templates,
      MailSite site) {
    this.tokens = tokens;
    this.signUps = signUps;
    this.changes = changes;
    this.codec = codec;
    this.templates = templates;
    this.site = site;
  }

  @Override
  public Future<Optional<OutgoingMail>> compose(MailKind kind, OutboxEntry entry) {
    String token = codec.token(entry.id());
    byte[] hash = MailTokenCodec.hash(token);
    return kind(kind, entry, hash)
        .map(written -> written.map(of -> templates.render(of, entry, site, token)));
  }

  /// What is to be written, with a valid token; empty for nothing.
  private Future<Optional<MailKind>> kind(MailKind kind, OutboxEntry entry, byte[] hash) {
    return switch (kind) {
      case RESET, INVITE -> tokens.issue(kind, entry, hash).map(issued -> only(issued, kind));
      case KNOWN -> tokens.issue(MailKind.RESET, entry, hash).map(issued -> only(issued, kind));
      case CHANGE_FROM -> changes.issueOld(entry, hash).map(issued -> only(issued, kind));
      case CHANGE_TO -> changes.issueNew(entry, hash).map(issued -> only(issued, kind));
      case CHANGED,
          PASSWORD_SET,
          TOTP_SET,
          TOTP_REMOVED,
          RECOVERY_CODE_USED,
          RECOVERY_CODES_REPLACED,
          PASSKEY_ADDED,
          PASSKEY_REMOVED,
          KEY_CREATED ->
          Future.succeededFuture(Optional.of(kind));
      case VERIFY ->
          signUps.isPresent()
              ? verify(signUps.get(), entry, hash)
              : tokens.issue(MailKind.VERIFY, entry, hash).map(issued -> only(issued, kind));
    };
  }

  private Future<Optional<MailKind>> verify(SignUpRepository open, OutboxEntry entry, byte[] hash) {
    return open.issue(entry, hash)
        .compose(
            mail ->
                switch (mail) {
                  case LINK -> Future.succeededFuture(Optional.of(MailKind.VERIFY));
                  case KNOWN -> kind(MailKind.KNOWN, entry, hash);
                  case NONE ->
                      tokens
                          .issue(MailKind.VERIFY, entry, hash)
                          .compose(
                              issued ->
                                  issued ? Future.succeededFuture(true) : open.copy(entry, hash))
                          .map(issued -> only(issued, MailKind.VERIFY));
                });
  }

  private static Optional<MailKind> only(boolean issued, MailKind kind) {
    return issued ? Optional.of(kind) : Optional.empty();
  }
}
