package dev.freehold.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.auth.SignInNode.Sent;
import dev.freehold.http.RequestMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the list of a user's sessions and their end, on a real database.
class SessionsTest extends SignInFixture {
  private static final String ADA = "ada@example.org";
  private static final String BOB = "bob@example.org";
  private static final String PASSWORD = "a fine password";

  private Answer call(RequestMethod method, String path, Sent sent) {
    return SignInNode.await(node.ask(method, path, sent));
  }

  private Answer logIn(String email, @Nullable String agent) {
    Sent sent = Sent.of(SignInNode.credentials(email, PASSWORD)).agent(agent);
    Answer in = call(RequestMethod.POST, "login", sent);
    assertThat(in.status()).isEqualTo(200);
    return in;
  }

  /// @param query alternating names and values
  private Answer list(Answer of, String... query) {
    return call(RequestMethod.GET, "sessions", Sent.with(of.accessToken()).query(query));
  }

  private List<JsonObject> sessions(Answer of) {
    return sessionsOf(list(of));
  }

  private static List<JsonObject> sessionsOf(Answer listed) {
    assertThat(listed.status()).isEqualTo(200);
    return listed.data().getJsonArray("sessions").stream().map(each -> (JsonObject) each).toList();
  }

  private Answer end(Answer by, String id) {
    return call(RequestMethod.DELETE, "sessions/{id}", Sent.with(by.accessToken()).id(id));
  }

  private Answer endOthers(Answer by) {
    return call(RequestMethod.DELETE, "sessions", Sent.with(by.accessToken()));
  }

  private static String id(Answer in) {
    String payload = in.accessToken().split("\\.", -1)[1];
    return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), UTF_8))
        .getString("sid");
  }

  private static List<String> ids(List<JsonObject> sessions) {
    return sessions.stream().map(each -> each.getString("id")).toList();
  }

  /// That no token of the session is valid, on this node.
  private void assertEnded(Answer in) {
    assertThat(node.me("Bearer " + in.accessToken()).code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.refresh(in.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
  }

  private void assertGoesOn(Answer in) {
    assertThat(node.me("Bearer " + in.accessToken()).status()).isEqualTo(200);
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void listsTheSessionsOfTheCallerAlone() {
    Answer first = node.signUp(ADA);
    node.signUp(BOB);
    Answer phone = logIn(ADA, "Phone");
    Answer laptop = logIn(ADA, "  Laptop 1.0 ");
    logIn(BOB, "Eve's phone");

    List<JsonObject> listed = sessions(phone);
    assertThat(ids(listed)).containsExactly(id(phone), id(laptop), id(first));
    assertThat(listed.getFirst().fieldNames())
        .containsExactly(
            "id",
            "device",
            "created_at",
            "last_used_at",
            "expires_at",
            "current",
            "amr",
            "authenticated_at");
    assertThat(listed)
        .extracting(each -> each.getString("device"))
        .containsExactly("Phone", "Laptop 1.0", null);
    assertThat(listed)
        .extracting(each -> each.getBoolean("current"))
        .containsExactly(true, false, false);
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    assertThat(OffsetDateTime.parse(listed.getFirst().getString("created_at")))
        .isBetween(now.minusMinutes(1), now.plusMinutes(1));
    assertThat(OffsetDateTime.parse(listed.getFirst().getString("expires_at")))
        .isBetween(now.plusDays(29), now.plusDays(31));
    assertThat(ids(sessions(laptop))).containsExactly(id(laptop), id(phone), id(first));
  }

  @Test
  void aRefreshIsTheLastUseAndNamesItsDevice() {
    Answer here = node.signUp(ADA);
    Answer other = logIn(ADA, "Phone");
    database.sql(
        "update auth.sessions set created_at = created_at - interval '2 days',"
            + " refreshed_at = refreshed_at - interval '1 day'");
    String refresh = new JsonObject().put("refresh_token", other.refreshToken()).encode();
    Sent sent = Sent.of(refresh).agent("Thief");
    assertThat(call(RequestMethod.POST, "refresh", sent).status()).isEqualTo(200);
    JsonObject shown = sessions(here).getLast();
    assertThat(shown.getString("device")).isEqualTo("Thief");
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    assertThat(OffsetDateTime.parse(shown.getString("last_used_at"))).isAfter(now.minusMinutes(1));
    assertThat(OffsetDateTime.parse(shown.getString("created_at"))).isBefore(now.minusDays(1));
    // A token that was used before is no other use.
    assertThat(call(RequestMethod.POST, "refresh", sent.agent("Late")).status()).isEqualTo(200);
    assertThat(sessions(here).getLast().getString("device")).isEqualTo("Thief");
  }

  @Test
  void aDeviceIsCutAndMayBeMissing() {
    node.signUp(ADA);
    Answer here = logIn(ADA, "x".repeat(300));
    assertThat(sessions(here).getFirst().getString("device")).isEqualTo("x".repeat(255));
    assertThat(sessions(logIn(ADA, " ")).getFirst().getString("device")).isNull();
    String script = "<script>alert('1')</script>\"; drop table auth.sessions; --";
    assertThat(sessions(logIn(ADA, script)).getFirst().getString("device")).isEqualTo(script);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "revoked_at = now()",
        "idle_expires_at = now() - interval '1 second'",
        "idle_expires_at = now() - interval '1 day', expires_at = now() - interval '1 second'"
      })
  void anEndedSessionIsNotListed(String ended) {
    Answer here = node.signUp(ADA);
    Answer other = logIn(ADA, "Phone");
    assertThat(sessions(here)).hasSize(2);
    database.sql("update auth.sessions set " + ended + " where id = '" + id(other) + "'");
    assertThat(ids(sessions(here))).containsExactly(id(here));
  }

  @Test
  void pagesHaveEachSessionOnce() {
    Answer here = node.signUp(ADA);
    database.sql(
        "insert into auth.sessions (id, user_id, idle_expires_at, expires_at) select"
            + " gen_random_uuid(), user_id, idle_expires_at, expires_at from auth.sessions,"
            + " generate_series(1, 120)");
    assertThat(sessions(here)).hasSize(20);
    List<String> all = new ArrayList<>();
    for (int page = 1; page <= 4; page++) {
      Answer listed = list(here, "page", Integer.toString(page), "limit", "50");
      assertThat(listed.data().getJsonObject("pagination"))
          .isEqualTo(
              new JsonObject()
                  .put("page", page)
                  .put("limit", 50)
                  .put("total", 121)
                  .put("totalPages", 3));
      all.addAll(ids(sessionsOf(listed)));
    }
    assertThat(all).hasSize(121).doesNotHaveDuplicates().first().isEqualTo(id(here));
    assertThat(endOthers(here).status()).isEqualTo(204);
    assertThat(ids(sessions(here))).containsExactly(id(here));
  }

  @ParameterizedTest
  @CsvSource({
    "page, 0, out_of_range",
    "page, x, type",
    "limit, 101, out_of_range",
    "limit, '', type",
    "user_id, 1, unknown"
  })
  void aWrongPageIsRefused(String name, String value, String code) {
    Answer refused = list(node.signUp(ADA), name, value);
    assertThat(refused.status()).isEqualTo(400);
    JsonObject detail = refused.error().getJsonArray("details").getJsonObject(0);
    assertThat(detail.getString("field")).isEqualTo(name);
    assertThat(detail.getString("code")).isEqualTo(code);
  }

  @Test
  void oneSessionEndsOnEveryNode() {
    Answer here = node.signUp(ADA);
    Answer phone = logIn(ADA, "Phone");
    Answer laptop = logIn(ADA, "Laptop");
    try (SignInNode elsewhere = SignInNode.running(database)) {
      assertThat(elsewhere.me("Bearer " + phone.accessToken()).status()).isEqualTo(200);
      Answer ended = end(here, id(phone));
      long since = System.nanoTime();
      assertThat(ended.status()).isEqualTo(204);
      assertThat(ended.body()).isNull();
      assertEnded(phone);
      SignInNode.awaitUntil(
          () -> {
            long asked = System.nanoTime() - since;
            int status = elsewhere.me("Bearer " + phone.accessToken()).status();
            assertThat(status == 200 && asked > Duration.ofSeconds(1).toNanos()).isFalse();
            return status == 401;
          });
    }
    assertThat(end(here, id(phone)).code()).isEqualTo("NOT_FOUND");
    assertGoesOn(laptop);
    // The own session: as log-out.
    assertThat(end(here, id(here)).status()).isEqualTo(204);
    assertEnded(here);
  }

  @Test
  void aSessionOfAnotherUserIsAMissingOne() {
    Answer ada = node.signUp(ADA);
    Answer bob = node.signUp(BOB);
    Answer foreign = end(bob, id(ada));
    Answer missing = end(bob, UUID.randomUUID().toString());
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.body()).isEqualTo(missing.body());
    assertThat(foreign.headers()).isEqualTo(missing.headers());
    for (String id : List.of("", "1", id(ada) + "0", "{" + id(ada) + "}", "' or true --")) {
      Answer malformed = end(bob, id);
      assertThat(malformed.status()).as(id).isEqualTo(400);
      assertThat(malformed.code()).isEqualTo("VALIDATION_ERROR");
    }
    assertThat(endOthers(bob).status()).isEqualTo(204);
    assertGoesOn(ada);
    assertGoesOn(bob);
  }

  @Test
  void theOtherSessionsEnd() {
    Answer here = node.signUp(ADA);
    Answer phone = logIn(ADA, "Phone");
    Answer laptop = logIn(ADA, "Laptop");
    Answer ended = endOthers(here);
    assertThat(ended.status()).isEqualTo(204);
    assertThat(ended.body()).isNull();
    assertEnded(phone);
    assertEnded(laptop);
    assertThat(endOthers(here).status()).isEqualTo(204);
    assertGoesOn(here);
    assertThat(node.logIn(ADA, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void noTokenOrAnEndedSessionEndsNothing() {
    Answer here = node.signUp(ADA);
    Answer other = logIn(ADA, "Phone");
    Sent nobody = Sent.of("").id(id(here));
    assertThat(call(RequestMethod.GET, "sessions", nobody).code()).isEqualTo("UNAUTHORIZED");
    assertThat(call(RequestMethod.DELETE, "sessions", nobody).code()).isEqualTo("UNAUTHORIZED");
    assertThat(call(RequestMethod.DELETE, "sessions/{id}", nobody).code())
        .isEqualTo("UNAUTHORIZED");
    // This node has not heard of it: each change asks the database.
    database.sql(
        "update auth.sessions set revoked_at = now() - interval '1 hour' where id = '"
            + id(other)
            + "'");
    assertThat(endOthers(other).code()).isEqualTo("INVALID_TOKEN");
    assertGoesOn(here);
  }

  @Test
  void aConcurrentRefreshOfAnEndedSessionDoesNotSurvive() {
    Answer here = node.signUp(ADA);
    for (int round = 0; round < 20; round++) {
      Answer other = logIn(ADA, "Phone");
      List<Future<Answer>> refreshes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String body = new JsonObject().put("refresh_token", other.refreshToken()).encode();
        refreshes.add(node.ask(RequestMethod.POST, "refresh", body, null, "192.0.2.1"));
      }
      Answer ended = round % 2 == 0 ? endOthers(here) : end(here, id(other));
      assertThat(ended.status()).isEqualTo(204);
      SignInNode.await(Future.join(refreshes));
      for (Future<Answer> refresh : refreshes) {
        if (refresh.result().status() == 200) {
          assertEnded(refresh.result());
        }
      }
    }
  }

  /// A person and a thief end each other's session at the same time: one of them remains.
  @Test
  void ofTwoThatEndEachOtherOneRemains() {
    node.signUp(ADA);
    for (int round = 0; round < 20; round++) {
      Answer one = logIn(ADA, "one");
      Answer two = logIn(ADA, "two");
      List<Future<Answer>> both =
          List.of(
              node.ask(RequestMethod.DELETE, "sessions", Sent.with(one.accessToken())),
              node.ask(RequestMethod.DELETE, "sessions", Sent.with(two.accessToken())));
      SignInNode.await(Future.join(both));
      assertThat(both).filteredOn(each -> each.result().status() == 204).hasSize(1);
      boolean first = both.getFirst().result().status() == 204;
      assertThat(both.get(first ? 1 : 0).result().code()).isEqualTo("INVALID_TOKEN");
      assertGoesOn(first ? one : two);
      assertEnded(first ? two : one);
    }
  }

  @Test
  void requestsAreLimitedByAddress() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Sent sent = Sent.with(strict.signUp(ADA).accessToken());
      for (int i = 0; i < 120; i++) {
        RequestMethod method = i % 2 == 0 ? RequestMethod.GET : RequestMethod.DELETE;
        assertThat(SignInNode.await(strict.ask(method, "sessions", sent)).status())
            .isBetween(200, 204);
      }
      assertThat(SignInNode.await(strict.ask(RequestMethod.GET, "sessions", sent)).status())
          .isEqualTo(429);
      Sent one = sent.id(UUID.randomUUID().toString());
      assertThat(SignInNode.await(strict.ask(RequestMethod.DELETE, "sessions/{id}", one)).status())
          .isEqualTo(429);
    }
  }

  @Test
  void withoutADatabaseNothingEnds() {
    Answer here = node.signUp(ADA);
    Answer other = logIn(ADA, "Phone");
    database.unavailable = true;
    assertThat(call(RequestMethod.GET, "sessions", Sent.with(here.accessToken())).status())
        .isEqualTo(503);
    assertThat(end(here, id(other)).status()).isEqualTo(503);
    database.unavailable = false;
    assertGoesOn(other);
  }
}
