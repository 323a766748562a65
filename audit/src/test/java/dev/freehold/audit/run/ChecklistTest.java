package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.run.AuditCoverage.LineReach;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.run.Checklist.ChecklistResult;
import dev.freehold.audit.run.Checklist.ChecklistState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks what decides a line of the checklist, the score and the failure of an audit.
final class ChecklistTest {
  private static final ProbeVerdict PASSED = new ProbeVerdict.Passed(3);
  private static final ProbeVerdict NONE = new ProbeVerdict.NotApplicable("none");
  private static final ProbeVerdict UNFINISHED = new ProbeVerdict.Unfinished("late");

  private static ProbeVerdict failed(Severity severity) {
    return new ProbeVerdict.Failed(
        List.of(
            new AuditFinding(
                "x", severity, "t", "o", "d", Optional.empty(), Weakness.INPUT_VALIDATION, "r")));
  }

  private static ProbeResult result(String id, ChecklistItem item, ProbeVerdict verdict) {
    return new ProbeResult(id, id, Set.of(item), verdict);
  }

  private static AuditReport report(
      List<ProbeResult> results, Map<ChecklistItem, LineReach> lines) {
    return new AuditReport(
        "http://localhost:1",
        "",
        "1",
        Instant.EPOCH,
        Duration.ZERO,
        0,
        false,
        results,
        new AuditCoverage(List.of(), 0, 0, 0, lines),
        List.of(),
        List.of(),
        "");
  }

  private static LineReach of(int reached, int total) {
    return new LineReach(reached, total, "collections", List.of());
  }

  static Stream<Arguments> isolation() {
    return Stream.of(
        arguments(PASSED, PASSED, PASSED, of(8, 8), ChecklistState.PASS, "3 probes; 8 of 8"),
        arguments(PASSED, NONE, PASSED, of(8, 8), ChecklistState.PASS, "2 probes; 8 of 8"),
        arguments(PASSED, PASSED, PASSED, of(3, 8), ChecklistState.PARTLY, "3 of 8 collections"),
        arguments(PASSED, UNFINISHED, PASSED, of(8, 8), ChecklistState.PARTLY, "access.list-"),
        arguments(PASSED, PASSED, PASSED, of(0, 8), ChecklistState.NOT_LOOKED_AT, "0 of 8"),
        arguments(NONE, NONE, NONE, of(8, 8), ChecklistState.NOT_LOOKED_AT, "no probe was"),
        arguments(
            UNFINISHED, UNFINISHED, NONE, of(8, 8), ChecklistState.NOT_LOOKED_AT, "not run to"),
        arguments(failed(Severity.LOW), NONE, NONE, of(0, 8), ChecklistState.FAIL, "1 finding"),
        arguments(
            failed(Severity.INFO), PASSED, PASSED, of(8, 8), ChecklistState.PASS, "3 probes"));
  }

  @ParameterizedTest
  @MethodSource("isolation")
  void theLineFollowsItsProbesAndTheirReach(
      ProbeVerdict read,
      ProbeVerdict list,
      ProbeVerdict change,
      LineReach reach,
      ChecklistState state,
      String detail) {
    ChecklistResult line =
        Checklist.line(
            ChecklistItem.ISOLATION,
            report(
                List.of(
                    result("access.read-foreign", ChecklistItem.ISOLATION, read),
                    result("access.list-foreign", ChecklistItem.ISOLATION, list),
                    result("access.change-foreign", ChecklistItem.ISOLATION, change)),
                Map.of(ChecklistItem.ISOLATION, reach)));
    assertThat(line.state()).isEqualTo(state);
    assertThat(line.detail()).contains(detail);
  }

  @Test
  void oneOtherProbeDoesNotMakeALinePass() {
    ChecklistResult line =
        Checklist.line(
            ChecklistItem.ISOLATION,
            report(
                List.of(result("access.unique-foreign", ChecklistItem.ISOLATION, PASSED)),
                Map.of(ChecklistItem.ISOLATION, of(8, 8))));
    assertThat(line.state()).isEqualTo(ChecklistState.NOT_LOOKED_AT);
  }

  /// The security review, from the verdicts of all probes and the reach of all lines.
  private static AuditReport review(ProbeVerdict verdict, LineReach reach) {
    Map<ChecklistItem, LineReach> lines = new EnumMap<>(ChecklistItem.class);
    List<ProbeResult> results = new ArrayList<>();
    ProbeCatalog.all()
        .forEach(
            each ->
                results.add(
                    new ProbeResult(each.id(), each.title(), each.checklistItems(), verdict)));
    for (ChecklistItem item : ChecklistItem.values()) {
      if (item != ChecklistItem.CORS && item != ChecklistItem.SECURITY) {
        lines.put(item, reach);
      }
    }
    return report(results, lines);
  }

  @Test
  void everythingLookedAtIsGreen() {
    AuditReport report = review(PASSED, of(2, 2));
    assertThat(Checklist.of(report))
        .extracting(ChecklistResult::state)
        .containsOnly(ChecklistState.PASS);
    assertThat(Checklist.line(ChecklistItem.SECURITY, report).detail())
        .isEqualTo("looked at: access without a token, rows of others, input, secrets");
    assertThat(report.score()).hasValue(100);
    assertThat(report.isFailed()).isFalse();
  }

  @Test
  void aPartIsSaid() {
    AuditReport report = review(PASSED, of(1, 2));
    ChecklistResult security = Checklist.line(ChecklistItem.SECURITY, report);
    assertThat(security.state()).isEqualTo(ChecklistState.PARTLY);
    assertThat(security.detail())
        .isEqualTo("access without a token, rows of others, input, secrets");
    assertThat(report.score()).hasValue(100);
    assertThat(report.isFailed()).isFalse();
  }

  @Test
  void nothingLookedAtIsNotGreen() {
    for (AuditReport report : List.of(review(UNFINISHED, of(2, 2)), review(PASSED, of(0, 2)))) {
      assertThat(Checklist.line(ChecklistItem.SECURITY, report).state())
          .isEqualTo(ChecklistState.NOT_LOOKED_AT);
      assertThat(report.score()).isEmpty();
      assertThat(report.isFailed()).isTrue();
    }
  }

  @Test
  void aSelectionOfProbesFailsOnlyOnFindings() {
    AuditReport report =
        report(
            List.of(
                result("http.cors", ChecklistItem.CORS, PASSED),
                result(
                    "guard.anonymous",
                    ChecklistItem.PROTECTED,
                    new ProbeVerdict.Skipped(AuditReport.NOT_SELECTED))),
            Map.of());
    assertThat(report.isFailed()).isFalse();
    assertThat(report.score()).isEmpty();
  }

  @Test
  void theProbesThatDecideExist() {
    AuditReport report = review(NONE, of(2, 2));
    // A deciding probe that no catalogue has would be named as not run to the end.
    assertThat(Checklist.of(report))
        .extracting(ChecklistResult::detail)
        .noneMatch(d -> d.contains("not run"));
  }
}
