package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.foreign.SessionApi;
import dev.freehold.audit.foreign.SessionApi.Hole;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.ProbeCatalog.IdentityProbes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds each hole of a server with a session cookie, a CSRF token, envelopes, slugs and slashes,
/// and none in the honest one, without being told how to get in.
final class SessionApiDetectionTest {
  static Stream<Arguments> holes() {
    return Stream.of(
        arguments(Hole.NOTE_READ, "access.read-foreign", "GET /notes/{slug}/"),
        arguments(Hole.NOTE_UPDATE, "access.change-foreign", "PUT /notes/{slug}/"),
        arguments(Hole.NOTE_DELETE, "access.change-foreign", "DELETE /notes/{slug}/"),
        arguments(Hole.SIGN_UP_ROLE, "input.sign-up-role", "POST /people/"),
        arguments(Hole.PROFILE_ROLE, "input.own-profile", "PUT /me/"),
        arguments(Hole.PEOPLE_LISTED, "guard.roles", "GET /admin/people/"),
        arguments(Hole.EXPORT_OPEN, "guard.anonymous", "GET /export/"),
        arguments(Hole.HASH_SHOWN, "token.secrets-shown", "GET /me/"),
        arguments(Hole.LOG_OUT_KEEPS, "token.logout", "DELETE /sessions/"),
        arguments(Hole.RESET_TELLS, "token.account-answers", "POST /people/reset/"));
  }

  @Test
  void everyHoleIsTested() {
    assertThat(holes().map(each -> (Hole) each.get()[0])).containsOnlyOnce(Hole.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void aHoleIsFound(Hole hole, String probe, String operation) throws Exception {
    try (SessionApi server = new SessionApi(hole)) {
      AuditReport report = audit(server, List.of(probe));
      assertThat(report.findings())
          .as("%s %s", report.results(), report.notes())
          .anySatisfy(
              finding -> {
                assertThat(finding.severity()).isLessThanOrEqualTo(Severity.MEDIUM);
                assertThat(finding.operation()).isEqualTo(operation);
              });
    }
  }

  @Test
  void theHonestServerHasNoCriticalOrHighFinding() throws Exception {
    try (SessionApi server = new SessionApi()) {
      AuditReport report = audit(server, List.of());
      assertThat(report.abortReason()).isEmpty();
      assertThat(report.findings().stream().filter(SessionApiDetectionTest::isSevere)).isEmpty();
    }
  }

  private static boolean isSevere(AuditFinding finding) {
    return finding.severity() == Severity.CRITICAL || finding.severity() == Severity.HIGH;
  }

  private static AuditReport audit(SessionApi server, List<String> only) {
    AuditOptions usual = AuditOptions.of(URI.create(server.url()));
    AuditOptions options =
        new AuditOptions(
            usual.url(),
            null,
            null,
            usual.profile(),
            false,
            0,
            usual.deadline(),
            Duration.ofMinutes(2),
            only,
            usual.description());
    return new AuditRun(
            options, IdentityProbes.all(InstantSource.system()), AuditProgressListener.NONE)
        .run();
  }
}
