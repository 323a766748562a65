package dev.freehold.audit;

import java.util.ArrayList;
import java.util.List;
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
/// @param others what else has the same cause, at other places and with a severity that is not
///   higher; they have no others themselves
public record AuditFinding(
    String probe,
    Severity severity,
    String title,
    String operation,
    String detail,
    Optional<AuditExchange> evidence,
    Weakness weakness,
    String remediation,
    List<AuditFinding> others) {

  /// A finding at one place.
  public AuditFinding(
      String probe,
      Severity severity,
      String title,
      String operation,
      String detail,
      Optional<AuditExchange> evidence,
      Weakness weakness,
      String remediation) {
    this(probe, severity, title, operation, detail, evidence, weakness, remediation, List.of());
  }

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

  /// The same finding with other places of its cause.
  public AuditFinding with(List<AuditFinding> otherPlaces) {
    return new AuditFinding(
        probe,
        severity,
        title,
        operation,
        detail,
        evidence,
        weakness,
        remediation,
        List.copyOf(otherPlaces));
  }

  /// Every place of the cause, each as a finding without others: this one first.
  public List<AuditFinding> places() {
    List<AuditFinding> places = new ArrayList<>();
    places.add(with(List.of()));
    places.addAll(others);
    return places;
  }

  /// The ids of the probes that found it.
  public List<String> probes() {
    return places().stream().map(AuditFinding::probe).distinct().toList();
  }
}
