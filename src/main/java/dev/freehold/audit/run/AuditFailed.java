package dev.freehold.audit.run;

/// An audit that could not begin. The message is for a person: what stands in the way, and what to give.
public final class AuditFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  public AuditFailed(String message) {
    super(message);
  }
}
