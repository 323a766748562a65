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

  /// Counts a check and adds its finding. Of findings with the same title and operation the most
  /// severe is kept, and of equally severe ones the first.
  public void addFinding(
      Severity severity,
      String title,
      Object operation,
      String detail,
      AuditExchange evidence,
      Weakness weakness,
      String remedy) {
    checks++;
    AuditFinding finding =
        AuditFinding.of(probe, severity, title, operation, detail, evidence, weakness, remedy);
    for (int i = 0; i < findings.size(); i++) {
      AuditFinding known = findings.get(i);
      if (known.title().equals(title) && known.operation().equals(finding.operation())) {
        if (severity.compareTo(known.severity()) < 0) {
          findings.set(i, finding);
        }
        return;
      }
    }
    findings.add(finding);
  }

  public boolean isClean() {
    return findings.isEmpty();
  }

  /// @param whyNot the reason if there were no checks, such as `no update operation`
  public ProbeVerdict verdict(String whyNot) {
    return ProbeVerdict.of(checks, findings, whyNot);
  }
}
