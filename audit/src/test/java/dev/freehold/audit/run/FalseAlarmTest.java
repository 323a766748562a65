package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.vulnerable.FrailServer;
import dev.freehold.audit.vulnerable.FrailServer.Call;
import dev.freehold.audit.vulnerable.FrailServer.Misbehavior;
import dev.freehold.audit.vulnerable.FrailServer.Reaction;
import dev.freehold.audit.vulnerable.FrailServer.Reaction.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks that ways of honest servers which look like holes by one sign alone are none: a 2xx without
/// content, words that a hole also has.
@Timeout(180)
final class FalseAlarmTest {
  private static final String PAGE =
      "<!doctype html>\n<title>Sign in</title>\n<script type=module>\nimport app from './app.js'\n"
          + "</script>\n[fonts] traceback";

  static Stream<Arguments> ways() {
    Set<String> sent = ConcurrentHashMap.newKeySet();
    return Stream.of(
        of(
            "nobody gets an empty list",
            "guard",
            (call, _) -> answer(isRead(call, "/teams"), 200, "{\"items\":[],\"total\":0}")),
        of(
            "nobody gets an empty envelope",
            "guard,token",
            (call, _) -> answer(isRead(call, "/services/cards"), 200, "{\"data\":null}")),
        of(
            "nobody gets a page to sign in",
            "guard,token",
            (call, _) -> page(call.token() == null && call.line().startsWith("GET /api/v1/"))),
        of(
            "nobody is told of a failure with status 200",
            "guard,access,token",
            (call, _) ->
                answer(
                    call.token() == null && isOfRows(call),
                    200,
                    "{\"success\":false,\"message\":\"log in first\"}")),
        of(
            "a log-out is confirmed to everybody",
            "guard",
            (call, _) -> answer(call.line().equals("POST /api/v1/auth/logout"), 204, "")),
        of(
            "a wrong password is told of with status 200",
            "token.login",
            (call, _) -> answer(call.body().contains("Wrong-1-"), 200, "{\"message\":\"wrong\"}")),
        of(
            "a token that is none is told of with status 200",
            "token",
            (call, _) ->
                answer(
                    call.token() != null && !call.token().matches("Bearer \\S{40,}"),
                    200,
                    "{\"error\":\"invalid token\"}")),
        of(
            "every path has the page of the front end",
            "config,http.odd",
            (call, _) -> page(!call.path().startsWith("/api/") && !call.path().endsWith(".json"))),
        of(
            "the configuration of the front end names a rule for passwords",
            "config",
            (call, _) ->
                answer(call.path().equals("/config.json"), 200, "{\"passwordMinLength\":8}")),
        of(
            "an error asks to select a value from a list",
            "errors,input",
            (call, _) ->
                answer(
                    call.body().contains("\"title\":7"),
                    422,
                    "{\"detail\":\"Please select a title from the list, or update it set by"
                        + " set\"}")),
        of(
            "a conflict has a code",
            "rows",
            (call, _) ->
                answer(
                    call.method().equals("POST") && isOfRows(call) && !sent.add(call.body()),
                    409,
                    "{\"detail\":\"duplicate_key\"}")),
        of(
            "sign-up ignores a role, and a list of people has an administrator called admin",
            "input.sign-up-role",
            (call, _) ->
                call.line().equals("POST /api/v1/auth/signup") && call.body().contains("is_admin")
                    ? Answer.json(201, "{}")
                    : answer(
                        call.line().equals("GET /api/v1/people"),
                        200,
                        "[{\"username\":\"admin\",\"role\":\"admin\",\"is_admin\":true}]")));
  }

  private static Arguments of(String way, String probes, Misbehavior misbehavior) {
    return arguments(way, List.of(probes.split(",")), misbehavior);
  }

  private static Reaction answer(boolean condition, int status, String body) {
    return condition ? Answer.json(status, body) : Reaction.FORWARD;
  }

  private static Reaction page(boolean condition) {
    return condition ? new Answer(200, "Content-Type", "text/html", PAGE) : Reaction.FORWARD;
  }

  private static boolean isRead(Call call, String path) {
    return call.token() == null && call.line().equals("GET /api/v1" + path);
  }

  private static boolean isOfRows(Call call) {
    return call.path().matches("/api/v1/(tasks|projects|papers|teams|errands)(/.*)?");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void isNoHole(String way, List<String> probes, Misbehavior misbehavior) throws IOException {
    try (FrailServer server = new FrailServer(misbehavior)) {
      AuditOptions usual = AuditOptions.of(server.url());
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
              probes,
              Optional.empty());
      AuditReport report =
          new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run();
      assertThat(report.abortReason()).as(way).isEmpty();
      assertThat(report.findings().stream().filter(FalseAlarmTest::isSevere))
          .as("%s %s", way, report.notes())
          .isEmpty();
    }
  }

  private static boolean isSevere(AuditFinding finding) {
    return finding.severity().compareTo(Severity.HIGH) <= 0;
  }
}
