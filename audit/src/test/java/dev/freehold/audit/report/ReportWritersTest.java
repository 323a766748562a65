package dev.freehold.audit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.run.AuditCoverage;
import dev.freehold.audit.run.AuditCoverage.LineReach;
import dev.freehold.audit.run.AuditCoverage.OperationReach;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Checks that text of a hostile server is harmless in every report.
final class ReportWritersTest {
  private static final String EVIL = "<script>alert(1)</script>\u001b[2J\u202e\"]]>";
  private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

  private static AuditReport report(Severity severity) {
    ClientResponse answer =
        new ClientResponse(
            200, Map.of(), (EVIL + TOKEN).getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
    AuditExchange exchange =
        new AuditExchange(
            "http://localhost:1", AuditUser.ANONYMOUS, ClientRequest.get("/x?" + "y"), answer);
    AuditFinding finding =
        new AuditFinding(
            "access.read-foreign",
            severity,
            "Broken object level authorization: a row of another user is readable",
            "GET /x",
            EVIL,
            Optional.of(exchange),
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Fix it.");
    return new AuditReport(
        "http://localhost:1",
        EVIL,
        "1",
        Instant.EPOCH,
        Duration.ofSeconds(2),
        7,
        false,
        List.of(
            new ProbeResult(
                "access.read-foreign",
                "only its owner can read a row",
                Set.of(ChecklistItem.ISOLATION),
                new ProbeVerdict.Failed(List.of(finding))),
            new ProbeResult(
                "http.cors", "cors", Set.of(ChecklistItem.CORS), new ProbeVerdict.Passed(3)),
            new ProbeResult(
                "lists.pages",
                "pages",
                Set.of(ChecklistItem.PAGES),
                new ProbeVerdict.NotApplicable("no list")),
            new ProbeResult(
                "token.logout",
                "log-out",
                Set.of(ChecklistItem.PROTECTED),
                new ProbeVerdict.Skipped("not with --safe"))),
        new AuditCoverage(
            List.of(
                new OperationReach("GET /x", true, true, true, true, false, false),
                new OperationReach("POST /x", true, true, true, false, false, true),
                new OperationReach("DELETE /x", true, true, false, false, false, false),
                new OperationReach("POST /login", false, true, false, false, true, true)),
            9,
            4,
            2,
            Map.of(ChecklistItem.ISOLATION, new LineReach(1, 1, "collections", List.of()))),
        List.of(EVIL),
        List.of("the account a@example.com"),
        "");
  }

  private static String text(AuditReport report) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new TextReportWriter(out, (_, each) -> each).print(report);
    out.flush();
    return text.toString();
  }

  @Test
  void theSarifReportIsValidAgainstTheSchemaOfOasis() throws IOException {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7, builder -> {});
    try (InputStream in =
        Objects.requireNonNull(
            ReportWritersTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
      Schema schema =
          registry.getSchema(
              new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
      String sarif = SarifReportWriter.write(report(Severity.HIGH), "1.0");
      assertThat(schema.validate(sarif, InputFormat.JSON)).isEmpty();
      assertThat(schema.validate(sarif.replace("2.1.0\"", "2.2\""), InputFormat.JSON)).isNotEmpty();
    }
  }

  /// The report with another place of the same cause.
  private static AuditReport twoPlaces() {
    AuditReport one = report(Severity.HIGH);
    AuditFinding first = one.findings().getFirst();
    AuditFinding second =
        new AuditFinding(
            first.probe(),
            Severity.CRITICAL,
            "Broken object level authorization: a row can be deleted",
            "DELETE /x/{id}",
            "204 for user B",
            first.evidence(),
            first.weakness(),
            first.remediation());
    List<ProbeResult> results = new ArrayList<>(one.results());
    results.set(
        0,
        new ProbeResult(
            first.probe(),
            "only its owner can read a row",
            Set.of(ChecklistItem.ISOLATION),
            new ProbeVerdict.Failed(List.of(first, second))));
    return new AuditReport(
        one.url(),
        one.title(),
        one.version(),
        one.start(),
        one.time(),
        one.requests(),
        one.safe(),
        results,
        one.coverage(),
        one.notes(),
        one.leftovers(),
        one.abortReason());
  }

  @Test
  void everyFormatListsThePlacesOfACause() {
    AuditReport report = twoPlaces();
    assertThat(report.score()).hasValue(60);
    assertThat(text(report).lines().map(String::strip))
        .containsSubsequence(
            "FAIL  All queries are filtered by the user  (1 finding)",
            "CRITICAL  1. Broken object level authorization: a row can be deleted",
            "where    DELETE /x/{id}");
    assertThat(text(report))
        .contains("also     GET /x: Broken object level authorization: a row of another user")
        .contains("0 high", "1 critical")
        .doesNotContain("  2. ");
    JsonObject json = new JsonObject(JsonReportWriter.write(report));
    assertThat(json.getJsonObject("counts").getInteger("high")).isZero();
    JsonObject finding = json.getJsonArray("findings").getJsonObject(0);
    assertThat(finding.getString("operation")).isEqualTo("DELETE /x/{id}");
    assertThat(finding.getJsonArray("places").stream().map(each -> ((JsonObject) each)))
        .extracting(each -> each.getString("operation"), each -> each.getString("severity"))
        .containsExactly(tuple("DELETE /x/{id}", "critical"), tuple("GET /x", "high"));
    JsonObject result =
        new JsonObject(SarifReportWriter.write(report, "1.0"))
            .getJsonArray("runs")
            .getJsonObject(0)
            .getJsonArray("results")
            .getJsonObject(0);
    assertThat(result.getJsonArray("locations")).hasSize(2);
    assertThat(result.getJsonObject("message").getString("text")).contains("Also GET /x: ");
    assertThat(HtmlReportWriter.write(report)).contains("<p>Also GET /x: ");
    assertThat(JUnitReportWriter.write(report)).contains("where: DELETE /x/{id}", "where: GET /x");
  }

  @Test
  void scoreAndFailureFollowTheSeverities() {
    assertThat(report(Severity.CRITICAL).score()).hasValue(60);
    assertThat(report(Severity.CRITICAL).isFailed()).isTrue();
    assertThat(report(Severity.MEDIUM).score()).hasValue(95);
    assertThat(report(Severity.MEDIUM).isFailed()).isFalse();
    assertThat(report(Severity.INFO).score()).hasValue(100);
  }

  @Test
  void theTextReportTellsWhatWasLookedAt() {
    assertThat(text(report(Severity.LOW)).lines().map(String::stripTrailing))
        .containsSubsequence(
            "  FAIL  All queries are filtered by the user  (1 finding)",
            "  pass  CORS admits the configured frontend only  (1 probe)",
            "    ?   Lists are paged, bounded and fast (indexes, as seen from outside)"
                + "  (not looked at: no probe was applicable)",
            "  part  Security review: nothing critical or high"
                + "  (partly: not looked at: access without a token, input, secrets)",
            "Coverage:",
            "  66 %: 2 of 3 operations answered 2xx to user A or B",
            "  operations with a 2xx: as A 2, as B 1, as nobody 1, with a body 2;"
                + " of 4 in the description",
            "  rows: 9 created, 4 read, 2 changed",
            "  probes: 1 passed, 1 failed, 1 not applicable, 1 not run",
            "Not opened by user A or B:",
            "  DELETE /x",
            "Not applicable, not finished or not run:",
            "  lists.pages: no list",
            "  token.logout: not run: not with --safe",
            "Score 99 of 100 for what was looked at (coverage 66 %): 0 critical, 0 high, 0 medium,"
                + " 1 low, 7 requests in 2.0 s");
  }

  @Test
  void everyFormatHasTheCoverage() {
    AuditReport report = report(Severity.LOW);
    JsonObject json = new JsonObject(JsonReportWriter.write(report));
    JsonObject coverage = json.getJsonObject("coverage");
    assertThat(coverage.getInteger("percent")).isEqualTo(66);
    assertThat(coverage.getJsonObject("probes").getInteger("not run")).isEqualTo(1);
    assertThat(coverage.getJsonObject("lines").getJsonObject("isolation").encode())
        .isEqualTo("{\"reached\":1,\"of\":1,\"unit\":\"collections\",\"missed\":[]}");
    assertThat(coverage.getJsonArray("operations").getJsonObject(2).encode())
        .isEqualTo(
            "{\"operation\":\"DELETE /x\",\"expected\":true,\"answered\":true,\"openedAsA\":false,"
                + "\"openedAsB\":false,\"openedAsNobody\":false,\"openedWithBody\":false}");
    JsonObject run =
        new JsonObject(SarifReportWriter.write(report, "1.0"))
            .getJsonArray("runs")
            .getJsonObject(0);
    assertThat(run.getJsonObject("properties").getJsonObject("coverage")).isEqualTo(coverage);
    assertThat(JUnitReportWriter.write(report))
        .contains(
            "<property name=\"coverage.percent\" value=\"66\"/>",
            "<property name=\"coverage.rowsCreated\" value=\"9\"/>",
            "<property name=\"checklist.pages\""
                + " value=\"not looked at: no probe was applicable\"/>");
    assertThat(HtmlReportWriter.write(report))
        .contains(
            "<li>rows: 9 created, 4 read, 2 changed</li>", "<td class=\"not looked at\">", "66 %");
  }

  @Test
  void noReportInterpretsServerText() {
    AuditReport report = report(Severity.HIGH);
    assertThat(text(report))
        .contains("HIGH", "curl -i", "API1:2023", "Score 85 of 100 for what was looked at")
        .doesNotContain("\u001b", "\u202e", TOKEN);
    String page = HtmlReportWriter.write(report);
    assertThat(page)
        .contains("&lt;script&gt;", "default-src 'none'")
        .doesNotContain("<script", "\u001b", "\u202e", TOKEN);
    JsonObject json = new JsonObject(JsonReportWriter.write(report));
    assertThat(json.getJsonArray("checklist")).hasSize(10);
    assertThat(json.getJsonObject("counts").getInteger("high")).isEqualTo(1);
    assertThat(json.encode()).doesNotContain(TOKEN);
    assertThat(JsonReportWriter.write(report)).doesNotContain("\u202e", "\u001b");
    assertThat(json.getJsonArray("findings").getJsonObject(0).getString("detail")).isEqualTo(EVIL);
    assertThat(SarifReportWriter.write(report, "1.0")).doesNotContain("\u202e", "\u001b");
    JsonObject sarif = new JsonObject(SarifReportWriter.write(report, "1.0"));
    assertThat(sarif.getString("version")).isEqualTo("2.1.0");
    JsonObject run = sarif.getJsonArray("runs").getJsonObject(0);
    assertThat(run.getJsonArray("results").getJsonObject(0).getString("level")).isEqualTo("error");
    assertThat(JUnitReportWriter.write(report))
        .contains("failures=\"1\"", "skipped=\"2\"")
        .doesNotContain("<script", "\u001b");
  }
}
