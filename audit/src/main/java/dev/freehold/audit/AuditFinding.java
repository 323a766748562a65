package dev.freehold.audit;

import java.util.Optional;

/// A weakness or fault that a probe found.
///
/// @param probe the id of the probe that found it
/// @param title one line, without a full stop, that says what is wrong rather than what was done
/// @param operation such as `GET /tasks/{id}`, or a place such as `every answer`
/// @param detail what was seen, in words: statuses, names; text of the server is quoted by the reports
/// @param evidence the request that shows it as `curl`, and the first of the answer; empty where there is none such
/// @param remediation what to do, in a sentence
public record AuditFinding(
    String probe,
    Severity severity,
    String title,
    String operation,
    String detail,
    Optional<AuditExchange> evidence,
    Weakness weakness,
    String remediation) {

  public static AuditFinding of(
      Probe probe,
      Severity severity,
      String title,
      Object operation,
      String detail,
      AuditExchange evidence,
      Weakness weakness,
      String mend) {
    return new AuditFinding(
        probe.id(),
        severity,
        title,
        operation.toString(),
        detail,
        Optional.of(evidence),
        weakness,
        mend);
  }
}
