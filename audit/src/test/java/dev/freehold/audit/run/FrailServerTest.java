package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ProbeVerdict.Unfinished;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.run.Checklist.ChecklistState;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.vulnerable.FrailServer;
import dev.freehold.audit.vulnerable.FrailServer.Call;
import dev.freehold.audit.vulnerable.FrailServer.Reaction;
import dev.freehold.audit.vulnerable.FrailServer.Reaction.Answer;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checks that an audit of a server that misbehaves ends in bounded time and says what it did not
/// see, what it made, and nothing that rests on a session that has ended.
@Timeout(120)
final class FrailServerTest {
  private static final String BASE = "/api/v1";

  private static final Duration LONG = Duration.ofSeconds(10);

  /// The deadline of a request in a test that waits for it.
  private static final Duration SHORT = Duration.ofSeconds(2);

  /// After the sign-in, in the middle of the probes.
  private static final int MIDDLE = 180;

  private static AuditOptions options(
      URI url, Duration deadline, @Nullable String a, @Nullable String b, String... only) {
    return new AuditOptions(
        url,
        a,
        b,
        AuditProfile.NONE,
        false,
        0,
        deadline,
        Duration.ofSeconds(60),
        List.of(only),
        Optional.empty());
  }

  private static AuditReport audit(FrailServer server, String... only) {
    return audit(server, LONG, only);
  }

  private static AuditReport audit(FrailServer server, Duration deadline, String... only) {
    AuditOptions options = options(server.url(), deadline, null, null, only);
    return new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run();
  }

  private static List<AuditFinding> severe(AuditReport report) {
    return report.findings().stream()
        .filter(each -> each.severity().compareTo(Severity.HIGH) <= 0)
        .toList();
  }

  private static ChecklistState security(AuditReport report) {
    return Checklist.line(ChecklistItem.SECURITY, report).state();
  }

  private static ProbeVerdict verdict(AuditReport report, String probe) {
    return report.results().stream()
        .filter(each -> each.id().equals(probe))
        .map(ProbeResult::verdict)
        .findFirst()
        .orElseThrow();
  }

  /// The first requests of a cold virtual machine take long.
  @BeforeAll
  static void warmUp() throws IOException {
    try (FrailServer server = new FrailServer((_, _) -> Reaction.FORWARD)) {
      assertThat(token(server, "w")).isNotEmpty();
    }
  }

  @Test
  void aServerThatDiesIsToldWithAllThatIsLeft() throws IOException {
    try (FrailServer server =
        new FrailServer((_, n) -> n > MIDDLE ? Reaction.CLOSE : Reaction.FORWARD)) {
      AuditReport report = audit(server);
      assertThat(report.abortReason()).isEqualTo("the server no longer responds");
      assertThat(report.isFailed()).isTrue();
      assertThat(report.leftovers())
          .anyMatch(each -> each.contains("DELETE failed"))
          .anyMatch(each -> each.startsWith("the account "));
      assertThat(security(report)).isNotEqualTo(ChecklistState.PASS);
    }
  }

  @Test
  void aServerThatHangsEndsTheAuditSoon() throws IOException {
    try (FrailServer server =
        new FrailServer((_, n) -> n > MIDDLE ? Reaction.HANG : Reaction.FORWARD)) {
      AuditReport report = audit(server, SHORT);
      assertThat(report.abortReason()).isEqualTo("the server no longer responds");
      assertThat(report.leftovers()).isNotEmpty();
      assertThat(report.time()).isLessThan(Duration.ofSeconds(50));
    }
  }

  @Test
  void aServerThatLimitsAllRequestsIsNotJudgedByItsRefusals() throws IOException {
    try (FrailServer server =
        new FrailServer(
            (_, n) -> n > MIDDLE ? Answer.json(429, "{\"error\":\"slow\"}") : Reaction.FORWARD)) {
      AuditReport report = audit(server, "access", "guard", "lists");
      assertThat(severe(report)).isEmpty();
      assertThat(report.results())
          .anySatisfy(
              each ->
                  assertThat(each.verdict().toString())
                      .contains("the server limits requests (429)", "--rate"));
      assertThat(security(report)).isNotEqualTo(ChecklistState.PASS);
    }
  }

  @Test
  void aServerThatLimitsForAWhileIsWaitedFor() throws IOException {
    try (FrailServer server =
        new FrailServer(
            (_, n) -> n == MIDDLE ? new Answer(429, "Retry-After", "1", "{}") : Reaction.FORWARD)) {
      AuditReport report = audit(server, "access", "guard", "lists");
      assertThat(report.results()).noneMatch(each -> each.verdict() instanceof Unfinished);
    }
  }

  @Test
  void hugeResponsesEndProbesAndNotTheAudit() throws IOException {
    String huge = "x".repeat(10 << 20);
    try (FrailServer server =
        new FrailServer(
            (call, n) ->
                n > MIDDLE && call.method().equals("GET") && call.path().endsWith("s")
                    ? Answer.json(200, huge)
                    : Reaction.FORWARD)) {
      AuditReport report = audit(server, "access", "lists", "guard");
      assertThat(severe(report)).isEmpty();
      assertThat(report.results())
          .anySatisfy(
              each ->
                  assertThat(each.verdict())
                      .isInstanceOfSatisfying(
                          ProbeVerdict.Unfinished.class,
                          u -> assertThat(u.reason()).contains("larger than 8388608 bytes")));
      assertThat(security(report)).isNotEqualTo(ChecklistState.PASS);
    }
  }

  @Test
  void aServerThatRedirectsFromNowOnIsNotFollowed() throws IOException {
    Answer away = new Answer(302, "Location", "https://example.com/login", "");
    try (FrailServer server = new FrailServer((_, n) -> n > MIDDLE ? away : Reaction.FORWARD)) {
      AuditReport report = audit(server);
      assertThat(report.abortReason()).contains("is no longer signed in", "returned 302");
      assertThat(severe(report)).isEmpty();
      assertThat(report.leftovers()).anyMatch(each -> each.contains("DELETE failed"));
    }
  }

  @Test
  void credentialsThatOpenNothingAreAnError() throws IOException {
    try (FrailServer server = new FrailServer((_, _) -> Reaction.FORWARD)) {
      AuditRun run =
          new AuditRun(
              options(server.url(), LONG, "secret-of-a", "secret-of-b"),
              ProbeCatalog.all(),
              AuditProgressListener.NONE);
      AuditStartException failed = catchThrowableOfType(AuditStartException.class, run::run);
      assertThat(failed)
          .hasMessageContaining("the credentials of user A open nothing: GET /api/v1/auth/me")
          .hasMessageContaining("returned 401 {\"detail\":\"Not authenticated\"}")
          .hasMessageNotContaining("secret-of-a");
    }
  }

  @Test
  void whatAnAuditMadeBeforeItCouldNotStartIsNamed() throws IOException {
    try (FrailServer server =
        new FrailServer(
            (call, _) ->
                call.path().endsWith("/auth/me") && call.token() != null
                    ? Answer.json(401, "{\"detail\":\"no\"}")
                    : call.method().equals("GET") && !call.path().endsWith(".json")
                        ? Answer.json(401, "{}")
                        : Reaction.FORWARD)) {
      AuditRun run =
          new AuditRun(
              options(server.url(), LONG, null, null),
              ProbeCatalog.all(),
              AuditProgressListener.NONE);
      AuditStartException failed = catchThrowableOfType(AuditStartException.class, run::run);
      assertThat(failed)
          .hasMessageContaining("open nothing")
          .hasMessageContaining("Left on the server: ")
          .hasMessageContaining("the account freehold-audit-");
    }
  }

  @Test
  void anAccountIsNamedIfTheServerDiesAtTheNextSignUp() throws IOException {
    AtomicInteger signUps = new AtomicInteger();
    try (FrailServer server =
        new FrailServer(
            (call, _) ->
                call.line().equals("POST " + BASE + "/auth/signup") && signUps.incrementAndGet() > 1
                    ? Reaction.CLOSE
                    : Reaction.FORWARD)) {
      AuditRun run =
          new AuditRun(
              options(server.url(), LONG, null, null),
              ProbeCatalog.all(),
              AuditProgressListener.NONE);
      AuditStartException failed = catchThrowableOfType(AuditStartException.class, run::run);
      assertThat(failed)
          .hasMessageContaining("the connection was closed")
          .hasMessageContaining("Left on the server: the account freehold-audit-")
          .hasMessageContaining("perhaps what POST " + BASE + "/auth/signup created");
    }
  }

  @Test
  void rowsWhoseResponseIsLostAreNamed() throws IOException {
    String huge = "x".repeat(10 << 20);
    try (FrailServer server =
        new FrailServer(
            (call, _) ->
                call.line().equals("POST " + BASE + "/teams")
                    ? Answer.json(201, huge)
                    : Reaction.FORWARD)) {
      AuditReport report = audit(server, "access.read");
      assertThat(report.leftovers())
          .contains("perhaps what POST " + BASE + "/teams created: its response was lost");
    }
  }

  /// Ends the session of everybody who sends this request; another sign-in helps.
  private static FrailServer.Misbehavior endingSessions(String line) {
    Set<String> ended = ConcurrentHashMap.newKeySet();
    return (call, _) -> {
      String token = call.token();
      if (token != null && ended.contains(token)) {
        return Answer.json(401, "{\"detail\":\"Signed out\"}");
      }
      if (token != null && call.line().matches(line)) {
        ended.add(token);
      }
      return Reaction.FORWARD;
    };
  }

  @Test
  void aUserWhomAProbeSignedOutIsSignedInAgain() throws IOException {
    try (FrailServer server = new FrailServer(endingSessions("TRACE .*"))) {
      AuditReport report = audit(server, "http.methods", "access", "guard");
      assertThat(report.abortReason()).isEmpty();
      assertThat(report.notes())
          .anyMatch(
              each ->
                  each.startsWith("user A was no longer signed in after http.methods")
                      && each.endsWith("signed in again"));
      assertThat(severe(report)).isEmpty();
      assertThat(verdict(report, "access.read-foreign")).isInstanceOf(ProbeVerdict.Passed.class);
      assertThat(Checklist.line(ChecklistItem.ISOLATION, report).state())
          .isEqualTo(ChecklistState.PASS);
    }
  }

  @Test
  void aTokenThatAProbeEndedEndsTheAudit() throws IOException {
    try (FrailServer server = new FrailServer(endingSessions("TRACE .*"))) {
      String a = token(server, "a");
      String b = token(server, "b");
      AuditOptions options = options(server.url(), LONG, a, b, "http.methods", "access", "guard");
      AuditReport report =
          new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run();
      assertThat(report.abortReason())
          .contains("user A is no longer signed in", "401 {\"detail\":\"Signed out\"}");
      assertThat(report.isFailed()).isTrue();
      assertThat(severe(report)).isEmpty();
      assertThat(verdict(report, "access.read-foreign"))
          .isInstanceOf(ProbeVerdict.Unfinished.class);
    }
  }

  private static String token(FrailServer server, String name) throws IOException {
    JsonObject body =
        new JsonObject().put("email", name + "@example.com").put("password", "Horse-battery-93");
    try (var client = new ApiClient(server.url(), LONG)) {
      return client
          .send(ClientRequest.of("POST", BASE + "/auth/signup").json(body))
          .jsonObject()
          .getString("access_token");
    }
  }

  private static JsonObject operation() {
    return new JsonObject()
        .put("responses", new JsonObject().put("200", new JsonObject().put("description", "OK")));
  }

  private static void add(JsonObject paths, String path, String method) {
    String own = paths.containsKey(BASE + path) ? BASE + path : path;
    if (!paths.containsKey(own)) {
      paths.put(own, new JsonObject());
    }
    paths.getJsonObject(own).put(method, operation());
  }

  @Test
  void operationsThatResetOrEndAreHeldBackAndNamed() throws IOException {
    List<String> ruinous =
        List.of(
            "GET /createdb",
            "POST /admin/reset-db",
            "POST /system/shutdown",
            "POST /test/seed",
            "DELETE /purge",
            "DELETE /auth/me",
            "PUT /auth/password",
            "DELETE /auth/sessions/{id}",
            "POST /auth/sign-out");
    try (FrailServer server =
        new FrailServer(
            paths ->
                ruinous.forEach(
                    each ->
                        add(
                            paths,
                            each.substring(each.indexOf(' ') + 1),
                            each.substring(0, each.indexOf(' ')).toLowerCase(Locale.ROOT))),
            (call, _) ->
                ruinous.stream().anyMatch(each -> isCall(call, each))
                    ? Answer.json(200, "{}")
                    : Reaction.FORWARD)) {
      AuditReport report = audit(server);
      assertThat(report.abortReason()).isEmpty();
      for (String each : ruinous) {
        assertThat(report.notes()).as(each).anyMatch(note -> note.contains(named(report, each)));
      }
      for (String each : ruinous.subList(0, 5)) {
        assertThat(server.calls()).as(each).noneMatch(call -> isCall(call, each));
      }
      for (String each : ruinous.subList(5, ruinous.size())) {
        assertThat(server.calls())
            .as(each)
            .noneMatch(call -> isCall(call, each) && call.token() != null);
      }
    }
  }

  private static boolean isCall(Call call, String line) {
    return (call.method() + " " + call.path().replace(BASE, "")).equals(line);
  }

  private static String named(AuditReport report, String line) {
    return report.coverage().operations().stream()
        .map(AuditCoverage.OperationReach::operation)
        .filter(each -> each.replace(BASE, "").equals(line))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rowsOfARequestThatShouldHaveBeenRefusedAreDeletedOrNamed() throws IOException {
    try (FrailServer server =
        new FrailServer(
            paths -> {
              JsonObject export = operation();
              export.put("security", new JsonArray());
              paths.put("/exports", new JsonObject().put("post", export));
            },
            (call, _) ->
                call.line().endsWith("POST /exports")
                        || call.line().endsWith("POST " + BASE + "/exports")
                    ? Answer.json(201, "{\"id\":17}")
                    : Reaction.FORWARD)) {
      AuditReport report = audit(server, "document", "input");
      assertThat(report.leftovers()).anyMatch(each -> each.matches(".*POST .*/exports: 17"));
      assertThat(report.leftovers())
          .allMatch(each -> each.startsWith("the account ") || each.contains("/exports"));
    }
  }
}
