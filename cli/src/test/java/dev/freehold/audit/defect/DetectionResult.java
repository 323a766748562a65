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

/// What an audit said of a server with one defect.
///
/// @param findings worst first
/// @param notes probes that did not come to an end, and why an audit could not begin
record DetectionResult(
    Defect defect, List<AuditFinding> findings, List<String> notes, Duration time) {
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofMinutes(5);

  /// A server without a fault, behind the same gateway.
  static final Defect NONE =
      Defect.inProxy(
          "none",
          Defect.DefectFamily.HTTP,
          Defect.ExpectedSeverity.INFO,
          "has no fault",
          (request, context) -> context.send(request));

  /// By the probes of its family first; where these find nothing, by all. What a part of the audit
  /// finds the whole of it finds.
  static DetectionResult of(Defect defect) throws IOException {
    DetectionResult first = of(defect, defect.defectFamily().probes());
    return first.isDetected() ? first : of(defect, List.of());
  }

  /// Every probe, or those whose ids begin so.
  static DetectionResult of(Defect defect, List<String> only) throws IOException {
    try (DefectiveServer house = new DefectiveServer(defect)) {
      return of(defect, house.url(), only);
    }
  }

  private static DetectionResult of(Defect defect, URI url, List<String> only) {
    AuditOptions options =
        new AuditOptions(
            url, null, null, AuditProfile.NONE, false, 0, CALL, WHOLE, only, Optional.empty());
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

  /// Whether something was found that is as bad as it must be.
  boolean isDetected() {
    return worst().filter(f -> f.severity().compareTo(due()) <= 0).isPresent();
  }

  /// The same; of a server without a fault, whether nothing was.
  boolean isAsExpected() {
    return defect.id().equals(NONE.id()) ? findings.isEmpty() : isDetected();
  }

  Optional<AuditFinding> worst() {
    return findings.stream().min(Comparator.comparing(AuditFinding::severity));
  }

  private Severity due() {
    return switch (defect.expectedSeverity()) {
      case CRITICAL -> Severity.CRITICAL;
      case HIGH -> Severity.HIGH;
      case MEDIUM -> Severity.MEDIUM;
      case LOW -> Severity.LOW;
      case INFO -> Severity.INFO;
    };
  }

  /// One line of the table.
  String row() {
    String worst =
        worst().map(f -> "`" + f.probe() + "` | " + f.severity().label()).orElse("nothing |");
    return "| `%s` | %s | %s | %s%s |"
        .formatted(
            defect.id(), defect.what(), due().label(), isDetected() ? "" : "**missed**: ", worst);
  }
}
