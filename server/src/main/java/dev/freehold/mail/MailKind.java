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
  CHANGED("The e-mail address of your account of {{app}} has changed", "", Duration.ofHours(24)),

  /// A notice that the account has a new password.
  PASSWORD_SET("The password of your account of {{app}} has changed"),

  /// A notice that the account has a second factor, or another one.
  TOTP_SET("Your account of {{app}} has a new authenticator app"),

  /// A notice that the account has no second factor any more.
  TOTP_REMOVED("Your account of {{app}} asks for no second factor any more"),

  /// A notice that a recovery code was used.
  RECOVERY_CODE_USED("A recovery code of your account of {{app}} was used"),

  /// A notice that the account has other recovery codes.
  RECOVERY_CODES_REPLACED("Your account of {{app}} has new recovery codes"),

  /// A notice that the account has another passkey.
  PASSKEY_ADDED("Your account of {{app}} has a new passkey"),

  /// A notice that the account has a passkey less.
  PASSKEY_REMOVED("A passkey of your account of {{app}} was removed"),

  /// A notice that the account has another API key.
  KEY_CREATED("Your account of {{app}} has a new API key");

  private final String subject;
  private final String path;
  private final Duration life;
  private final boolean notice;

  MailKind(String subject, String path, Duration life) {
    this(subject, path, life, false);
  }

  /// A notice that a way to sign in has changed.
  MailKind(String subject) {
    this(subject, "", Duration.ofHours(24), true);
  }

  MailKind(String subject, String path, Duration life, boolean notice) {
    this.notice = notice;
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

  /// Whether the mail tells that a way to sign in has changed: when, on which device, and what to do.
  public boolean isNotice() {
    return notice;
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
