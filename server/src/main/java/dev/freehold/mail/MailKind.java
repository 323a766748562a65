package dev.freehold.mail;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The kinds of mail.
public enum MailKind {
  /// A link to set a new password.
  RESET("Set a new password for {{app}}", "/auth/reset", Duration.ofHours(1)),

  /// A link to prove that the address is that of the person who has the account.
  VERIFY("Confirm your e-mail address for {{app}}", "/auth/verify", Duration.ofHours(24)),

  /// What a sign-up with an address that has an account sends instead, with a link to set a new password.
  KNOWN("You have an account of {{app}}", "/auth/reset", Duration.ofHours(1)),

  /// A link to set the password of an account that an operator made.
  INVITE("You are invited to {{app}}", "/auth/invite", Duration.ofDays(7)),

  /// A link to agree to a change of the address of an account, sent to the address that it has.
  CHANGE_FROM(
      "Confirm the change of your address for {{app}}", "/auth/verify", Duration.ofHours(24)),

  /// A link to prove the new address of an account.
  CHANGE_TO("Confirm your new e-mail address for {{app}}", "/auth/verify", Duration.ofHours(24)),

  /// A notice to the former address of an account.
  CHANGED("The e-mail address of your account of {{app}} has changed", "", Duration.ofHours(24));

  private final String subject;
  private final String path;
  private final Duration life;

  MailKind(String subject, String path, Duration life) {
    this.subject = subject;
    this.path = path;
    this.life = life;
  }

  /// The name in the outbox, and of the template files: `reset` of `mail/reset.txt`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Empty for a name of another version.
  static Optional<MailKind> of(String code) {
    return List.of(values()).stream().filter(kind -> kind.code().equals(code)).findFirst();
  }

  /// The subject of the built-in template.
  String subject() {
    return subject;
  }

  /// Whether the mail has a link.
  boolean hasLink() {
    return !path.isEmpty();
  }

  /// The path of the page that the link opens; empty for a mail without one.
  public String path() {
    return path;
  }

  /// How long the link is valid, from the request for it. A mail that could not be sent within that
  /// time is not sent.
  public Duration life() {
    return life;
  }
}
