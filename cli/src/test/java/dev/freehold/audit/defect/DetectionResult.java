package dev.freehold.audit.defect;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditOptions;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditRun;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.run.ProbeCatalog;
import dev.freehold.audit.site.AuditProfile;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The result of an audit of a server with one defect.
///
/// @param findings worst first
/// @param notes unfinished probes, or why the audit could not start
record DetectionResult(
    Defect defect, List<AuditFinding> findings, List<String> notes, Duration time) {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration AUDIT_TIMEOUT = Duration.ofMinutes(5);

  /// A server without a defect, behind the same proxy.
  static final Defect NONE =
      Defect.inProxy(
          "none",
          Defect.DefectFamily.HTTP,
          Defect.ExpectedSeverity.INFO,
          "has no defect",
          (request, context) -> context.send(request));

  /// Runs the probes of the defect's family, and all probes if these do not detect it. A defect
  /// that part of the audit finds is found by the whole audit too.
  static DetectionResult of(Defect defect) throws IOException {
    DetectionResult first = of(defect, defect.defectFamily().probes());
    return first.isDetected() ? first : of(defect, List.of());
  }

  /// @param only prefixes of the ids of the probes to run; empty runs every probe
  static DetectionResult of(Defect defect, List<String> only) throws IOException {
    try (DefectiveServer server = new DefectiveServer(defect)) {
      return of(defect, server.url(), only);
    }
  }

  private static DetectionResult of(Defect defect, URI url, List<String> only) {
    AuditOptions options =
        new AuditOptions(
            url,
            null,
            null,
            AuditProfile.NONE,
            false,
            0,
            REQUEST_TIMEOUT,
            AUDIT_TIMEOUT,
            only,
            Optional.empty());
    try {
      AuditReport report =
          new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run();
      List<String> notes =
          report.results().stream()
              .filter(r -> r.verdict() instanceof ProbeVerdict.Unfinished)
              .map(r -> r.id() + ": " + r.verdict())
              .toList();
      return new DetectionResult(defect, report.findings(), notes, report.time());
    } catch (AuditStartException e) {
      return new DetectionResult(
          defect, List.of(), List.of(String.valueOf(e.getMessage())), Duration.ZERO);
    }
  }

  /// Whether a finding has at least the expected severity.
  boolean isDetected() {
    return worst().filter(f -> f.severity().compareTo(expectedSeverity()) <= 0).isPresent();
  }

  /// Whether the defect was detected; for a server without a defect, whether nothing was found.
  boolean isAsExpected() {
    return defect.id().equals(NONE.id()) ? findings.isEmpty() : isDetected();
  }

  Optional<AuditFinding> worst() {
    return findings.stream().min(Comparator.comparing(AuditFinding::severity));
  }

  private Severity expectedSeverity() {
    return switch (defect.expectedSeverity()) {
      case CRITICAL -> Severity.CRITICAL;
      case HIGH -> Severity.HIGH;
      case MEDIUM -> Severity.MEDIUM;
      case LOW -> Severity.LOW;
      case INFO -> Severity.INFO;
    };
  }

  /// One row of the table.
  String row() {
    String worst =
        worst().map(f -> "`" + f.probe() + "` | " + f.severity().label()).orElse("nothing |");
    return "| `%s` | %s | %s | %s%s |"
        .formatted(
            defect.id(),
            defect.what(),
            expectedSeverity().label(),
            isDetected() ? "" : "**missed**: ",
            worst);
  }
}
