package dev.freehold.type;

/// What an account may do before its e-mail address is verified.
public enum Verification {
  /// Everything.
  NONE("none"),
  /// Nothing: it cannot sign in. Sign-up does not say whether the address has an account.
  SIGN_IN("sign-in"),
  /// Sign in and read.
  WRITES("writes");

  private final String text;

  Verification(String text) {
    this.text = text;
  }

  /// In a spec.
  public String text() {
    return text;
  }
}
