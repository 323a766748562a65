package dev.freehold.issuer;

/// Why a provider did not say who signs in. The message is for the operator, and has no secret.
public final class OidcException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// Whose turn it is.
  public enum Reason {
    /// The provider gave no usable answer; a later attempt may get one.
    UNAVAILABLE,
    /// The provider refused, or what it said is not valid.
    REFUSED
  }

  OidcException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static OidcException unavailable(String message) {
    return new OidcException(Reason.UNAVAILABLE, message);
  }

  static OidcException refused(String message) {
    return new OidcException(Reason.REFUSED, message);
  }

  public Reason reason() {
    return reason;
  }
}
