package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Checks which findings have one cause.
final class FindingCauseTest {
  private static final AuditUser B = new AuditUser("B", "b@example.com", "x", "token", null, null);

  private static AuditFinding finding(
      String probe, Severity severity, String title, String operation, Weakness weakness) {
    return finding(probe, severity, title, operation, weakness, B);
  }

  private static AuditFinding finding(
      String probe,
      Severity severity,
      String title,
      String operation,
      Weakness weakness,
      AuditUser user) {
    AuditExchange exchange =
        new AuditExchange(
            "http://localhost:1",
            user,
            ClientRequest.get("/x"),
            new ClientResponse(200, Map.of(), new byte[0], Duration.ZERO));
    return new AuditFinding(
        probe, severity, title, operation, "d", Optional.of(exchange), weakness, "r");
  }

  private static AuditFinding object(String probe, Severity severity, String operation) {
    return finding(probe, severity, "of " + probe, operation, Weakness.BROKEN_OBJECT_AUTHORIZATION);
  }

  @Test
  void theCheckThatAResourceLacksIsOneCauseForReadListChangeAndDelete() {
    List<AuditFinding> merged =
        FindingCause.merged(
            List.of(
                object("access.count-foreign", Severity.HIGH, "GET /notes/"),
                object("access.read-foreign", Severity.CRITICAL, "GET /notes/{slug}/"),
                object("access.change-foreign", Severity.CRITICAL, "PUT /notes/{slug}/"),
                object("access.change-foreign", Severity.CRITICAL, "DELETE /notes/{slug}/"),
                object("access.read-foreign", Severity.CRITICAL, "GET /shops/{shop}/orders/{id}")));
    assertThat(merged).hasSize(2);
    assertThat(merged.getFirst().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(merged.getFirst().places())
        .extracting(AuditFinding::operation, AuditFinding::severity)
        .containsExactly(
            tuple("GET /notes/{slug}/", Severity.CRITICAL),
            tuple("PUT /notes/{slug}/", Severity.CRITICAL),
            tuple("DELETE /notes/{slug}/", Severity.CRITICAL),
            tuple("GET /notes/", Severity.HIGH));
    assertThat(merged.getFirst().probes())
        .containsExactly("access.read-foreign", "access.change-foreign", "access.count-foreign");
    assertThat(merged.getLast().operation()).isEqualTo("GET /shops/{shop}/orders/{id}");
  }

  @Test
  void oneWordForManyOperationsIsOneCause() {
    Weakness header = Weakness.misconfiguration("3.4.4");
    List<AuditFinding> merged =
        FindingCause.merged(
            List.of(
                finding("headers.answers", Severity.LOW, "Missing header", "GET /a", header),
                finding("headers.answers", Severity.LOW, "Missing header", "GET /b", header),
                finding("limits.log-in", Severity.MEDIUM, "No limit", "POST /login", header)));
    assertThat(merged)
        .extracting(AuditFinding::title, each -> each.places().size())
        .containsExactly(tuple("No limit", 1), tuple("Missing header", 2));
  }

  @Test
  void eachStatementAndEachResourceIsACauseOfItsOwn() {
    List<AuditFinding> merged =
        FindingCause.merged(
            List.of(
                finding(
                    "input.sql-query", Severity.CRITICAL, "t", "GET /a", Weakness.SQL_INJECTION),
                finding(
                    "input.sql-query", Severity.CRITICAL, "t", "GET /b", Weakness.SQL_INJECTION),
                finding(
                    "input.assignment",
                    Severity.CRITICAL,
                    "t",
                    "POST /a",
                    Weakness.MASS_ASSIGNMENT),
                finding(
                    "input.assignment",
                    Severity.CRITICAL,
                    "t",
                    "PUT /a/{id}",
                    Weakness.MASS_ASSIGNMENT),
                finding(
                    "input.assignment",
                    Severity.CRITICAL,
                    "t",
                    "POST /b",
                    Weakness.MASS_ASSIGNMENT)));
    assertThat(merged)
        .extracting(AuditFinding::operation, each -> each.places().size())
        .containsExactly(
            tuple("GET /a", 1), tuple("GET /b", 1), tuple("POST /a", 2), tuple("POST /b", 1));
  }

  @Test
  void whatNobodyCanDoIsNotToldTwice() {
    List<AuditFinding> merged =
        FindingCause.merged(
            List.of(
                finding(
                    "access.change-foreign",
                    Severity.CRITICAL,
                    "without a token",
                    "DELETE /a/{id}",
                    Weakness.BROKEN_OBJECT_AUTHORIZATION,
                    AuditUser.ANONYMOUS),
                object("access.change-foreign", Severity.CRITICAL, "PUT /a/{id}"),
                finding(
                    "guard.anonymous",
                    Severity.CRITICAL,
                    "works without a token",
                    "DELETE /a/{id}",
                    Weakness.BROKEN_FUNCTION_AUTHORIZATION,
                    AuditUser.ANONYMOUS)));
    assertThat(merged)
        .extracting(AuditFinding::operation, AuditFinding::probes)
        .containsExactlyInAnyOrder(
            tuple("DELETE /a/{id}", List.of("access.change-foreign", "guard.anonymous")),
            tuple("PUT /a/{id}", List.of("access.change-foreign")));
  }
}
