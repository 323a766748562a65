package dev.freehold.audit.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.Finding;
import dev.freehold.audit.Probe;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.run.AuditOptions;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditRun;
import dev.freehold.audit.run.Progress;
import dev.freehold.audit.stranger.Fault;
import dev.freehold.audit.stranger.StrangerApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each probe against a server that is not ours: with the fault that it is there for, and without.
final class IdentityProbesTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @Test
  void aServerWithoutFaultsIsFaultedForItsDescriptionAlone() throws Exception {
    try (StrangerApi server = new StrangerApi()) {
      AuditReport report = audit(server, List.of());
      assertThat(report.findings())
          .extracting(Finding::probe, Finding::severity)
          .containsExactly(tuple("guard.undeclared", Severity.LOW));
      assertThat(report.ended()).isEmpty();
      assertThat(report.results())
          .allSatisfy(r -> assertThat(r.verdict()).isNotInstanceOf(Verdict.Unfinished.class));
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments(Fault.READ_FOREIGN, "access.read-foreign", Severity.CRITICAL),
        arguments(Fault.UPDATE_FOREIGN, "access.change-foreign", Severity.CRITICAL),
        arguments(Fault.DELETE_FOREIGN, "access.change-foreign", Severity.CRITICAL),
        arguments(Fault.LIST_ALL, "access.list-foreign", Severity.CRITICAL),
        arguments(Fault.OWNER_FILTER_OPENS, "access.list-foreign", Severity.CRITICAL),
        arguments(Fault.SEARCH_ALL, "access.list-foreign", Severity.CRITICAL),
        arguments(Fault.PAGE_EXTREME_OPENS, "access.list-foreign", Severity.CRITICAL),
        arguments(Fault.COUNT_ALL, "access.count-foreign", Severity.HIGH),
        arguments(Fault.NESTED_FOREIGN, "access.nested-foreign", Severity.CRITICAL),
        arguments(Fault.REFERENCE_FOREIGN, "access.reference-foreign", Severity.HIGH),
        arguments(Fault.BULK_FOREIGN, "access.bulk-foreign", Severity.CRITICAL),
        arguments(Fault.FORBIDDEN_FOREIGN, "access.existence", Severity.MEDIUM),
        arguments(Fault.FOREIGN_HEADER, "access.existence", Severity.MEDIUM),
        arguments(Fault.FOREIGN_SLOW, "access.existence-time", Severity.MEDIUM),
        arguments(Fault.UNIQUE_ACROSS, "access.unique-foreign", Severity.MEDIUM),
        arguments(Fault.ANONYMOUS_READ, "guard.anonymous", Severity.CRITICAL),
        arguments(Fault.ANONYMOUS_LIST, "guard.anonymous", Severity.CRITICAL),
        arguments(Fault.ANONYMOUS_WRITE, "guard.anonymous", Severity.CRITICAL),
        arguments(Fault.SLASH_OPENS, "guard.detours", Severity.CRITICAL),
        arguments(Fault.METHOD_OVERRIDE, "guard.detours", Severity.CRITICAL),
        arguments(Fault.ADMIN_OPEN, "guard.roles", Severity.HIGH),
        arguments(Fault.ASSIGN_OWNER, "input.assignment", Severity.CRITICAL),
        arguments(Fault.ASSIGN_OWNER_ON_UPDATE, "input.assignment", Severity.CRITICAL),
        arguments(Fault.ASSIGN_ID, "input.assignment", Severity.MEDIUM),
        arguments(Fault.ASSIGN_TIMES, "input.assignment", Severity.MEDIUM),
        arguments(Fault.ASSIGN_ROLE, "input.sign-up-role", Severity.CRITICAL),
        arguments(Fault.UNKNOWN_STORED, "input.unknown-property", Severity.HIGH),
        arguments(Fault.UNKNOWN_IGNORED, "input.unknown-property", Severity.LOW),
        arguments(Fault.SQL_ERROR, "input.sql-query", Severity.HIGH),
        arguments(Fault.SQL_TRUTH, "input.sql-query", Severity.CRITICAL),
        arguments(Fault.SQL_SLEEP, "input.sql-query", Severity.CRITICAL),
        arguments(Fault.OPERATOR_OBJECT, "input.wrong-type", Severity.MEDIUM),
        arguments(Fault.CRASH_ON_TYPE, "input.wrong-type", Severity.MEDIUM),
        arguments(Fault.HTML_ANSWER, "input.markup", Severity.HIGH),
        arguments(Fault.HEADER_SPLIT, "input.markup", Severity.HIGH),
        arguments(Fault.ALG_NONE, "token.forged", Severity.CRITICAL),
        arguments(Fault.SIGNATURE_IGNORED, "token.forged", Severity.CRITICAL),
        arguments(Fault.EMPTY_SIGNATURE, "token.forged", Severity.CRITICAL),
        arguments(Fault.KEY_FROM_HEADER, "token.forged", Severity.CRITICAL),
        arguments(Fault.WEAK_SECRET, "token.weak-secret", Severity.CRITICAL),
        arguments(Fault.EXPIRED_ACCEPTED, "token.weak-secret", Severity.CRITICAL),
        arguments(Fault.TOKEN_IN_QUERY, "token.places", Severity.MEDIUM),
        arguments(Fault.ANY_SCHEME, "token.places", Severity.LOW),
        arguments(Fault.REFRESH_AS_ACCESS, "token.refresh", Severity.HIGH),
        arguments(Fault.REFRESH_REUSED, "token.refresh", Severity.MEDIUM),
        arguments(Fault.LOGOUT_DOES_NOTHING, "token.logout", Severity.HIGH),
        arguments(Fault.NO_CHALLENGE, "token.challenge", Severity.LOW),
        arguments(Fault.NO_EXPIRY, "token.life", Severity.MEDIUM),
        arguments(Fault.LOGIN_TELLS, "token.login-answers", Severity.MEDIUM),
        arguments(Fault.ANY_PASSWORD, "token.login-answers", Severity.CRITICAL),
        arguments(Fault.LATE_CLOCK, "token.life", Severity.HIGH),
        // An observer: it sees what others ask for.
        arguments(Fault.PASSWORD_SHOWN, "token.", Severity.HIGH),
        arguments(Fault.WEAK_PASSWORD, "token.weak-password", Severity.MEDIUM));
  }

  @Test
  void noFaultIsLeftOut() {
    assertThat(faults().map(each -> (Fault) each.get()[0])).containsOnlyOnce(Fault.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsFound(Fault fault, String probe, Severity severity) throws Exception {
    try (StrangerApi server = new StrangerApi(fault)) {
      AuditReport report = audit(server, List.of(probe));
      assertThat(report.findings()).as("%s", report.results()).isNotEmpty();
      Finding worst = report.findings().getFirst();
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
              assertThat(probe.proves()).isNotEmpty();
            });
  }

  @Test
  void everyProbeStandsOnThePage() throws Exception {
    String page = Files.readString(Path.of("docs", "audit-probes.md"));
    List<String> rows =
        page.lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)) + line.endsWith("| yes |"))
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            IdentityProbes.all(CLOCK).stream().map(p -> p.id() + p.isSafe()).toList());
  }

  private static AuditReport audit(StrangerApi server, List<String> only) {
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
    return new AuditRun(options, IdentityProbes.all(CLOCK), Progress.NONE).run();
  }
}
