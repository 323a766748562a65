package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import java.util.ArrayList;
import java.util.List;

/// Collects the checks and findings of one probe.
public final class FindingCollector {
  private final Probe probe;
  private final List<AuditFinding> findings = new ArrayList<>();
  private int checks;

  public FindingCollector(Probe probe) {
    this.probe = probe;
  }

  /// Counts a check.
  public void countCheck() {
    checks++;
  }

  /// Counts a check and adds its finding. Only the first finding with the same title and operation
  /// is kept.
  public void addFinding(
      Severity severity,
      String title,
      Object operation,
      String detail,
      AuditExchange evidence,
      Weakness weakness,
      String remedy) {
    checks++;
    boolean known =
        findings.stream()
            .anyMatch(f -> f.title().equals(title) && f.operation().equals(operation.toString()));
    if (!known) {
      findings.add(
          AuditFinding.of(probe, severity, title, operation, detail, evidence, weakness, remedy));
    }
  }

  public boolean isClean() {
    return findings.isEmpty();
  }

  /// @param whyNot the reason if there were no checks, such as `no update operation`
  public ProbeVerdict verdict(String whyNot) {
    return ProbeVerdict.of(checks, findings, whyNot);
  }
}
