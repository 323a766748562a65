package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.ProbeCatalog.IdentityProbes;
import dev.freehold.audit.vulnerable.VulnerableApi;
import dev.freehold.audit.vulnerable.VulnerableApi.Vulnerability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs each probe against a vulnerable server: with the vulnerability that it detects, and
/// without.
final class ProbeDetectionTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @Test
  void aServerWithoutVulnerabilitiesHasOnlyADescriptionFinding() throws Exception {
    try (VulnerableApi server = new VulnerableApi()) {
      AuditReport report = audit(server, List.of());
      assertThat(report.findings())
          .extracting(AuditFinding::probe, AuditFinding::severity)
          .containsExactly(tuple("guard.undeclared", Severity.LOW));
      assertThat(report.abortReason()).isEmpty();
      assertThat(report.results())
          .allSatisfy(r -> assertThat(r.verdict()).isNotInstanceOf(ProbeVerdict.Unfinished.class));
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments(Vulnerability.READ_FOREIGN, "access.read-foreign", Severity.CRITICAL),
        arguments(Vulnerability.UPDATE_FOREIGN, "access.change-foreign", Severity.CRITICAL),
        arguments(Vulnerability.DELETE_FOREIGN, "access.change-foreign", Severity.CRITICAL),
        arguments(Vulnerability.LIST_ALL, "access.list-foreign", Severity.CRITICAL),
        arguments(Vulnerability.OWNER_FILTER_OPENS, "access.list-foreign", Severity.CRITICAL),
        arguments(Vulnerability.SEARCH_ALL, "access.list-foreign", Severity.CRITICAL),
        arguments(Vulnerability.PAGE_EXTREME_OPENS, "access.list-foreign", Severity.CRITICAL),
        arguments(Vulnerability.COUNT_ALL, "access.count-foreign", Severity.HIGH),
        arguments(Vulnerability.NESTED_FOREIGN, "access.nested-foreign", Severity.CRITICAL),
        arguments(Vulnerability.REFERENCE_FOREIGN, "access.reference-foreign", Severity.HIGH),
        arguments(Vulnerability.BULK_FOREIGN, "access.bulk-foreign", Severity.CRITICAL),
        arguments(Vulnerability.FORBIDDEN_FOREIGN, "access.existence", Severity.MEDIUM),
        arguments(Vulnerability.FOREIGN_HEADER, "access.existence", Severity.MEDIUM),
        arguments(Vulnerability.FOREIGN_SLOW, "access.existence-time", Severity.MEDIUM),
        arguments(Vulnerability.UNIQUE_ACROSS, "access.unique-foreign", Severity.MEDIUM),
        arguments(Vulnerability.ANONYMOUS_READ, "guard.anonymous", Severity.CRITICAL),
        arguments(Vulnerability.ANONYMOUS_LIST, "guard.anonymous", Severity.CRITICAL),
        arguments(Vulnerability.ANONYMOUS_WRITE, "guard.anonymous", Severity.CRITICAL),
        arguments(Vulnerability.SLASH_OPENS, "guard.detours", Severity.CRITICAL),
        arguments(Vulnerability.METHOD_OVERRIDE, "guard.detours", Severity.CRITICAL),
        arguments(Vulnerability.ADMIN_OPEN, "guard.roles", Severity.HIGH),
        arguments(Vulnerability.ASSIGN_OWNER, "input.assignment", Severity.CRITICAL),
        arguments(Vulnerability.ASSIGN_OWNER_ON_UPDATE, "input.assignment", Severity.CRITICAL),
        arguments(Vulnerability.ASSIGN_ID, "input.assignment", Severity.MEDIUM),
        arguments(Vulnerability.ASSIGN_TIMES, "input.assignment", Severity.MEDIUM),
        arguments(Vulnerability.ASSIGN_ROLE, "input.sign-up-role", Severity.CRITICAL),
        arguments(Vulnerability.UNKNOWN_STORED, "input.unknown-property", Severity.HIGH),
        arguments(Vulnerability.UNKNOWN_IGNORED, "input.unknown-property", Severity.LOW),
        arguments(Vulnerability.SQL_ERROR, "input.sql-query", Severity.HIGH),
        arguments(Vulnerability.SQL_TRUTH, "input.sql-query", Severity.CRITICAL),
        arguments(Vulnerability.SQL_SLEEP, "input.sql-query", Severity.CRITICAL),
        arguments(Vulnerability.OPERATOR_OBJECT, "input.wrong-type", Severity.MEDIUM),
        arguments(Vulnerability.CRASH_ON_TYPE, "input.wrong-type", Severity.MEDIUM),
        arguments(Vulnerability.HTML_ANSWER, "input.markup", Severity.HIGH),
        arguments(Vulnerability.HEADER_SPLIT, "input.markup", Severity.HIGH),
        arguments(Vulnerability.ALG_NONE, "token.forged", Severity.CRITICAL),
        arguments(Vulnerability.SIGNATURE_IGNORED, "token.forged", Severity.CRITICAL),
        arguments(Vulnerability.EMPTY_SIGNATURE, "token.forged", Severity.CRITICAL),
        arguments(Vulnerability.KEY_FROM_HEADER, "token.forged", Severity.CRITICAL),
        arguments(Vulnerability.WEAK_SECRET, "token.weak-secret", Severity.CRITICAL),
        arguments(Vulnerability.EXPIRED_ACCEPTED, "token.weak-secret", Severity.CRITICAL),
        arguments(Vulnerability.TOKEN_IN_QUERY, "token.places", Severity.MEDIUM),
        arguments(Vulnerability.ANY_SCHEME, "token.places", Severity.LOW),
        arguments(Vulnerability.REFRESH_AS_ACCESS, "token.refresh", Severity.HIGH),
        arguments(Vulnerability.REFRESH_REUSED, "token.refresh", Severity.MEDIUM),
        arguments(Vulnerability.LOGOUT_DOES_NOTHING, "token.logout", Severity.HIGH),
        arguments(Vulnerability.NO_CHALLENGE, "token.challenge", Severity.LOW),
        arguments(Vulnerability.NO_EXPIRY, "token.life", Severity.MEDIUM),
        arguments(Vulnerability.LOGIN_TELLS, "token.login-answers", Severity.MEDIUM),
        arguments(Vulnerability.ANY_PASSWORD, "token.login-answers", Severity.CRITICAL),
        arguments(Vulnerability.LATE_CLOCK, "token.life", Severity.HIGH),
        // A passive probe: it sees the exchanges of the others.
        arguments(Vulnerability.PASSWORD_SHOWN, "token.", Severity.HIGH),
        arguments(Vulnerability.WEAK_PASSWORD, "token.weak-password", Severity.MEDIUM),
        arguments(Vulnerability.KEY_CONFUSION, "token.confusion", Severity.CRITICAL),
        arguments(Vulnerability.BALANCE_ON_SIGN_UP, "input.sign-up-role", Severity.HIGH),
        arguments(Vulnerability.ROLE_ON_PROFILE, "input.own-profile", Severity.CRITICAL),
        arguments(Vulnerability.FORGOT_TELLS, "token.account-answers", Severity.MEDIUM),
        arguments(Vulnerability.SIGN_UP_TELLS, "token.account-answers", Severity.LOW),
        arguments(Vulnerability.CODES_UNLIMITED, "limits.codes", Severity.MEDIUM),
        arguments(Vulnerability.EMAILS_SHOWN, "document.every,access.personal", Severity.MEDIUM),
        arguments(Vulnerability.CARD_SHOWN, "document.every,token.secrets", Severity.HIGH),
        arguments(Vulnerability.SQL_IN_BODY, "input.sql-body", Severity.CRITICAL),
        arguments(Vulnerability.SQL_IN_PATH, "input.sql-path", Severity.CRITICAL),
        arguments(Vulnerability.SQL_WAITS_IN_PATH, "input.sql-path", Severity.CRITICAL),
        arguments(Vulnerability.OPERATOR_IN_BODY, "input.operator", Severity.CRITICAL),
        arguments(Vulnerability.COMMAND_SHOWN, "input.command", Severity.CRITICAL),
        arguments(Vulnerability.COMMAND_WAITS, "input.command", Severity.CRITICAL),
        arguments(Vulnerability.SERVER_SIDE_REQUEST, "input.server-side-request", Severity.HIGH),
        arguments(Vulnerability.TEAM_OF_OTHERS, "access.read-foreign", Severity.CRITICAL),
        arguments(Vulnerability.TEAM_IGNORED, "access.read-foreign", Severity.CRITICAL),
        arguments(Vulnerability.DRAFT_PUBLIC, "access.read-foreign", Severity.CRITICAL),
        arguments(Vulnerability.STRANGER_IS_PERSON, "access.read-foreign", Severity.CRITICAL));
  }

  @Test
  void everyVulnerabilityIsTested() {
    assertThat(faults().map(each -> (Vulnerability) each.get()[0]))
        .containsOnlyOnce(Vulnerability.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aVulnerabilityIsDetected(Vulnerability fault, String probe, Severity severity)
      throws Exception {
    try (VulnerableApi server = new VulnerableApi(fault)) {
      AuditReport report = audit(server, List.of(probe.split(",")));
      assertThat(report.findings()).as("%s", report.results()).isNotEmpty();
      AuditFinding worst = report.findings().getFirst();
      assertThat(worst.severity()).isEqualTo(severity);
      assertThat(worst.evidence()).isPresent();
      assertThat(worst.evidence().get().curl()).startsWith("curl");
    }
  }

  @Test
  void everyIdIsUsedOnce() {
    List<Probe> all = IdentityProbes.all(CLOCK);
    assertThat(all).extracting(Probe::id).doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(
            probe -> {
              assertThat(probe.id()).matches("[a-z]+\\.[a-z-]+");
              assertThat(probe.checklistItems()).isNotEmpty();
            });
  }

  @Test
  void aRowThatEverybodyReadsWhoSignsUpIsLessOfALeak() throws Exception {
    try (VulnerableApi server =
        new VulnerableApi(Vulnerability.READ_FOREIGN, Vulnerability.ANONYMOUS_READ)) {
      assertThat(audit(server, List.of("guard.anonymous")).findings())
          .isNotEmpty()
          .allSatisfy(each -> assertThat(each.severity()).isEqualTo(Severity.MEDIUM))
          .allSatisfy(each -> assertThat(each.detail()).contains("every user who signs up"));
    }
  }

  @Test
  void everyProbeIsDocumented() throws Exception {
    String page = Files.readString(Path.of("docs", "audit-probes.md"));
    List<String> rows =
        page.substring(page.indexOf("## Probes"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)) + line.endsWith("| yes |"))
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            IdentityProbes.all(CLOCK).stream().map(p -> p.id() + p.isSafe()).toList());
  }

  private static AuditReport audit(VulnerableApi server, List<String> only) {
    List<Probe> probes = only.isEmpty() ? IdentityProbes.all(CLOCK) : ProbeCatalog.all();
    return DetectionAudit.of(server.url(), probes, only);
  }
}
