package dev.freehold.mail;

import io.vertx.core.Future;
import java.util.function.Consumer;

/// Prints mail instead of sending it: in development there need be no SMTP server.
public final class TerminalTransport implements MailTransport {
  private final Consumer<String> out;

  /// @param out gets each mail as lines, with a line break at the end
  public TerminalTransport(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public Future<Void> send(OutgoingMail mail) {
    out.accept(
        """

        ---- mail, printed because SMTP_URL is not set ----
        To: %s
        Subject: %s

        %s
        ----

        """
            .formatted(mail.to(), mail.subject(), mail.text().strip()));
    return Future.succeededFuture();
  }
}
