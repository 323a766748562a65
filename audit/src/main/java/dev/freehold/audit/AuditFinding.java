package dev.freehold.audit;

import java.util.Optional;

/// A weakness or defect that a probe found.
///
/// @param probe the id of the probe that found it
/// @param title names the defect, on one line without a full stop
/// @param operation an operation such as `GET /tasks/{id}`, or a scope such as `every response`
/// @param detail the observation: statuses and names. Reports quote text of the server
/// @param evidence the request, shown as `curl`, and the start of the response; empty if no single
///   request shows the defect
/// @param remediation what to change, in one or two sentences
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
      String remedy) {
    return new AuditFinding(
        probe.id(),
        severity,
        title,
        operation.toString(),
        detail,
        Optional.of(evidence),
        weakness,
        remedy);
  }
}
