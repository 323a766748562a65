package dev.freehold.call;

/// A call that got no whole answer. The message is for a person and names the server.
public final class CallFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why there is none.
  public enum Reason {
    /// Nobody listens there, or the way there is closed.
    UNREACHABLE,
    /// The name stands for no address.
    UNKNOWN_HOST,
    /// TLS was not agreed, or the certificate is not trusted.
    TLS,
    /// The deadline passed.
    TIMEOUT,
    /// The connection ended before the answer did.
    CLOSED,
    /// More than the cap.
    TOO_LARGE,
    /// What came is no HTTP.
    NONSENSE
  }

  private final Reason reason;

  public CallFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
