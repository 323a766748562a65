package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.foreign.ForeignApi;
import dev.freehold.audit.foreign.ForeignApi.Hole;
import dev.freehold.audit.run.ProbeCatalog.IdentityProbes;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds each broken object authorization of a server in shapes that are not Freehold's, and none in
/// the honest server.
final class ForeignApiDetectionTest {
  static Stream<Arguments> holes() {
    return Stream.of(
        arguments(Hole.ARTICLE_UPDATE, "access.change-foreign", "PUT /articles/{slug}"),
        arguments(Hole.ARTICLE_DELETE, "access.change-foreign", "DELETE /articles/{slug}"),
        arguments(Hole.SECRET_READ, "access.read-foreign", "GET /vault/secrets/{secret_code}"),
        arguments(Hole.SECRET_LIST, "access.list-foreign", "GET /vault/secrets/"),
        arguments(Hole.BILL_READ, "access.read-foreign", "GET /shops/{shop_id}/bills/{bill}"),
        arguments(
            Hole.BILL_OF_OTHER_SHOP, "access.read-foreign", "GET /shops/{shop_id}/bills/{bill}"),
        arguments(Hole.BILL_LIST, "access.list-foreign", "GET /shops/{shop_id}/bills"),
        arguments(Hole.REFUND_ANY, "access.use-foreign", "POST /refunds"),
        arguments(Hole.LOCATION_ANY, "access.use-foreign", "GET /vehicle/{vehicleId}/location"),
        arguments(Hole.PASSWORD_ANY, "access.account-foreign", "PUT /users/{username}/password"),
        arguments(Hole.ACCOUNT_DELETE_ANY, "access.account-foreign", "DELETE /users/{username}"),
        arguments(Hole.PROFILE_FULL, "access.read-foreign", "GET /users/{username}"),
        arguments(Hole.MEMO_READ, "access.read-foreign", "GET /getMemo"),
        arguments(Hole.MEMO_DELETE, "access.use-foreign", "POST /deleteMemo"),
        arguments(Hole.MEMO_UPDATE, "access.use-foreign", "POST /updateMemo"));
  }

  @Test
  void everyHoleIsTested() {
    assertThat(holes().map(each -> (Hole) each.get()[0])).containsOnlyOnce(Hole.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void aBrokenObjectAuthorizationIsFound(Hole hole, String probe, String operation)
      throws Exception {
    try (ForeignApi server = new ForeignApi(hole)) {
      AuditReport report = audit(server, List.of("access."));
      assertThat(report.findings())
          .as("%s %s", report.results(), report.notes())
          .anySatisfy(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(finding.probe()).isEqualTo(probe);
                assertThat(finding.operation()).isEqualTo(operation);
              });
    }
  }

  @Test
  void theHonestServerHasNoCriticalOrHighFinding() throws Exception {
    try (ForeignApi server = new ForeignApi()) {
      AuditReport report = audit(server, List.of("access.", "guard."));
      assertThat(report.findings().stream().filter(ForeignApiDetectionTest::isSevere)).isEmpty();
    }
  }

  private static boolean isSevere(AuditFinding finding) {
    return finding.severity() == Severity.CRITICAL || finding.severity() == Severity.HIGH;
  }

  private static AuditReport audit(ForeignApi server, List<String> only) {
    return DetectionAudit.of(server.url(), IdentityProbes.all(InstantSource.system()), only);
  }
}
