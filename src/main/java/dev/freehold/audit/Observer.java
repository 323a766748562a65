package dev.freehold.audit;

/// A probe that looks at every exchange of the whole audit, whoever made it. Its [#run] comes last and says what was seen.
public interface Observer extends Probe {
  /// Called by whichever thread made the exchange, one at a time.
  void see(Exchange exchange);
}
