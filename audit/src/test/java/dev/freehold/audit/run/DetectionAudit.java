package dev.freehold.audit.run;

import dev.freehold.audit.Probe;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// An audit of a test server: without a limit of the rate, and for at most two minutes.
final class DetectionAudit {
  private DetectionAudit() {}

  /// @param only ids or id prefixes of probes; empty for all of `probes`
  static AuditReport of(String url, List<Probe> probes, List<String> only) {
    AuditOptions usual = AuditOptions.of(URI.create(url));
    AuditOptions options =
        new AuditOptions(
            usual.url(),
            null,
            null,
            usual.profile(),
            false,
            0,
            usual.deadline(),
            Duration.ofMinutes(2),
            only,
            usual.description());
    return new AuditRun(options, probes, AuditProgressListener.NONE).run();
  }
}
