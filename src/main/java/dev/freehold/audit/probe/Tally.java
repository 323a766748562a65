package dev.freehold.audit.probe;

import dev.freehold.audit.Exchange;
import dev.freehold.audit.Finding;
import dev.freehold.audit.Probe;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import java.util.ArrayList;
import java.util.List;

/// What a probe has looked at and found so far.
public final class Tally {
  private final Probe probe;
  private final List<Finding> findings = new ArrayList<>();
  private int checks;

  public Tally(Probe probe) {
    this.probe = probe;
  }

  /// One thing more was looked at.
  public void check() {
    checks++;
  }

  /// One thing more was looked at, and is wrong. Of the same title at the same operation one is kept, the first and worst.
  public void found(
      Severity severity,
      String title,
      Object operation,
      String detail,
      Exchange evidence,
      Why why,
      String mend) {
    checks++;
    boolean known =
        findings.stream()
            .anyMatch(f -> f.title().equals(title) && f.operation().equals(operation.toString()));
    if (!known) {
      findings.add(Finding.of(probe, severity, title, operation, detail, evidence, why, mend));
    }
  }

  public boolean isClean() {
    return findings.isEmpty();
  }

  /// @param whyNot said where nothing was looked at, such as `no update operation`
  public Verdict verdict(String whyNot) {
    return Verdict.of(checks, findings, whyNot);
  }
}
