package dev.freehold.audit;

/// A probe that observes every exchange of the audit. Its [#run] is called last and returns the
/// result.
public interface PassiveProbe extends Probe {
  /// Called by the thread that made the exchange, one call at a time.
  void onExchange(AuditExchange exchange);
}
