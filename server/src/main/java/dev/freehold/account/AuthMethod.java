package dev.freehold.account;

import java.util.Locale;

/// How a person proved who they are, with the names of RFC 8176.
public enum AuthMethod {
  /// A password.
  PWD,
  /// A one-time password, such as TOTP.
  OTP,
  /// A key in hardware.
  HWK,
  /// A key in software, such as a passkey that is synchronized.
  SWK,
  /// The device asked for its person, by a PIN or a finger.
  USER,
  /// More than one factor. The only value on which a decision depends.
  MFA,
  /// A provider signed the person in, with the factors of the provider.
  FED;

  /// In the database and in the claim `amr`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
