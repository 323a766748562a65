package dev.freehold.type;

/// Whether accounts have a second factor of one-time passwords (TOTP, RFC 6238).
public enum TotpRule {
  /// There is none. What accounts have set up before does not count.
  NONE("none"),
  /// Each person decides.
  OPTIONAL("optional"),
  /// Without a second factor a session opens the account alone, and no resource.
  REQUIRED("required");

  private final String text;

  TotpRule(String text) {
    this.text = text;
  }

  /// In a spec.
  public String text() {
    return text;
  }
}
