package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.signin.SignInServer;
import dev.freehold.audit.signin.SignInServer.Style;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.AuditProfileReader;
import dev.freehold.audit.site.AuditProfileWriter;
import dev.freehold.audit.site.CurlCommandReader;
import dev.freehold.client.ClientRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Signs in to real servers in each style, and creates rows there.
final class AuditSignInTest {
  private static AuditOptions options(
      SignInServer server, @Nullable String tokenA, @Nullable String tokenB, List<String> only) {
    return new AuditOptions(
        URI.create(server.url()),
        tokenA,
        tokenB,
        AuditProfile.NONE,
        false,
        0,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        only,
        Optional.empty());
  }

  private static AuditReport audit(SignInServer server, List<String> only) {
    return audit(options(server, null, null, only));
  }

  private static AuditReport audit(AuditOptions options) {
    return new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run();
  }

  private static ProbeVerdict verdict(AuditReport report, String id) {
    return report.results().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_NONE,
      names = {"VERIFICATION.*", "SECOND_FACTOR.*", "CAPTCHA"})
  void theAuditSignsInAndCreatesRows(Style style) throws Exception {
    try (SignInServer server = new SignInServer(style)) {
      AuditReport report = audit(server, List.of("access.read-foreign"));
      assertThat(verdict(report, "access.read-foreign"))
          .as(report.notes().toString())
          .isInstanceOf(ProbeVerdict.Passed.class);
      assertThat(report.notes().toString()).doesNotContain("no row could be created");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TOKEN_SCHEME_OF_CHALLENGE",
        "X_AUTH_TOKEN",
        "API_KEY_IN_QUERY",
        "API_KEY_IN_COOKIE",
        "BASIC_OF_CHALLENGE"
      })
  void givenCredentialsAreSentWhereTheServerTakesThem(Style style) throws Exception {
    try (SignInServer server = new SignInServer(style)) {
      AuditReport report =
          audit(
              options(
                  server,
                  server.account("ann"),
                  server.account("bob"),
                  List.of("access.read-foreign")));
      assertThat(verdict(report, "access.read-foreign")).isInstanceOf(ProbeVerdict.Passed.class);
    }
  }

  @Test
  void forgedKeysGoWhereTheKeyGoesAndAreNobodyElse() throws Exception {
    try (SignInServer server = new SignInServer(Style.API_KEY_IN_HEADER)) {
      AuditReport report = audit(server, List.of("token.forged", "token.places"));
      assertThat(verdict(report, "token.forged")).isInstanceOf(ProbeVerdict.Passed.class);
      assertThat(verdict(report, "token.places")).isInstanceOf(ProbeVerdict.Passed.class);
    }
    try (SignInServer server = new SignInServer(Style.API_KEY_IN_QUERY)) {
      ProbeVerdict verdict = verdict(audit(server, List.of("token.places")), "token.places");
      assertThat(verdict).isInstanceOf(ProbeVerdict.Failed.class);
      assertThat(((ProbeVerdict.Failed) verdict).findings())
          .extracting(each -> each.evidence().orElseThrow().curl())
          .allSatisfy(each -> assertThat(each).contains("desk_key=").endsWith("\"$TOKEN_A\""));
    }
  }

  private static ClientRequest login(String name, String password) {
    return CurlCommandReader.read(
            ("curl 'http://server/login' -H 'content-type: application/json' --data-raw"
                    + " '{\"email\":\""
                    + name
                    + "\",\"password\":\""
                    + password
                    + "\"}'")
                .getBytes(StandardCharsets.UTF_8))
        .getFirst()
        .call();
  }

  @ParameterizedTest
  @EnumSource(names = {"NESTED_TOKEN", "X_AUTH_TOKEN", "COOKIE", "COOKIE_WITH_CSRF_IN_BODY"})
  void aSignInOfABrowserIsUsed(Style style) throws Exception {
    try (SignInServer server = new SignInServer(style)) {
      server.account("ann@example.com", "secret-of-ann");
      server.account("bob@example.com", "secret-of-bob");
      AuditReport report =
          audit(
              options(server, null, null, List.of("access.read-foreign"))
                  .with(
                      List.of(
                          login("ann@example.com", "secret-of-ann"),
                          login("bob@example.com", "secret-of-bob"))));
      assertThat(verdict(report, "access.read-foreign")).isInstanceOf(ProbeVerdict.Passed.class);
      assertThat(report.leftovers()).isEmpty();
    }
  }

  @Test
  void aRequestOfASignedInBrowserIsUsedToo() throws Exception {
    try (SignInServer server = new SignInServer(Style.COOKIE)) {
      List<ClientRequest> two =
          List.of(
              ClientRequest.get("/notes").header("Cookie", "sid=" + server.account("ann")),
              ClientRequest.get("/notes").header("Cookie", "sid=" + server.account("bob")));
      AuditReport report =
          audit(options(server, null, null, List.of("access.read-foreign")).with(two));
      assertThat(verdict(report, "access.read-foreign")).isInstanceOf(ProbeVerdict.Passed.class);
    }
  }

  @Test
  void aSignInOfABrowserThatFailsIsReported() throws Exception {
    try (SignInServer server = new SignInServer(Style.NESTED_TOKEN)) {
      ClientRequest wrong = login("ann@example.com", "secret");
      AuditOptions options = options(server, null, null, List.of()).with(List.of(wrong, wrong));
      assertThatThrownBy(() -> audit(options))
          .isInstanceOf(AuditStartException.class)
          .hasMessageContaining("--login-curl for user A (POST /login) gave no token")
          .hasMessageContaining("401 {\"detail\":\"wrong name or password\"}");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WRAPPED_BODY",
        "NAME_INSTEAD_OF_EMAIL",
        "PHONE",
        "FORM",
        "QUERY",
        "API_KEY_IN_HEADER"
      })
  void theGuessedProfileSignsIn(Style style) throws Exception {
    try (SignInServer server = new SignInServer(style)) {
      AuditProfile guess = AuditRun.guessedProfile(options(server, null, null, List.of()));
      AuditProfile read =
          AuditProfileReader.read(AuditProfileWriter.write(guess).getBytes(StandardCharsets.UTF_8));
      assertThat(read).isEqualTo(guess);
      assertThat(read.signup()).isPresent();
      assertThat(read.login()).isPresent();
      AuditOptions usual = options(server, null, null, List.of("access.read-foreign"));
      AuditReport report =
          audit(
              new AuditOptions(
                  usual.url(),
                  null,
                  null,
                  read,
                  false,
                  0,
                  usual.deadline(),
                  usual.time(),
                  usual.only(),
                  Optional.empty()));
      assertThat(verdict(report, "access.read-foreign")).isInstanceOf(ProbeVerdict.Passed.class);
    }
  }

  @Test
  void aNameThatMeansTheEmailAddressIsTriedOnlyOnce() throws Exception {
    try (SignInServer server = new SignInServer(Style.EMAIL_CALLED_NAME)) {
      audit(server, List.of("access.read-foreign"));
      // Two forms for each of the two users.
      assertThat(server.logins()).isEqualTo(4);
    }
  }

  @Test
  void aSessionCookieIsNoTokenToForge() throws Exception {
    try (SignInServer server = new SignInServer(Style.COOKIE)) {
      AuditReport report = audit(server, List.of("token.forged"));
      assertThat(report.results())
          .filteredOn(each -> each.id().startsWith("token.forged"))
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(each.verdict())
                      .isEqualTo(
                          new ProbeVerdict.NotApplicable("a session cookie signs in, no token")));
    }
  }

  private static String failure(Style style) throws Exception {
    try (SignInServer server = new SignInServer(style)) {
      AuditStartException failed =
          catchThrowableOfType(AuditStartException.class, () -> audit(server, List.of()));
      assertThat(failed).isNotNull();
      return String.valueOf(failed.getMessage());
    }
  }

  @Test
  void anAccountThatMustBeConfirmedIsReported() throws Exception {
    assertThat(failure(Style.VERIFICATION))
        .contains("403", "verify your email", "confirm two accounts", "--token-a");
  }

  @Test
  void anAccountThatMustBeConfirmedIsReportedIfOnlySignUpSaysSo() throws Exception {
    assertThat(failure(Style.VERIFICATION_SAID_AT_SIGN_UP))
        .contains(
            "log-in of user A",
            "401 {\"detail\":\"wrong name or password\"}",
            "Sign-up had returned 201 {\"message\":\"Check your inbox to verify\"}",
            "confirm two accounts",
            "--token-a");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "SECOND_FACTOR.*")
  void aSecondFactorIsReported(Style style) throws Exception {
    assertThat(failure(style))
        .contains("200", "mfa_required", "second factor", "--token-a", "--login-curl");
  }

  @Test
  void aCaptchaIsReported() throws Exception {
    assertThat(failure(Style.CAPTCHA))
        .contains("sign-up (POST /register) returned 400", "reCAPTCHA", "sign up two accounts");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ROLE_IN.*")
  void aRoleThatSignUpTakesIsFoundInEachFormOfSignUp(Style style) throws Exception {
    try (SignInServer server = new SignInServer(style)) {
      ProbeVerdict verdict =
          verdict(audit(server, List.of("input.sign-up-role")), "input.sign-up-role");
      assertThat(verdict).isInstanceOf(ProbeVerdict.Failed.class);
      assertThat(((ProbeVerdict.Failed) verdict).findings())
          .extracting(AuditFinding::title)
          .containsExactly("Mass assignment: sign-up accepts a role");
    }
  }
}
