package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.foreign.SessionApi;
import dev.freehold.audit.foreign.SessionApi.Hole;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds each hole of a server with a session cookie, a CSRF token, envelopes, slugs and slashes,
/// and none in the honest one, without being told how to get in.
final class SessionApiDetectionTest {
  static Stream<Arguments> holes() {
    return Stream.of(
        of(Hole.NOTE_READ, Severity.CRITICAL, "access.read-foreign", "GET /notes/{slug}/"),
        of(Hole.NOTE_UPDATE, Severity.CRITICAL, "access.change-foreign", "PUT /notes/{slug}/"),
        of(Hole.NOTE_DELETE, Severity.CRITICAL, "access.change-foreign", "DELETE /notes/{slug}/"),
        of(Hole.NOTE_LIST, Severity.CRITICAL, "access.list-foreign", "GET /notes/"),
        of(Hole.NOTE_VERIFIED, Severity.MEDIUM, "input.assignment", "PUT /notes/{slug}/"),
        of(Hole.SIGN_UP_ROLE, Severity.CRITICAL, "input.sign-up-role", "POST /people/"),
        of(Hole.SIGN_UP_CREDIT, Severity.HIGH, "input.sign-up-role", "POST /people/"),
        of(Hole.PROFILE_ROLE, Severity.CRITICAL, "input.own-profile", "PUT /me/"),
        of(Hole.PEOPLE_LISTED, Severity.HIGH, "guard.roles", "GET /admin/people/"),
        of(Hole.EXPORT_OPEN, Severity.CRITICAL, "guard.anonymous", "GET /export/"),
        of(Hole.HASH_SHOWN, Severity.HIGH, "token.secrets-shown", "GET /me/"),
        of(Hole.EMAILS_SHOWN, Severity.MEDIUM, "access.personal-data", "GET /people/"),
        of(Hole.VERSION_SHOWN, Severity.LOW, "headers.answers", "every response"),
        of(Hole.LOG_OUT_KEEPS, Severity.MEDIUM, "token.logout", "DELETE /sessions/"),
        of(Hole.LOG_IN_TELLS, Severity.MEDIUM, "token.login-answers", "POST /sessions/"),
        of(Hole.LOG_IN_SQL, Severity.CRITICAL, "input.sql-body", "POST /sessions/"),
        of(Hole.LOG_IN_UNLIMITED, Severity.MEDIUM, "limits.log-in", "POST /sessions/"),
        of(Hole.RESET_TELLS, Severity.MEDIUM, "token.account-answers", "POST /people/reset/"),
        of(Hole.CODES_UNLIMITED, Severity.MEDIUM, "limits.codes", "POST /password/reset/"),
        of(Hole.SEARCH_SQL, Severity.CRITICAL, "input.sql-body", "POST /search/"),
        of(Hole.WORD_SQL, Severity.CRITICAL, "input.sql-path", "GET /words/{word}/"),
        of(Hole.HEADER_SQL, Severity.HIGH, "input.sql-body", "GET /visits/"),
        of(Hole.CHECK_COMMAND, Severity.CRITICAL, "input.command", "GET /check/"),
        of(Hole.PREVIEW_CALLS, Severity.HIGH, "input.server-side-request", "POST /preview/"));
  }

  private static Arguments of(Hole hole, Severity severity, String probe, String operation) {
    return arguments(hole, severity, probe, operation);
  }

  @Test
  void everyHoleIsTested() {
    assertThat(holes().map(each -> (Hole) each.get()[0])).containsOnlyOnce(Hole.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void aHoleIsFound(Hole hole, Severity severity, String probe, String operation) throws Exception {
    try (SessionApi server = new SessionApi(hole)) {
      // A passive probe sees the requests of others.
      AuditReport report = audit(server, List.of("document.every-operation", probe));
      assertThat(places(report))
          .as("%s %s", report.results(), report.notes())
          .contains(tuple(probe, severity, operation));
    }
  }

  @Test
  void theHonestServerHasNoneOfTheHolesAndNothingSevere() throws Exception {
    try (SessionApi server = new SessionApi()) {
      AuditReport report = audit(server, List.of());
      assertThat(report.abortReason()).isEmpty();
      assertThat(report.findings().stream().filter(SessionApiDetectionTest::isSevere)).isEmpty();
      // The server of the JDK answers a path such as //elsewhere itself, without nosniff.
      assertThat(places(report))
          .as("%s", report.findings())
          .doesNotContainAnyElementsOf(
              holes()
                  .filter(each -> each.get()[0] != Hole.VERSION_SHOWN)
                  .map(each -> tuple(each.get()[2], each.get()[1], each.get()[3]))
                  .toList());
      assertThat(report.findings())
          .extracting(AuditFinding::title)
          .noneMatch(title -> title.contains("version") || title.contains("cookie"));
    }
  }

  private static List<Tuple> places(AuditReport report) {
    return report.findings().stream()
        .flatMap(finding -> finding.places().stream())
        .map(place -> tuple(place.probe(), place.severity(), place.operation()))
        .toList();
  }

  private static boolean isSevere(AuditFinding finding) {
    return finding.severity() == Severity.CRITICAL || finding.severity() == Severity.HIGH;
  }

  private static AuditReport audit(SessionApi server, List<String> only) {
    return DetectionAudit.of(server.url(), ProbeCatalog.all(), only);
  }
}
