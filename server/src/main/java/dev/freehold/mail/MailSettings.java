package dev.freehold.mail;

/// The settings of mail.
public record MailSettings(MailRoute route, MailTemplates templates) {
  /// Where mail goes.
  public sealed interface MailRoute {
    /// To an SMTP server.
    record Smtp(SmtpServer server, MailAddress from) implements MailRoute {}

    /// To the terminal: in development, without an SMTP server.
    record Terminal() implements MailRoute {}

    /// Nowhere: operations that need mail are answered with 503.
    record None() implements MailRoute {}
  }
}
