package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.auth.SignInNode.Sent;
import dev.freehold.http.RequestMethod;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import dev.freehold.token.ApiKeyCodec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the documents say of sign-in, against the server.
final class AuthDocumentTest extends SignInFixture {
  private static final Path LIMITS = Path.of("docs", "security.md");
  private static final Path STANDARD = Path.of("docs", "asvs.md");
  private static final Path OPENAPI =
      Path.of("testdata", "golden", "plan", "tasks", "openapi.full.json");
  private static final Pattern WAY =
      Pattern.compile("^\\| `([A-Z]+) /auth/(\\S+)` \\|", Pattern.MULTILINE);

  /// The text as one line.
  private static String text(Path page) throws IOException {
    return Files.readString(page).replace('\n', ' ');
  }

  private static String days(Duration time) {
    assertThat(time).isEqualTo(Duration.ofDays(time.toDays()));
    return String.valueOf(time.toDays());
  }

  /// A number a minute.
  private static int minutely(Rate rate) {
    assertThat(rate.period()).isEqualTo(Duration.ofMinutes(1));
    return rate.count();
  }

  @Test
  void theLimitsAreThoseOfTheServer() throws IOException {
    AuthRateLimits limits = AuthRateLimits.STANDARD;
    assertThat(limits.signup()).isEqualTo(limits.login());
    assertThat(limits.mailTo().period()).isEqualTo(Duration.ofHours(1));
    assertThat(limits.failedLogins().period())
        .isEqualTo(limits.accountFailedLogins().period())
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(text(LIMITS))
        .contains(
            "| sign-up, log-in · refresh, per address | %d · %d a minute |"
                .formatted(minutely(limits.login()), minutely(limits.refresh())),
            "| requests for mail, per address of the client · mails to one address · valid links of"
                + " an"
                + " account | %d a minute · %d an hour · "
                    .formatted(minutely(limits.mail()), limits.mailTo().count()),
            "| failed log-ins of an account: from one address · from all that have not signed in to"
                + " it, on all nodes |"
                + " %d · %d in 5 min |"
                    .formatted(limits.failedLogins().count(), limits.accountFailedLogins().count()),
            "| addresses that have signed in to an account: per account · for | %d · %s d,"
                .formatted(RecentSignIns.MAX_ADDRESSES, days(RecentSignIns.KEPT)));
  }

  @Test
  void theLifeOfASessionIsThatOfTheServer() throws IOException {
    SessionLifetime life = SessionLifetime.STANDARD;
    assertThat(text(LIMITS))
        .contains(
            "| refresh token: grace period · idle lifetime · absolute lifetime | %d s · %s d · %s d |"
                .formatted(life.grace().toSeconds(), days(life.idle()), days(life.absolute())));
    assertThat(text(STANDARD))
        .contains(
            "A session ends after %s days without a refresh, and after %s days in any case."
                .formatted(days(life.idle()), days(life.absolute())));
  }

  @Test
  void theWordsOfTheContextAreRefused() throws IOException {
    assertThat(text(STANDARD))
        .contains(
            "nor one of them with up to four digits and marks after it",
            "the `name` of the spec, and the part of the e-mail address before the `@`",
            "Nor may it be the whole address.");
    PasswordPolicy policy = new PasswordPolicy(8, 256, "Garden Shop");
    for (String word : List.of("gardenshop", "GardenShop1953", "Lamp.Lighter!?", "lamp.lighter")) {
      assertThat(policy.violation(word, "lamp.lighter@example.org").map(Violation::code))
          .as(word)
          .contains("common");
    }
    assertThat(policy.violation("Lamp.Lighter@example.org", "lamp.lighter@example.org"))
        .isPresent();
    assertThat(policy.violation("lamp.lighter", "somebody@example.org")).isEmpty();
  }

  private static Set<String> documentedWays() throws IOException {
    return WAY.matcher(Files.readString(STANDARD))
        .results()
        .map(way -> way.group(1) + " " + way.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Answer call(String operation, Sent sent) {
    String[] parts = operation.split(" ", 2);
    return SignInNode.await(
        node.ask(RequestMethod.valueOf(parts[0]), parts[1], sent.id(UUID.randomUUID().toString())));
  }

  /// A route that does not ask for a token reads the body.
  @Test
  void theRoutesWithoutATokenAreThoseOfTheDocument() throws IOException {
    Set<String> open =
        node.operations().stream()
            .filter(
                operation -> {
                  SignInNode.Answer answer = call(operation, Sent.of("{}"));
                  return answer.status() != 401 || !answer.code().equals("UNAUTHORIZED");
                })
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(open).as("the first table of 'Ways to authenticate'").isEqualTo(documentedWays());
  }

  @Test
  void everyOtherRouteAsksForAToken() throws IOException {
    Answer in = node.signUp("ada@example.org");
    String key = ApiKeyCodec.generate(new SecureRandom());
    Set<String> ways = documentedWays();
    List<String> others = node.operations().stream().filter(o -> !ways.contains(o)).toList();
    assertThat(others).hasSizeGreaterThan(9);
    for (String operation : others) {
      assertThat(call(operation, Sent.of("{}")).code()).as(operation).isEqualTo("UNAUTHORIZED");
      assertThat(call(operation, Sent.with(in.refreshToken())).code())
          .as(operation)
          .isEqualTo("INVALID_TOKEN");
      assertThat(call(operation, Sent.with(key)).code()).as(operation).isEqualTo("FORBIDDEN");
    }
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
  }

  /// By the document, against which the tests of the whole server hold every response.
  @Test
  void onlyAPasswordOrARefreshTokenOpensASession() throws IOException {
    JsonObject paths = new JsonObject(Files.readString(OPENAPI)).getJsonObject("paths");
    Set<String> opening = new TreeSet<>();
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        JsonObject operation = paths.getJsonObject(path).getJsonObject(method);
        if (operation.getJsonObject("responses").encode().contains("AuthSessionResponse")) {
          List<String> required =
              Pattern.compile("\"(password|refresh_token)\":")
                  .matcher(operation.getJsonObject("requestBody").encode())
                  .results()
                  .map(MatchResult::group)
                  .toList();
          assertThat(required).as(path).isNotEmpty();
          opening.add(method + " " + path);
        }
      }
    }
    assertThat(opening)
        .containsExactly(
            "post /api/v1/auth/login", "post /api/v1/auth/refresh", "post /api/v1/auth/signup");
  }
}
