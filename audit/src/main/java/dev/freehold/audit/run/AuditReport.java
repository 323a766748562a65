package dev.freehold.audit.run;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// The result of an audit.
///
/// @param url scheme, host and port
/// @param title the title of the description
/// @param version the version of the description
/// @param results in the order in which the probes ran, then those that were not run
/// @param coverage what was reached
/// @param notes the limits of the result, such as a collection in which no row could be created
/// @param leftovers the rows and accounts that the audit created and could not delete
/// @param abortReason why the audit ended early; empty if it did not
public record AuditReport(
    String url,
    String title,
    String version,
    Instant start,
    Duration time,
    int requests,
    boolean safe,
    List<ProbeResult> results,
    AuditCoverage coverage,
    List<String> notes,
    List<String> leftovers,
    String abortReason) {

  /// Why `--only` leaves out a probe.
  static final String NOT_SELECTED = "not selected with --only";

  /// Why `--safe` leaves out a probe.
  static final String NOT_SAFE = "not with --safe";

  /// The result of one probe.
  public record ProbeResult(
      String id, String title, Set<ChecklistItem> checklistItems, ProbeVerdict verdict) {
    /// What the probe reported, one finding for each place.
    public List<AuditFinding> findings() {
      return verdict instanceof ProbeVerdict.Failed broken ? broken.findings() : List.of();
    }
  }

  /// One finding for each cause, with its places; highest severity first.
  public List<AuditFinding> findings() {
    return FindingCause.merged(results.stream().flatMap(each -> each.findings().stream()).toList());
  }

  public long count(Severity severity) {
    return findings().stream().filter(each -> each.severity() == severity).count();
  }

  /// Whether there is a critical or high finding, the audit was not completed, or it looked at
  /// nothing although no probe was left out on purpose.
  public boolean isFailed() {
    return count(Severity.CRITICAL) + count(Severity.HIGH) > 0
        || !abortReason.isEmpty()
        || (!isSelection() && !isReviewed());
  }

  /// Whether `--only` left out probes.
  public boolean isSelection() {
    return results.stream()
        .anyMatch(each -> each.verdict().equals(new ProbeVerdict.Skipped(NOT_SELECTED)));
  }

  /// Whether the security review looked at anything.
  public boolean isReviewed() {
    return Checklist.line(ChecklistItem.SECURITY, this).state()
        != Checklist.ChecklistState.NOT_LOOKED_AT;
  }

  /// The score of what was looked at, beside which the coverage is to be read: starts at 100; a
  /// critical finding costs 40, a high one 15, a medium one 5, a low one 1; the minimum is 0. Empty
  /// if the security review looked at nothing: then no finding says nothing.
  public OptionalInt score() {
    if (!isReviewed()) {
      return OptionalInt.empty();
    }
    long lost = Stream.of(Severity.values()).mapToLong(each -> count(each) * cost(each)).sum();
    return OptionalInt.of((int) Math.max(0, 100 - lost));
  }

  private static long cost(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 40;
      case HIGH -> 15;
      case MEDIUM -> 5;
      case LOW -> 1;
      case INFO -> 0;
    };
  }
}
