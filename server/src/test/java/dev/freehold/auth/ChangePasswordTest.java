package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests `PUT /auth/password` on a real database.
class ChangePasswordTest extends SignInFixture {
  private static final String ADA = "ada@example.org";
  private static final String OLD = "a fine password";
  private static final String NEW = "nine lilac umbrellas";

  private static String bearer(Answer in) {
    return "Bearer " + in.accessToken();
  }

  private Answer change(Answer in, String body) {
    return SignInNode.await(node.ask(RequestMethod.PUT, "password", body, bearer(in), "192.0.2.1"));
  }

  @Test
  void everyOtherSessionEndsAndTheCurrentOneGoesOn() {
    Answer current = node.signUp(ADA);
    Answer other = node.logIn(ADA, OLD);
    Answer bob = node.signUp("bob@example.org");
    try (SignInNode elsewhere = SignInNode.running(database)) {
      assertThat(elsewhere.me(bearer(other)).status()).isEqualTo(200);
      Answer changed = node.changePassword(current.accessToken(), OLD, NEW);
      long since = System.nanoTime();
      assertThat(changed.status()).isEqualTo(204);
      assertThat(changed.body()).isNull();
      assertThat(node.me(bearer(other)).code()).isEqualTo("INVALID_TOKEN");
      assertThat(elsewhere.refresh(other.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
      SignInNode.awaitUntil(
          () -> {
            long asked = System.nanoTime() - since;
            int status = elsewhere.me(bearer(other)).status();
            assertThat(status == 200 && asked > Duration.ofSeconds(1).toNanos()).isFalse();
            return status == 401;
          });
      assertThat(elsewhere.me(bearer(current)).status()).isEqualTo(200);
    }
    assertThat(node.refresh(current.refreshToken()).status()).isEqualTo(200);
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(node.logIn(ADA, NEW).status()).isEqualTo(200);
    assertThat(node.me(bearer(bob)).status()).isEqualTo(200);
    assertThat(node.logIn("bob@example.org", OLD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"current_password":"not the password","password":"nine lilac umbrellas"} | current_password wrong
          {"current_password":"","password":"nine lilac umbrellas"}                 | current_password wrong
          {"password":"nine lilac umbrellas"}                                       | current_password required
          {"current_password":null,"password":"nine lilac umbrellas"}               | current_password not_null
          {"current_password":7,"password":"nine lilac umbrellas"}                  | current_password type
          {"current_password":"a fine password"}                                    | password required
          {"current_password":"a fine password","password":"short"}                 | password too_short
          {"current_password":"a fine password","password":"password123"}           | password common
          {"current_password":"a fine password","password":"ada@example.org"}       | password common
          {"current_password":"a fine password","password":"Tasks2026"}             | password common
          {"current_password":"not the password","password":"short"}                | password too_short
          {"current_password":"a fine password","password":"nine lilac umbrellas","email":"eve@example.org"} | email unknown
          """)
  void aRefusedChangeChangesNothing(String body, String fault) {
    Answer in = node.signUp(ADA);
    Answer other = node.logIn(ADA, OLD);
    Answer refused = change(in, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("VALIDATION_ERROR");
    assertThat(refused.error().getJsonArray("details"))
        .map(each -> (JsonObject) each)
        .extracting(each -> each.getString("field") + " " + each.getString("code"))
        .containsExactly(fault);
    assertThat(refused.error().encode()).doesNotContain(OLD, "argon2", "umbrellas");
    assertThat(node.refresh(other.refreshToken()).status()).isEqualTo(200);
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(200);
    assertThat(node.logIn(ADA, NEW).status()).isEqualTo(401);
  }

  @Test
  void everyFaultIsListedAndTheLengthOfAGuessIsLimited() {
    Answer in = node.signUp(ADA);
    Answer refused = node.changePassword(in.accessToken(), "x".repeat(257), "x".repeat(257));
    assertThat(refused.error().getJsonArray("details"))
        .map(each -> (JsonObject) each)
        .extracting(each -> each.getString("field") + " " + each.getString("code"))
        .containsExactly("current_password too_long", "password too_long");
  }

  @Test
  void aCallerWithoutALiveSessionChangesNothing() {
    Answer in = node.signUp(ADA);
    Answer anonymous =
        SignInNode.await(node.ask(RequestMethod.PUT, "password", "{}", null, "192.0.2.1"));
    assertThat(anonymous.code()).isEqualTo("UNAUTHORIZED");
    // The other states are those that a node has not heard of yet: each is asked for in the
    // database.
    for (String ended :
        List.of(
            "update auth.users set disabled_at = now()",
            "update auth.sessions set idle_expires_at = now() - interval '1 second'",
            "update auth.sessions set revoked_at = now() - interval '1 hour'",
            "delete from auth.sessions")) {
      database.sql(ended);
      assertThat(node.changePassword(in.accessToken(), OLD, NEW).code())
          .as(ended)
          .isEqualTo("INVALID_TOKEN");
      database.sql("update auth.users set disabled_at = null");
      assertThat(node.logIn(ADA, OLD).status()).as(ended).isEqualTo(200);
      in = node.logIn(ADA, OLD);
    }
  }

  @Test
  void guessesCountAsFailedLogIns() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer in = strict.signUp(ADA);
      for (int i = 0; i < 20; i++) {
        assertThat(strict.changePassword(in.accessToken(), OLD, OLD).status()).isEqualTo(204);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(strict.changePassword(in.accessToken(), "not it", NEW).status()).isEqualTo(400);
        assertThat(strict.logIn(ADA, "not it").status()).isEqualTo(401);
      }
      Answer limited = strict.changePassword(in.accessToken(), OLD, NEW);
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.header("Retry-After")).isEqualTo("30");
      assertThat(strict.logIn(ADA, OLD).status()).isEqualTo(429);
      strict.clockOffsetMillis.addAndGet(Duration.ofMinutes(1).toMillis());
      assertThat(strict.changePassword(in.accessToken(), OLD, NEW).status()).isEqualTo(204);
    }
  }

  @Test
  void guessesAreLimitedByAddressToo() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer in = strict.signUp(ADA);
      for (int i = 0; i < 60; i++) {
        assertThat(strict.changePassword(in.accessToken(), OLD, "short").status()).isEqualTo(400);
      }
      assertThat(strict.changePassword(in.accessToken(), OLD, NEW).status()).isEqualTo(429);
    }
  }

  /// A refresh and the change run concurrently. Either may be first, but no token of the other
  /// session is valid afterwards.
  @Test
  void aConcurrentRefreshOfAnotherSessionDoesNotSurvive() {
    Answer current = node.signUp(ADA);
    String password = OLD;
    for (int round = 0; round < 20; round++) {
      Answer other = node.logIn(ADA, password);
      String changed = NEW + round;
      Future<Answer> change = node.changePasswordAsync(current.accessToken(), password, changed);
      List<Future<Answer>> refreshes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        refreshes.add(
            node.ask(
                RequestMethod.POST,
                "refresh",
                new JsonObject().put("refresh_token", other.refreshToken()).encode(),
                null,
                "192.0.2.1"));
      }
      SignInNode.await(Future.join(refreshes));
      assertThat(SignInNode.await(change).status()).isEqualTo(204);
      for (Future<Answer> refresh : refreshes) {
        if (refresh.result().status() == 200) {
          assertThat(node.refresh(refresh.result().refreshToken()).code())
              .isEqualTo("INVALID_TOKEN");
          assertThat(node.me(bearer(refresh.result())).code()).isEqualTo("INVALID_TOKEN");
        }
      }
      password = changed;
    }
    assertThat(node.refresh(current.refreshToken()).status()).isEqualTo(200);
  }

  /// A log-in with the old password and the change run concurrently.
  @Test
  void aConcurrentLogInWithTheOldPasswordKeepsNoSession() {
    Answer current = node.signUp(ADA);
    String password = OLD;
    for (int round = 0; round < 20; round++) {
      String changed = NEW + round;
      List<Future<Answer>> logIns = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        logIns.add(node.logInAsync(ADA, password));
      }
      Future<Answer> change = node.changePasswordAsync(current.accessToken(), password, changed);
      SignInNode.await(Future.join(logIns));
      assertThat(SignInNode.await(change).status()).isEqualTo(204);
      for (Future<Answer> logIn : logIns) {
        if (logIn.result().status() == 200) {
          assertThat(node.refresh(logIn.result().refreshToken()).code()).isEqualTo("INVALID_TOKEN");
        } else {
          assertThat(logIn.result().code()).isEqualTo("INVALID_CREDENTIALS");
        }
      }
      password = changed;
    }
    assertThat(database.count("auth.sessions where revoked_at is null")).isOne();
  }

  /// A person and a thief change the password at the same time: one of them remains.
  @Test
  void ofTwoConcurrentChangesOneHolds() {
    node.signUp(ADA);
    String password = OLD;
    for (int round = 0; round < 10; round++) {
      Answer one = node.logIn(ADA, password);
      Answer two = node.logIn(ADA, password);
      List<Future<Answer>> changes =
          List.of(
              node.changePasswordAsync(one.accessToken(), password, "one " + NEW + round),
              node.changePasswordAsync(two.accessToken(), password, "two " + NEW + round));
      SignInNode.await(Future.join(changes));
      assertThat(changes).filteredOn(c -> c.result().status() == 204).hasSize(1);
      boolean first = changes.getFirst().result().status() == 204;
      assertThat(changes.get(first ? 1 : 0).result().code()).isEqualTo("INVALID_TOKEN");
      assertThat(node.refresh((first ? two : one).refreshToken()).code())
          .isEqualTo("INVALID_TOKEN");
      assertThat(node.refresh((first ? one : two).refreshToken()).status()).isEqualTo(200);
      password = (first ? "one " : "two ") + NEW + round;
    }
  }

  @Test
  void withoutADatabaseNothingChanges() {
    Answer in = node.signUp(ADA);
    database.unavailable = true;
    Answer refused = node.changePassword(in.accessToken(), OLD, NEW);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    database.unavailable = false;
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(200);
  }
}
