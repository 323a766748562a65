package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.run.AuditCoverage.OperationReach;
import dev.freehold.audit.run.AuditOptions;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditRun;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.run.Checklist;
import dev.freehold.audit.run.Checklist.ChecklistResult;
import dev.freehold.audit.run.Checklist.ChecklistState;
import dev.freehold.audit.run.ProbeCatalog;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The audit finds nothing in Freehold itself, and leaves nothing behind that it could delete.
final class AppAuditTest {
  private static AuditReport audit(RunningApp app, boolean safe, String... only) {
    AuditOptions standard = AuditOptions.of(URI.create("http://127.0.0.1:" + app.port()));
    AuditOptions options =
        new AuditOptions(
            standard.url(),
            null,
            null,
            standard.profile(),
            safe,
            0,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            List.of(only),
            Optional.empty());
    return new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run();
  }

  @Test
  void theDefaultSpecHasNoFinding() {
    try (RunningApp app =
        RunningApp.atStandardPasswordCost(RunningApp.example("tasks"), "RATE_LIMITS", "on")) {
      AuditReport report = audit(app, false);
      assertThat(report.findings()).isEmpty();
      assertThat(report.abortReason()).isEmpty();
      assertThat(report.score()).hasValue(100);
      assertThat(report.coverage().operations()).allMatch(OperationReach::answered);
      Map<ChecklistItem, ChecklistState> lines =
          Checklist.of(report).stream()
              .collect(Collectors.toMap(ChecklistResult::item, ChecklistResult::state));
      assertThat(lines)
          .as("%s", report.coverage().lines())
          .containsEntry(ChecklistItem.PROTECTED, ChecklistState.PASS)
          .containsEntry(ChecklistItem.ISOLATION, ChecklistState.PASS)
          .containsEntry(ChecklistItem.ERRORS, ChecklistState.PASS)
          .containsEntry(ChecklistItem.CORS, ChecklistState.PASS)
          .containsEntry(ChecklistItem.PAGES, ChecklistState.PASS)
          .containsEntry(ChecklistItem.ENDPOINTS, ChecklistState.PASS)
          .doesNotContainValue(ChecklistState.FAIL)
          .doesNotContainValue(ChecklistState.NOT_LOOKED_AT);
      // No audit has the token of a mail.
      assertThat(report.coverage().percent()).isGreaterThan(65);
      assertThat(report.leftovers()).allMatch(each -> each.startsWith("the account "));
      assertThat(app.query("select count(*)::text from app.tasks")).isEqualTo("0");
    }
  }

  /// Without the checks that use up rate limits; the example above covers them.
  @ParameterizedTest
  @ValueSource(strings = {"projects", "blog", "contacts", "shop"})
  void noExampleHasAFinding(String name) {
    try (RunningApp app = RunningApp.atStandardPasswordCost(RunningApp.example(name))) {
      AuditReport report =
          audit(
              app,
              false,
              "document",
              "rows",
              "lists",
              "input",
              "http",
              "config",
              "access",
              "errors",
              "headers");
      assertThat(report.findings()).isEmpty();
      assertThat(report.abortReason()).isEmpty();
    }
  }

  /// Rows of teams, of persons whom they name, and rows that are public under a condition. Of the
  /// collections of the clinic A may create no row.
  @ParameterizedTest
  @ValueSource(strings = {"crm", "lists", "magazine", "marketplace", "clinic"})
  void noAccessOfASharedRowIsAFinding(String name) {
    try (RunningApp app = RunningApp.atStandardPasswordCost(RunningApp.example(name))) {
      AuditReport report = audit(app, false, "access", "guard");
      assertThat(report.findings()).isEmpty();
      assertThat(report.abortReason()).isEmpty();
    }
  }

  /// The audit cannot have the second factor, and says so rather than report on refusals.
  @ParameterizedTest
  @ValueSource(strings = {"owner", "public"})
  void whereEverythingNeedsASecondFactorNothingIsAudited(String reader) {
    String spec =
        """
        freehold: 1
        name: Vault
        auth: { totp: required }
        resources:
          notes:
            access: { read: %s }
            fields: { title: { type: string, required: true } }
        """
            .formatted(reader);
    ApiPlan plan =
        switch (SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8))) {
          case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
          case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
        };
    try (RunningApp app = RunningApp.of(plan)) {
      assertThatThrownBy(() -> audit(app, false))
          .isInstanceOf(AuditStartException.class)
          .hasMessageContaining("can do nothing before a second factor")
          .hasMessageContaining("/notes returned 403")
          .hasMessageContaining("--token-a");
    }
  }

  @Test
  void rowsOfATeamAreCreatedProbedAndDeleted() {
    try (RunningApp app = RunningApp.atStandardPasswordCost(RunningApp.example("crm"))) {
      AuditReport report = audit(app, true, "access.read", "access.batch", "access.change");
      assertThat(report.findings()).isEmpty();
      assertThat(report.notes()).noneMatch(note -> note.startsWith("no row could be created"));
      assertThat(report.leftovers()).allMatch(each -> each.startsWith("the account "));
      assertThat(app.query("select count(*)::text from app.teams")).isEqualTo("0");
    }
  }

  @Test
  void safeLeavesTheRowsOfOthersAlone() {
    try (RunningApp app = RunningApp.atStandardPasswordCost(RunningApp.example("tasks"))) {
      RunningApp.SignedUpUser person = app.person();
      person.client().post("/tasks", "{\"title\": \"Mine\"}").expect(201);
      AuditReport report = audit(app, true);
      assertThat(report.findings()).isEmpty();
      assertThat(report.safe()).isTrue();
      assertThat(app.query("select string_agg(title, ',') from app.tasks")).isEqualTo("Mine");
    }
  }
}
