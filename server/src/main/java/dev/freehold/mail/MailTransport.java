package dev.freehold.mail;

import io.vertx.core.Future;

/// Takes mail from the outbox to its next station.
public interface MailTransport {
  /// Sends one mail. Completes when the other side has accepted it.
  ///
  /// @return fails with a [MailRefusedException] if the other side has refused it, and with any other
  ///     exception if it could not be reached or did not answer
  Future<Void> send(OutgoingMail mail);

  /// The server answered with an error.
  final class MailRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    /// @param code of the reply. Its text may have the address and is left out
    /// @param permanent whether another attempt with the same mail is futile (RFC 5321 section 4.2.1)
    MailRefusedException(int code, boolean permanent) {
      super("the SMTP server answered " + code, null, false, false);
      this.permanent = permanent;
    }

    boolean isPermanent() {
      return permanent;
    }
  }
}
