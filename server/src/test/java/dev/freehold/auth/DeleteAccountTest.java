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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests `DELETE /auth/me` on a real database: the account and its sessions.
class DeleteAccountTest extends SignInFixture {
  private static final String ADA = "ada@example.org";
  private static final String PASSWORD = "a fine password";

  private static String bearer(Answer in) {
    return "Bearer " + in.accessToken();
  }

  @Test
  void theAccountAndItsSessionsAreGoneOnEveryNode() {
    Answer in = node.signUp(ADA);
    Answer other = node.logIn(ADA, PASSWORD);
    Answer bob = node.signUp("bob@example.org");
    try (SignInNode elsewhere = SignInNode.running(database)) {
      assertThat(elsewhere.me(bearer(other)).status()).isEqualTo(200);
      assertThat(elsewhere.callOptional(bearer(in)).status()).isEqualTo(200);
      Answer deleted = node.deleteAccount(in.accessToken(), PASSWORD);
      long since = System.nanoTime();
      assertThat(deleted.status()).isEqualTo(204);
      assertThat(deleted.body()).isNull();
      for (Answer ended : List.of(in, other)) {
        assertThat(node.callOptional(bearer(ended)).code()).isEqualTo("INVALID_TOKEN");
        assertThat(elsewhere.refresh(ended.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
        SignInNode.awaitUntil(
            () -> {
              long asked = System.nanoTime() - since;
              int status = elsewhere.callOptional(bearer(ended)).status();
              assertThat(status == 200 && asked > Duration.ofSeconds(1).toNanos()).isFalse();
              return status == 401;
            });
      }
      assertThat(elsewhere.me(bearer(bob)).status()).isEqualTo(200);
    }
    try (SignInNode later = SignInNode.running(database)) {
      assertThat(later.callOptional(bearer(in)).code()).isEqualTo("INVALID_TOKEN");
    }
    assertThat(node.logIn(ADA, PASSWORD).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(node.logIn("bob@example.org", PASSWORD).status()).isEqualTo(200);
    assertThat(database.count("auth.users")).isOne();
    assertThat(database.count("auth.emails")).isOne();
  }

  /// What stays tells when sessions ended, and not whose they were.
  @Test
  void onlyTheEndOfItsSessionsStaysForTwoDays() {
    Answer in = node.signUp(ADA);
    node.logIn(ADA, PASSWORD);
    database.sql("update auth.sessions set device = 'Firefox'");
    assertThat(node.deleteAccount(in.accessToken(), PASSWORD).status()).isEqualTo(204);
    assertThat(
            database.count(
                "auth.sessions where user_id is null and device is null and revoked_at is not"
                    + " null"))
        .isEqualTo(2);
    assertThat(database.count("auth.sessions")).isEqualTo(2);
    database.sql("update auth.sessions set revoked_at = now() - interval '49 hours'");
    Answer next = node.signUp(ADA);
    assertThat(node.deleteAccount(next.accessToken(), PASSWORD).status()).isEqualTo(204);
    assertThat(database.count("auth.sessions")).isOne();
  }

  /// Also those that could not be sent, which are kept for the operator.
  @Test
  void noMailToTheAddressStays() {
    Answer in = node.signUp(ADA);
    database.sql(
        "delete from auth.outbox; insert into auth.outbox (id, kind, recipient, expires_at,"
            + " dead_at) select gen_random_uuid(), 'reset', to_whom || '@example.org', now(), dead"
            + " from unnest(array['ada', 'bob']) as to_whom, unnest(array[now(), null]) as dead");
    assertThat(node.deleteAccount(in.accessToken(), "not it").status()).isEqualTo(400);
    assertThat(database.count("auth.outbox")).isEqualTo(4);
    assertThat(node.deleteAccount(in.accessToken(), PASSWORD).status()).isEqualTo(204);
    assertThat(database.query("select string_agg(recipient, ' ') from auth.outbox"))
        .isEqualTo("bob@example.org bob@example.org");
  }

  @Test
  void theAddressIsThatOfANewAccountAfterwards() {
    Answer old = node.signUp(ADA);
    assertThat(node.deleteAccount(old.accessToken(), PASSWORD).status()).isEqualTo(204);
    Answer next = node.signUp(ADA);
    assertThat(next.status()).isEqualTo(201);
    assertThat(next.data().getJsonObject("user").getString("id"))
        .isNotEqualTo(old.data().getJsonObject("user").getString("id"));
    assertThat(node.me(bearer(old)).code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.deleteAccount(old.accessToken(), PASSWORD).code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.refresh(old.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.me(bearer(next)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"password":"not the password"}             | password wrong
          {"password":""}                             | password wrong
          {}                                          | password required
          {"password":null}                           | password not_null
          {"password":["a fine password"]}            | password type
          {"password":"a fine password","id":"other"} | id unknown
          """)
  void aRefusedDeletionDeletesNothing(String body, String fault) {
    Answer in = node.signUp(ADA);
    Answer refused = delete(in, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("VALIDATION_ERROR");
    assertThat(refused.error().getJsonArray("details"))
        .map(each -> (JsonObject) each)
        .extracting(each -> each.getString("field") + " " + each.getString("code"))
        .containsExactly(fault);
    assertThat(node.me(bearer(in)).status()).isEqualTo(200);
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
    assertThat(node.logIn(ADA, PASSWORD).status()).isEqualTo(200);
  }

  private Answer delete(Answer in, String body) {
    return SignInNode.await(node.ask(RequestMethod.DELETE, "me", body, bearer(in), "192.0.2.1"));
  }

  @Test
  void aRequestWithoutABodyDeletesNothing() {
    Answer in = node.signUp(ADA);
    assertThat(delete(in, "").code()).isEqualTo("MALFORMED_JSON");
    assertThat(
            SignInNode.await(node.ask(RequestMethod.DELETE, "me", "{}", null, "192.0.2.1")).code())
        .isEqualTo("UNAUTHORIZED");
    assertThat(node.me(bearer(in)).status()).isEqualTo(200);
  }

  @Test
  void aCallerWithoutALiveSessionDeletesNothing() {
    Answer in = node.signUp(ADA);
    for (String ended :
        List.of(
            "update auth.users set disabled_at = now()",
            "update auth.sessions set idle_expires_at = now() - interval '1 second'",
            "update auth.sessions set revoked_at = now() - interval '1 hour'",
            "delete from auth.sessions")) {
      database.sql(ended);
      assertThat(node.deleteAccount(in.accessToken(), PASSWORD).code())
          .as(ended)
          .isEqualTo("INVALID_TOKEN");
      database.sql("update auth.users set disabled_at = null");
      in = node.logIn(ADA, PASSWORD);
      assertThat(in.status()).as(ended).isEqualTo(200);
    }
  }

  @Test
  void guessesCountAsFailedLogIns() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer in = strict.signUp(ADA);
      for (int i = 0; i < 10; i++) {
        assertThat(strict.deleteAccount(in.accessToken(), "not it").status()).isEqualTo(400);
      }
      assertThat(strict.deleteAccount(in.accessToken(), PASSWORD).status()).isEqualTo(429);
      assertThat(strict.logIn(ADA, PASSWORD).status()).isEqualTo(429);
      strict.clockOffsetMillis.addAndGet(Duration.ofMinutes(1).toMillis());
      assertThat(strict.deleteAccount(in.accessToken(), PASSWORD).status()).isEqualTo(204);
    }
  }

  /// Log-ins, refreshes, a new password and two deletions at the same time as the deletion. Whatever
  /// comes first, no token is valid afterwards and no row of the account is left.
  @Test
  void nothingSurvivesThatHappensAtTheSameTime() {
    for (int round = 0; round < 20; round++) {
      Answer in = node.signUp(ADA);
      Answer other = node.logIn(ADA, PASSWORD);
      List<Future<Answer>> logIns = new ArrayList<>();
      List<Future<Answer>> refreshes = new ArrayList<>();
      List<Future<Answer>> deletions = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        logIns.add(node.logInAsync(ADA, PASSWORD));
        refreshes.add(
            node.ask(
                RequestMethod.POST,
                "refresh",
                new JsonObject().put("refresh_token", other.refreshToken()).encode(),
                null,
                "192.0.2.1"));
      }
      deletions.add(node.deleteAccountAsync(in.accessToken(), PASSWORD));
      deletions.add(node.deleteAccountAsync(other.accessToken(), PASSWORD));
      Future<Answer> change = node.changePasswordAsync(in.accessToken(), PASSWORD, PASSWORD + "!");
      SignInNode.await(
          Future.join(
              Stream.of(logIns, refreshes, deletions, List.of(change))
                  .flatMap(List::stream)
                  .toList()));
      if (change.result().status() == 204) {
        // It has ended the other session, and the old password is wrong.
        assertThat(database.count("auth.users")).isLessThanOrEqualTo(1);
        database.sql("delete from auth.users");
        continue;
      }
      assertThat(deletions).filteredOn(d -> d.result().status() == 204).hasSize(1);
      assertThat(deletions)
          .filteredOn(d -> d.result().status() != 204)
          .allMatch(d -> d.result().code().equals("INVALID_TOKEN"));
      for (Future<Answer> each : Stream.concat(logIns.stream(), refreshes.stream()).toList()) {
        if (each.result().status() == 200) {
          assertThat(node.callOptional(bearer(each.result())).code()).isEqualTo("INVALID_TOKEN");
          assertThat(node.refresh(each.result().refreshToken()).code()).isEqualTo("INVALID_TOKEN");
        } else {
          assertThat(each.result().code()).isIn("INVALID_CREDENTIALS", "INVALID_TOKEN");
        }
      }
      assertThat(database.count("auth.users")).isZero();
      assertThat(database.count("auth.sessions where user_id is not null or revoked_at is null"))
          .isZero();
    }
  }

  @Test
  void withoutADatabaseNothingChanges() {
    Answer in = node.signUp(ADA);
    database.unavailable = true;
    Answer refused = node.deleteAccount(in.accessToken(), PASSWORD);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    database.unavailable = false;
    assertThat(node.me(bearer(in)).status()).isEqualTo(200);
  }
}
