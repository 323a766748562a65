package dev.freehold.audit.run;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditCoverage.LineReach;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The ten lines of the checklist. A line fails on a finding of one of its probes. It passes only if
/// each probe that decides it ran to its end or has nothing to apply to, and everything that the
/// line is about was reached.
public final class Checklist {
  /// The state of a line.
  public enum ChecklistState {
    PASS,
    FAIL,
    /// No finding, but a part of it was not looked at.
    PARTLY,
    /// None of the probes that decide it ran to its end, or they reached nothing.
    NOT_LOOKED_AT;

    /// In lower case, such as `not looked at`.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// @param detail the reason, such as `2 findings` or `3 of 8 collections`
  public record ChecklistResult(ChecklistItem item, ChecklistState state, String detail) {}

  /// The probes that decide a line. Its other probes can only make it fail.
  private static final Map<ChecklistItem, Set<String>> DECIDING =
      Map.of(
          ChecklistItem.PROTECTED, Set.of("guard.anonymous", "token.forged"),
          ChecklistItem.ISOLATION,
              Set.of("access.read-foreign", "access.list-foreign", "access.change-foreign"),
          ChecklistItem.VALIDATION,
              Set.of(
                  "input.schema",
                  "input.json",
                  "input.wrong-type",
                  "input.sql-query",
                  "input.sql-body"),
          ChecklistItem.ERRORS, Set.of("errors.one-format", "errors.5xx", "errors.internal-traces"),
          ChecklistItem.CORS, Set.of("http.cors"),
          ChecklistItem.PAGES, Set.of("lists.pages"),
          ChecklistItem.DOCUMENTATION, Set.of("document.every-operation", "document.true"),
          ChecklistItem.SECRETS,
              Set.of("config.exposed", "token.secrets-shown", "token.weak-secret"),
          ChecklistItem.ENDPOINTS, Set.of("document.every-operation"));

  /// The lines on which the security review rests.
  private static final List<ChecklistItem> SECURITY_LINES =
      List.of(
          ChecklistItem.PROTECTED,
          ChecklistItem.ISOLATION,
          ChecklistItem.VALIDATION,
          ChecklistItem.SECRETS);

  private Checklist() {}

  public static List<ChecklistResult> of(AuditReport report) {
    return Stream.of(ChecklistItem.values()).map(item -> line(item, report)).toList();
  }

  static ChecklistResult line(ChecklistItem item, AuditReport report) {
    return item == ChecklistItem.SECURITY ? security(report) : byProbes(item, report);
  }

  /// Access without a token and access to rows of others are the core of the review: without both
  /// there was none.
  private static ChecklistResult security(AuditReport report) {
    long bad = report.count(Severity.CRITICAL) + report.count(Severity.HIGH);
    if (bad > 0) {
      return new ChecklistResult(
          ChecklistItem.SECURITY, ChecklistState.FAIL, counted(bad, "finding"));
    }
    List<ChecklistItem> open = new ArrayList<>();
    List<ChecklistItem> unseen = new ArrayList<>();
    for (ChecklistItem item : SECURITY_LINES) {
      switch (byProbes(item, report).state()) {
        case NOT_LOOKED_AT -> unseen.add(item);
        case PARTLY -> open.add(item);
        // A line can fail on findings that are neither critical nor high.
        case PASS, FAIL -> {}
      }
    }
    if (unseen.containsAll(List.of(ChecklistItem.PROTECTED, ChecklistItem.ISOLATION))) {
      return new ChecklistResult(
          ChecklistItem.SECURITY,
          ChecklistState.NOT_LOOKED_AT,
          "neither access without a token nor access to rows of others");
    }
    List<String> words = new ArrayList<>();
    if (!unseen.isEmpty()) {
      words.add("not looked at: " + names(unseen));
    }
    if (!open.isEmpty()) {
      words.add((unseen.isEmpty() ? "" : "in part: ") + names(open));
    }
    if (!report.abortReason().isEmpty()) {
      words.add("ended early");
    }
    return words.isEmpty()
        ? new ChecklistResult(
            ChecklistItem.SECURITY, ChecklistState.PASS, "looked at: " + names(SECURITY_LINES))
        : new ChecklistResult(
            ChecklistItem.SECURITY, ChecklistState.PARTLY, String.join("; ", words));
  }

  private static String names(List<ChecklistItem> items) {
    return String.join(", ", items.stream().map(ChecklistItem::shortName).toList());
  }

  private static ChecklistResult byProbes(ChecklistItem item, AuditReport report) {
    List<ProbeResult> proving =
        report.results().stream().filter(each -> each.checklistItems().contains(item)).toList();
    Set<AuditFinding> bad =
        proving.stream()
            .flatMap(each -> each.findings().stream())
            .filter(each -> each.severity() != Severity.INFO)
            .collect(Collectors.toSet());
    long findings =
        report.findings().stream()
            .filter(each -> each.places().stream().anyMatch(bad::contains))
            .count();
    if (findings > 0) {
      return new ChecklistResult(item, ChecklistState.FAIL, counted(findings, "finding"));
    }
    long held = proving.stream().filter(each -> isProof(each.verdict())).count();
    Set<String> deciding = DECIDING.getOrDefault(item, Set.of());
    boolean decided =
        proving.stream().anyMatch(each -> deciding.contains(each.id()) && isProof(each.verdict()));
    List<String> open = deciding.stream().filter(id -> isOpen(id, report)).sorted().toList();
    Optional<LineReach> reach = Optional.ofNullable(report.coverage().lines().get(item));
    String reached = reach.map(LineReach::toString).orElse("");
    if (!decided || reach.filter(LineReach::isNothing).isPresent()) {
      return new ChecklistResult(
          item,
          ChecklistState.NOT_LOOKED_AT,
          decided ? reached : reason(open, "no probe was applicable"));
    }
    if (!open.isEmpty() || reach.filter(each -> !each.isWhole()).isPresent()) {
      String probes = open.isEmpty() ? "" : reason(open, "");
      return new ChecklistResult(item, ChecklistState.PARTLY, joined(reached, probes));
    }
    return new ChecklistResult(item, ChecklistState.PASS, joined(counted(held, "probe"), reached));
  }

  private static String joined(String first, String second) {
    return Stream.of(first, second)
        .filter(each -> !each.isEmpty())
        .reduce((x, y) -> x + "; " + y)
        .orElse("");
  }

  private static String reason(List<String> open, String otherwise) {
    return open.isEmpty() ? otherwise : "not run to the end: " + String.join(", ", open);
  }

  private static boolean isProof(ProbeVerdict verdict) {
    return switch (verdict) {
      case ProbeVerdict.Passed _, ProbeVerdict.Failed _ -> true;
      case ProbeVerdict.NotApplicable _, ProbeVerdict.Unfinished _, ProbeVerdict.Skipped _ -> false;
    };
  }

  /// Whether a probe did not say whether its property holds.
  private static boolean isOpen(String id, AuditReport report) {
    return report.results().stream()
        .filter(each -> each.id().equals(id))
        .noneMatch(
            each ->
                isProof(each.verdict()) || each.verdict() instanceof ProbeVerdict.NotApplicable);
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
