package dev.freehold.auth;

import dev.freehold.account.MailTokenRepository;
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
  private final MailTokenCodec codec;
  private final MailTemplates templates;
  private final MailSite site;

  public AccountMail(
      MailTokenRepository tokens, MailTokenCodec codec, MailTemplates templates, MailSite site) {
    this.tokens = tokens;
    this.codec = codec;
    this.templates = templates;
    this.site = site;
  }

  @Override
  public Future<Optional<OutgoingMail>> compose(MailKind kind, OutboxEntry entry) {
    String token = codec.token(entry.id());
    return tokens
        .issue(kind, entry, MailTokenCodec.hash(token))
        .map(
            issued ->
                issued
                    ? Optional.of(templates.render(kind, entry.id(), entry.to(), site, token))
                    : Optional.empty());
  }
}
