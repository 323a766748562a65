package dev.freehold.audit.report;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.run.AuditCoverage;
import dev.freehold.audit.run.AuditCoverage.LineReach;
import dev.freehold.audit.run.AuditCoverage.OperationReach;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The coverage of an audit in sentences.
final class CoverageText {
  private CoverageText() {}

  /// How the probes ended, by the words for it, in the order of the words.
  static Map<String, Long> probes(AuditReport report) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String word : List.of("passed", "failed", "not applicable", "not finished", "not run")) {
      counts.put(word, report.results().stream().filter(r -> word(r).equals(word)).count());
    }
    return counts;
  }

  private static String word(ProbeResult result) {
    return switch (result.verdict()) {
      case ProbeVerdict.Passed _ -> "passed";
      case ProbeVerdict.Failed _ -> "failed";
      case ProbeVerdict.NotApplicable _ -> "not applicable";
      case ProbeVerdict.Unfinished _ -> "not finished";
      case ProbeVerdict.Skipped _ -> "not run";
    };
  }

  static List<String> lines(AuditReport report) {
    AuditCoverage coverage = report.coverage();
    List<String> lines = new ArrayList<>();
    lines.add(
        coverage.percent()
            + " %: "
            + coverage.count(OperationReach::isOpened)
            + " of "
            + coverage.countable()
            + " operations answered 2xx to user A or B");
    lines.add(
        "operations with a 2xx: as A "
            + coverage.count(OperationReach::openedAsA)
            + ", as B "
            + coverage.count(OperationReach::openedAsB)
            + ", as nobody "
            + coverage.count(OperationReach::openedAsNobody)
            + ", with a body "
            + coverage.count(OperationReach::openedWithBody)
            + "; of "
            + coverage.operations().size()
            + " in the description");
    lines.add(
        "rows: "
            + coverage.rowsCreated()
            + " created, "
            + coverage.rowsRead()
            + " read, "
            + coverage.rowsChanged()
            + " changed");
    lines.add(
        "probes: "
            + probes(report).entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", ")));
    return lines;
  }

  /// Operations that a user could open and neither A nor B did.
  static List<String> unopened(AuditReport report) {
    Predicate<OperationReach> open = OperationReach::isOpened;
    return report.coverage().operations().stream()
        .filter(OperationReach::expected)
        .filter(open.negate())
        .map(OperationReach::operation)
        .toList();
  }

  /// Collections of which user B tried no row of user A.
  static List<String> untried(AuditReport report) {
    LineReach rows = report.coverage().lines().get(ChecklistItem.ISOLATION);
    return rows == null ? List.of() : rows.missed();
  }

  /// Why a probe says nothing about its property; empty if it does. Probes that `--only` leaves out
  /// are not named one by one.
  static List<String> reasons(AuditReport report) {
    List<String> reasons = new ArrayList<>();
    Map<String, Integer> left = new LinkedHashMap<>();
    for (ProbeResult result : report.results()) {
      switch (result.verdict()) {
        case ProbeVerdict.NotApplicable(String why) -> reasons.add(result.id() + ": " + why);
        case ProbeVerdict.Unfinished(String why) ->
            reasons.add(result.id() + ": not finished: " + why);
        case ProbeVerdict.Skipped(String why) when report.isSelection() ->
            left.merge(why, 1, Integer::sum);
        case ProbeVerdict.Skipped(String why) -> reasons.add(result.id() + ": not run: " + why);
        case ProbeVerdict.Passed _, ProbeVerdict.Failed _ -> {}
      }
    }
    left.forEach((why, count) -> reasons.add(count + " probes: not run: " + why));
    return reasons;
  }

  /// The score in words.
  static String score(AuditReport report) {
    return report.score().isPresent()
        ? "Score "
            + report.score().getAsInt()
            + " of 100 for what was looked at (coverage "
            + report.coverage().percent()
            + " %)"
        : "No score: the audit looked at neither access without a token nor rows of others";
  }
}
