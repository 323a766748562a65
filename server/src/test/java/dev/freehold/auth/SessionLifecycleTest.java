package dev.freehold.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.event.Event;
import dev.freehold.http.RequestMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests refresh and log-out on a real database with two nodes.
class SessionLifecycleTest {
  private static SignInDatabase database;
  private SignInNode one;
  private SignInNode two;

  @BeforeAll
  static void start() {
    database = new SignInDatabase();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void nodes() {
    database.unavailable = false;
    database.sql("delete from auth.users");
    one = new SignInNode(database);
    two = new SignInNode(database);
  }

  @AfterEach
  void closeNodes() {
    one.close();
    two.close();
  }

  private static Future<Answer> refreshing(SignInNode node, String token) {
    String body = new JsonObject().put("refresh_token", token).encode();
    return node.ask(RequestMethod.POST, "refresh", body, null, "192.0.2.1");
  }

  /// Moves the times of every session into the past by `ago`.
  private static void pass(Duration ago) {
    String by = "interval '" + ago.toSeconds() + " seconds'";
    database.sql(
        "update auth.sessions set created_at = created_at - "
            + by
            + ", refreshed_at = refreshed_at - "
            + by
            + ", rotated_at = array(select t - "
            + by
            + " from unnest(rotated_at) t), recovered_at = array(select t - "
            + by
            + " from unnest(recovered_at) t)"
            + ", idle_expires_at = idle_expires_at - "
            + by
            + ", expires_at = expires_at - "
            + by);
  }

  @Test
  void refreshRotatesTheToken() {
    Answer in = one.signUp("ada@example.org");
    Answer first = two.refresh(in.refreshToken());
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Cache-Control")).isEqualTo("no-store");
    assertThat(first.data().getJsonObject("user")).isEqualTo(in.data().getJsonObject("user"));
    assertThat(first.refreshToken()).isNotEqualTo(in.refreshToken());
    Answer second = one.refresh(first.refreshToken());
    assertThat(second.status()).isEqualTo(200);
    assertThat(two.me("Bearer " + second.accessToken()).status()).isEqualTo(200);
  }

  @Test
  void concurrentRefreshesMakeOneTokenFamily() {
    String token = one.signUp("ada@example.org").refreshToken();
    for (int round = 0; round < 5; round++) {
      String presented = token;
      List<Future<Answer>> all =
          Stream.iterate(0, i -> i + 1)
              .limit(40)
              .map(i -> refreshing(i % 2 == 0 ? one : two, presented))
              .toList();
      SignInNode.await(Future.all(all));
      assertThat(all).allSatisfy(a -> assertThat(a.result().status()).isEqualTo(200));
      List<String> successors =
          all.stream().map(a -> a.result().refreshToken()).distinct().toList();
      assertThat(successors).hasSize(1);
      token = successors.getFirst();
    }
    assertThat(database.count("auth.sessions where counter = 5")).isOne();
  }

  @Test
  void thePreviousTokenWithinTheGracePeriodGetsTheSameSuccessor() {
    String first = one.signUp("ada@example.org").refreshToken();
    String second = one.refresh(first).refreshToken();
    pass(Duration.ofSeconds(8));
    assertThat(two.refresh(first).refreshToken()).isEqualTo(second);
    assertThat(two.refresh(second).status()).isEqualTo(200);
  }

  @Test
  void useDoesNotExtendTheGracePeriod() {
    String first = one.signUp("ada@example.org").refreshToken();
    String third = one.refresh(one.refresh(first).refreshToken()).refreshToken();
    pass(Duration.ofSeconds(8));
    assertThat(one.refresh(first).refreshToken()).isEqualTo(third);
    pass(Duration.ofSeconds(8));
    assertThat(one.refresh(first).code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void everyOlderTokenWithinTheGracePeriodGetsTheNewestToken() {
    List<String> tokens = new ArrayList<>(List.of(one.signUp("ada@example.org").refreshToken()));
    for (int i = 0; i < 6; i++) {
      tokens.add(one.refresh(tokens.getLast()).refreshToken());
      pass(Duration.ofSeconds(1));
    }
    for (String ancestor : tokens.subList(0, 6)) {
      assertThat(two.refresh(ancestor).refreshToken()).isEqualTo(tokens.getLast());
    }
    pass(Duration.ofSeconds(5));
    // The first was replaced 11 s ago, the second 10 s ago.
    assertThat(two.refresh(tokens.get(2)).refreshToken()).isEqualTo(tokens.getLast());
    assertThat(two.refresh(tokens.getFirst()).code()).isEqualTo("INVALID_TOKEN");
    assertThat(two.refresh(tokens.getLast()).code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void aLostAnswerIsRepeatedWhileTheNewTokenIsUnused() {
    String first = one.signUp("ada@example.org").refreshToken();
    String second = one.refresh(first).refreshToken();
    pass(Duration.ofDays(29));
    assertThat(two.refresh(first).refreshToken()).isEqualTo(second);
    pass(Duration.ofDays(2));
    assertThat(two.refresh(first).code()).isEqualTo("INVALID_TOKEN");
  }

  /// On a bad network; three a day, and those of several tabs at once are one.
  @Test
  void someAnswersOfADayMayBeLost() {
    String token = one.signUp("ada@example.org").refreshToken();
    for (int day = 0; day < 3; day++) {
      for (int lost = 0; lost < 3; lost++) {
        String next = one.refresh(token).refreshToken();
        pass(Duration.ofHours(1));
        assertThat(two.refresh(token).refreshToken()).isEqualTo(next);
        assertThat(one.refresh(token).refreshToken()).as("another tab").isEqualTo(next);
        token = next;
      }
      pass(Duration.ofHours(24));
    }
    assertThat(one.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void twoWhoRefreshInTurnEndTheSession() {
    String owner = one.signUp("ada@example.org").refreshToken();
    String thief = owner;
    int refreshes = 0;
    boolean live = true;
    while (live && refreshes < 50) {
      pass(Duration.ofMinutes(7));
      Answer answer = refreshes % 2 == 0 ? one.refresh(owner) : two.refresh(thief);
      live = answer.status() == 200;
      if (live && refreshes % 2 == 0) {
        owner = answer.refreshToken();
      } else if (live) {
        thief = answer.refreshToken();
      } else {
        assertThat(answer.code()).isEqualTo("INVALID_TOKEN");
      }
      refreshes++;
    }
    assertThat(refreshes).isBetween(2, 9);
    assertThat(one.refresh(owner).code()).isEqualTo("INVALID_TOKEN");
    assertThat(two.refresh(thief).code()).isEqualTo("INVALID_TOKEN");
    SignInNode.await(one.accountEvents.write());
    SignInNode.await(two.accountEvents.write());
    assertThat(database.count("auth.events where kind = 'refresh_reused'")).isNotZero();
  }

  @Test
  void reuseAfterTheGracePeriodEndsTheSession() {
    Answer in = one.signUp("ada@example.org");
    Answer next = one.refresh(one.refresh(in.refreshToken()).refreshToken());
    pass(Duration.ofSeconds(11));
    Answer replay = one.refresh(in.refreshToken());
    assertThat(replay.status()).isEqualTo(401);
    assertThat(replay.code()).isEqualTo("INVALID_TOKEN");
    assertThat(one.refresh(next.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
    assertThat(one.me("Bearer " + next.accessToken()).code()).isEqualTo("INVALID_TOKEN");
    String id = new JsonObject(payload(in.accessToken())).getString("sid");
    assertThat(one.events).containsOnlyOnce(new Event.RefreshTokenReused(id));
  }

  /// Keycloak before 26.6.3 (CVE-2026-9802) accepted used tokens again after a restart, because it
  /// compared times with that of its start.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1})
  void neitherARestartNorTheClockOfANodeForgetsAUsedToken(long hours) {
    Answer in = one.signUp("ada@example.org");
    Answer next = one.refresh(one.refresh(in.refreshToken()).refreshToken());
    pass(Duration.ofSeconds(11));
    try (SignInNode restarted = new SignInNode(database)) {
      restarted.clockOffsetMillis.set(Duration.ofHours(hours).toMillis());
      assertThat(restarted.refresh(in.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
      assertThat(restarted.refresh(next.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
    }
    assertThat(one.refresh(next.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void idleTimeAndAgeEndASession() {
    String idle = one.signUp("ada@example.org").refreshToken();
    pass(Duration.ofDays(30).plusSeconds(1));
    assertThat(one.refresh(idle).code()).isEqualTo("INVALID_TOKEN");

    String old = one.signUp("bob@example.org").refreshToken();
    for (int i = 0; i < 4; i++) {
      pass(Duration.ofDays(22));
      old = one.refresh(old).refreshToken();
    }
    pass(Duration.ofDays(2).plusSeconds(1));
    assertThat(one.refresh(old).code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void aForgedRefreshTokenIsRefused() {
    Answer in = one.signUp("ada@example.org");
    for (String text :
        List.of("", "x", "A".repeat(76), in.accessToken(), in.refreshToken() + "A")) {
      assertThat(one.refresh(text).code()).isEqualTo("INVALID_TOKEN");
    }
    assertThat(one.me("Bearer " + in.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
    assertThat(one.refresh(in.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void logOutIsImmediateHereAndWithinASecondOnOtherNodes() {
    Answer phone = one.signUp("ada@example.org");
    Answer laptop = one.logIn("ada@example.org", "a fine password");
    String bearer = "Bearer " + phone.accessToken();
    try (SignInNode other = SignInNode.running(database)) {
      assertThat(other.me(bearer).status()).isEqualTo(200);
      assertThat(one.logOut(phone.accessToken()).status()).isEqualTo(204);
      long since = System.nanoTime();
      assertThat(one.me(bearer).code()).isEqualTo("INVALID_TOKEN");
      assertThat(one.logOut(phone.accessToken()).code()).isEqualTo("INVALID_TOKEN");
      assertThat(other.refresh(phone.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
      SignInNode.awaitUntil(
          () -> {
            long asked = System.nanoTime() - since;
            int status = other.me(bearer).status();
            assertThat(status == 200 && asked > Duration.ofSeconds(1).toNanos()).isFalse();
            return status == 401;
          });
      assertThat(other.me(bearer).code()).isEqualTo("INVALID_TOKEN");
      assertThat(one.me("Bearer " + laptop.accessToken()).status()).isEqualTo(200);
    }
    try (SignInNode restarted = new SignInNode(database)) {
      assertThat(restarted.me(bearer).code()).isEqualTo("INVALID_TOKEN");
    }
  }

  @Test
  void aNodeWithoutADatabaseAcceptsNoToken() {
    String bearer = "Bearer " + one.signUp("ada@example.org").accessToken();
    database.unavailable = true;
    one.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    Answer refused = one.me(bearer);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(one.me("Bearer x").code()).isEqualTo("INVALID_TOKEN");
    SignInNode.awaitUntil(() -> !one.events.isEmpty());
    assertThat(one.events).hasSize(1).first().isInstanceOf(Event.UncaughtFailure.class);
    database.unavailable = false;
    SignInNode.awaitUntil(() -> one.me(bearer).status() == 200);
  }

  /// A process that gets no processor time for a second answers with the database, not with 503.
  @Test
  void aNodeThatStoodStillAsksTheDatabaseFirst() {
    String token = one.signUp("ada@example.org").accessToken();
    String bearer = "Bearer " + token;
    one.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(one.me(bearer).status()).isEqualTo(200);
    try (SignInNode other = new SignInNode(database)) {
      assertThat(other.logOut(token).status()).isEqualTo(204);
    }
    one.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(one.me(bearer).code()).isEqualTo("INVALID_TOKEN");
    assertThat(one.events).isEmpty();
  }

  @Test
  void logInDeletesExpiredSessions() {
    one.signUp("ada@example.org");
    one.logIn("ada@example.org", "a fine password");
    pass(Duration.ofDays(91));
    one.logIn("ada@example.org", "a fine password");
    assertThat(database.count("auth.sessions")).isOne();
  }

  private static String payload(String jwt) {
    List<String> parts = new ArrayList<>(List.of(jwt.split("\\.", -1)));
    return new String(Base64.getUrlDecoder().decode(parts.get(1)), UTF_8);
  }
}
