package dev.freehold.audit.plant;

import dev.freehold.audit.Finding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.people.Profile;
import dev.freehold.audit.run.AuditFailed;
import dev.freehold.audit.run.AuditOptions;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditRun;
import dev.freehold.audit.run.Probes;
import dev.freehold.audit.run.Progress;
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
record Worth(Defect defect, List<Finding> findings, List<String> notes, Duration time) {
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofMinutes(5);

  /// A server without a fault, behind the same gateway.
  static final Defect NONE =
      Defect.before(
          "none",
          Defect.Family.HTTP,
          Defect.Due.INFO,
          "has no fault",
          (ask, house) -> house.send(ask));

  /// By the probes of its family first; where these find nothing, by all. What a part of the audit
  /// finds the whole of it finds.
  static Worth of(Defect defect) throws IOException {
    Worth first = of(defect, defect.family().probes());
    return first.isFound() ? first : of(defect, List.of());
  }

  /// Every probe, or those whose ids begin so.
  static Worth of(Defect defect, List<String> only) throws IOException {
    try (Planted house = new Planted(defect)) {
      return of(defect, house.url(), only);
    }
  }

  private static Worth of(Defect defect, URI url, List<String> only) {
    AuditOptions options =
        new AuditOptions(
            url, null, null, Profile.NONE, false, 0, CALL, WHOLE, only, Optional.empty());
    try {
      AuditReport report = new AuditRun(options, Probes.all(), Progress.NONE).run();
      List<String> notes =
          report.results().stream()
              .filter(r -> r.verdict() instanceof Verdict.Unfinished)
              .map(r -> r.id() + ": " + r.verdict())
              .toList();
      return new Worth(defect, report.findings(), notes, report.time());
    } catch (AuditFailed e) {
      return new Worth(defect, List.of(), List.of(String.valueOf(e.getMessage())), Duration.ZERO);
    }
  }

  /// Whether something was found that is as bad as it must be.
  boolean isFound() {
    return worst().filter(f -> f.severity().compareTo(due()) <= 0).isPresent();
  }

  /// The same; of a server without a fault, whether nothing was.
  boolean isAsDue() {
    return defect.id().equals(NONE.id()) ? findings.isEmpty() : isFound();
  }

  Optional<Finding> worst() {
    return findings.stream().min(Comparator.comparing(Finding::severity));
  }

  private Severity due() {
    return switch (defect.due()) {
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
        worst().map(f -> "`" + f.probe() + "` | " + f.severity().word()).orElse("nothing |");
    return "| `%s` | %s | %s | %s%s |"
        .formatted(
            defect.id(), defect.what(), due().word(), isFound() ? "" : "**missed**: ", worst);
  }
}
