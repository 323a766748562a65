package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.foreign.MarketApi;
import dev.freehold.audit.foreign.MarketApi.Hole;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds each hole of a server whose rows and operations need values that exist, and none in the
/// honest server.
final class MarketApiDetectionTest {
  static Stream<Arguments> holes() {
    return Stream.of(
        arguments(Hole.ORDER_READ, "access.read-foreign", "GET /stores/{storeId}/orders/{orderId}"),
        arguments(
            Hole.ORDER_CHANGE, "access.change-foreign", "PUT /stores/{storeId}/orders/{orderId}"),
        arguments(Hole.LETTER_READ, "access.read-foreign", "GET /letters/{id}"),
        arguments(Hole.LETTERS_OF_ANY, "access.list-foreign", "GET /letters"),
        arguments(Hole.PARCEL_TRANSFER, "access.use-foreign", "POST /parcels/transfer"),
        arguments(Hole.TICKET_READ, "access.", "GET /help/ticket"),
        arguments(Hole.DRAFT_READ, "access.read-hidden", "GET /essays/{id}"),
        arguments(Hole.GOODS_BY_ANY, "guard.roles", "POST /stores/{storeId}/goods"),
        arguments(Hole.PARCEL_DELETE_BY_ANY, "guard.roles", "DELETE /admin/parcels/{parcelId}"),
        arguments(Hole.PEOPLE_TO_ANY, "guard.roles", "GET /help/people"),
        arguments(Hole.ROLE_BY_ANY, "guard.roles", "PUT /admin/people/{nickname}/role"),
        arguments(Hole.WALL_OF_DETAILS, "access.personal-data", "GET /wall"),
        arguments(Hole.CODE_GUESSES, "limits.codes", "POST /identity/check-code"),
        arguments(Hole.RESET_TELLS, "token.account-answers", "POST /identity/reset"),
        arguments(Hole.HELP_CALLS_BACK, "input.server-side-request", "POST /help/ask"),
        arguments(Hole.DATABASE_ERRORS, "errors.internal-traces", "errors"));
  }

  @Test
  void everyHoleIsTested() {
    assertThat(holes().map(each -> (Hole) each.get()[0])).containsOnlyOnce(Hole.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void aHoleIsFound(Hole hole, String probe, String operation) throws Exception {
    try (MarketApi server = new MarketApi(hole)) {
      AuditReport report = audit(server, group(probe));
      assertThat(report.findings().stream().filter(MarketApiDetectionTest::isTelling))
          .extracting(each -> each.probe() + " " + each.operation())
          .as("%s", report.notes())
          .anyMatch(each -> each.startsWith(probe) && each.endsWith(" " + operation));
    }
  }

  /// The probes that make what a probe looks at run with it.
  private static List<String> group(String probe) {
    return probe.startsWith("access.")
        ? List.of("document.every-operation", "access.")
        : probe.startsWith("errors.") ? List.of("input.", probe) : List.of(probe);
  }

  @Test
  void theHonestServerHasNoCriticalOrHighFinding() throws Exception {
    try (MarketApi server = new MarketApi()) {
      AuditReport report = audit(server, List.of());
      assertThat(report.abortReason()).isEmpty();
      assertThat(report.findings().stream().filter(MarketApiDetectionTest::isAccess)).isEmpty();
    }
  }

  private static boolean isTelling(AuditFinding finding) {
    return finding.severity().compareTo(Severity.MEDIUM) <= 0;
  }

  private static boolean isAccess(AuditFinding finding) {
    boolean isSevere = finding.severity().compareTo(Severity.HIGH) <= 0;
    return isSevere && finding.probe().matches("(access|guard|input)\\..*");
  }

  private static AuditReport audit(MarketApi server, List<String> only) {
    return DetectionAudit.of(server.url(), ProbeCatalog.all(), only);
  }
}
