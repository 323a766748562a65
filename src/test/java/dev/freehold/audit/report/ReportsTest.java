package dev.freehold.audit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Finding;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.Result;
import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a hostile server says does no harm in any report.
final class ReportsTest {
  private static final String EVIL = "<script>alert(1)</script>\u001b[2J\u202e\"]]>";
  private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

  private static AuditReport report(Severity severity) {
    Answer answer =
        new Answer(
            200, Map.of(), (EVIL + TOKEN).getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
    Exchange exchange =
        new Exchange("http://localhost:1", Person.NOBODY, Call.get("/x?" + "y"), answer);
    Finding finding =
        new Finding(
            "access.x",
            severity,
            "A row of another is read",
            "GET /x",
            EVIL,
            Optional.of(exchange),
            Why.OBJECT,
            "Mend it.");
    return new AuditReport(
        "http://localhost:1",
        EVIL,
        "1",
        Instant.EPOCH,
        Duration.ofSeconds(2),
        7,
        false,
        List.of(
            new Result(
                "access.x",
                "no row of another is read",
                Set.of(ChecklistItem.ISOLATION),
                new Verdict.Broken(List.of(finding))),
            new Result("http.cors", "cors", Set.of(ChecklistItem.CORS), new Verdict.Held(3)),
            new Result(
                "lists.pages",
                "pages",
                Set.of(ChecklistItem.PAGES),
                new Verdict.NotApplicable("no list"))),
        3,
        3,
        List.of(EVIL),
        List.of("the account a@example.com"),
        "");
  }

  private static String text(AuditReport report) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new TextReport(out, (_, each) -> each).print(report);
    out.flush();
    return text.toString();
  }

  @Test
  void scoreAndFailureFollowTheSeverities() {
    assertThat(report(Severity.CRITICAL).score()).isEqualTo(60);
    assertThat(report(Severity.CRITICAL).isFailed()).isTrue();
    assertThat(report(Severity.MEDIUM).score()).isEqualTo(95);
    assertThat(report(Severity.MEDIUM).isFailed()).isFalse();
    assertThat(report(Severity.INFO).score()).isEqualTo(100);
  }

  @Test
  void aLineFailsOnItsFindingsAndIsUnprovedWithoutALook() {
    Map<ChecklistItem, Checklist.State> states =
        Checklist.of(report(Severity.LOW)).stream()
            .collect(
                java.util.stream.Collectors.toMap(Checklist.Line::item, Checklist.Line::state));
    assertThat(states)
        .hasSize(10)
        .containsEntry(ChecklistItem.ISOLATION, Checklist.State.FAIL)
        .containsEntry(ChecklistItem.CORS, Checklist.State.PASS)
        .containsEntry(ChecklistItem.PAGES, Checklist.State.UNPROVED)
        .containsEntry(ChecklistItem.SECURITY, Checklist.State.PASS);
  }

  @Test
  void noReportObeysTheServer() {
    AuditReport report = report(Severity.HIGH);
    assertThat(text(report))
        .contains("HIGH", "curl -i", "API1:2023", "Score 85 of 100")
        .doesNotContain("\u001b", "\u202e", TOKEN);
    String page = HtmlReport.write(report);
    assertThat(page)
        .contains("&lt;script&gt;", "default-src 'none'")
        .doesNotContain("<script", "\u001b", "\u202e", TOKEN);
    JsonObject json = new JsonObject(JsonReport.write(report));
    assertThat(json.getJsonArray("checklist")).hasSize(10);
    assertThat(json.getJsonObject("counts").getInteger("high")).isEqualTo(1);
    assertThat(json.encode()).doesNotContain(TOKEN);
    JsonObject sarif = new JsonObject(SarifReport.write(report, "1.0"));
    assertThat(sarif.getString("version")).isEqualTo("2.1.0");
    JsonObject run = sarif.getJsonArray("runs").getJsonObject(0);
    assertThat(run.getJsonArray("results").getJsonObject(0).getString("level")).isEqualTo("error");
    assertThat(JUnitReport.write(report))
        .contains("failures=\"1\"", "skipped=\"1\"")
        .doesNotContain("<script", "\u001b");
  }
}
