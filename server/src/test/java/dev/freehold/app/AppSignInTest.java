package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests sign-in on the whole server, over HTTP only.
final class AppSignInTest {
  private static RunningApp running;

  @BeforeAll
  static void start() {
    running = RunningApp.of(RunningApp.example("tasks"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void signUpLogInAndMeShowTheSamePerson() {
    String email = "Ada.Lovelace@Example.com";
    Answer signup =
        running
            .nobody()
            .post(
                "/auth/signup",
                "{\"email\":\"" + email + "\",\"password\":\"analytical engine\",\"name\":\"Ada\"}")
            .expect(201);
    JsonObject data = signup.data();
    assertThat(data.fieldNames())
        .containsExactlyInAnyOrder(
            "user", "access_token", "token_type", "expires_in", "refresh_token");
    assertThat(data.getString("token_type")).isEqualTo("bearer");
    assertThat(data.getInteger("expires_in")).isEqualTo(900);
    JsonObject user = data.getJsonObject("user");
    assertThat(user.getString("email")).isEqualTo(email.toLowerCase(Locale.ROOT));
    assertThat(user.getString("name")).isEqualTo("Ada");
    signup.bodyHasNo("analytical").bodyHasNo("argon2");
    JsonObject login = login(email, "analytical engine").expect(200).data();
    assertThat(login.getJsonObject("user")).isEqualTo(user);
    JsonObject me =
        running.with(login.getString("access_token")).get("/auth/me").expect(200).data();
    assertThat(me).isEqualTo(user);
    signupAgain(email).expect(409, "CONFLICT").details("email taken");
    signupAgain("  x").expect(400, "VALIDATION_ERROR").details("email format");
    running
        .nobody()
        .post("/auth/signup", "{\"email\":7,\"password\":\"short\",\"role\":\"admin\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("email type", "role unknown", "password too_short");
  }

  @Test
  void aWrongAddressAndAWrongPasswordHaveTheSameResponse() {
    SignedUpUser person = running.person();
    JsonObject one = login(person.email(), "not the password").expect(401).json();
    JsonObject two = login("nobody@example.com", "not the password").expect(401).json();
    one.getJsonObject("error").remove("requestId");
    two.getJsonObject("error").remove("requestId");
    assertThat(one).isEqualTo(two);
    assertThat(one.getJsonObject("error").getString("code")).isEqualTo("INVALID_CREDENTIALS");
    assertThat(one.getString("outcome")).isEqualTo("none");
    assertThat(login(person.email(), "not the password").header("WWW-Authenticate"))
        .isEqualTo("Bearer");
  }

  @Test
  void every401HasItsCode() {
    SignedUpUser person = running.person();
    String good = person.accessToken();
    String expired = issued(Instant.now().minusSeconds(3600), RunningApp.SECRET, person);
    String forged = issued(Instant.now(), "another-secret-another-secret-another", person);
    String altered = good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA");
    for (String path : List.of("/tasks", "/tasks/1", "/auth/me")) {
      expect401(running.nobody().get(path), "UNAUTHORIZED", "Bearer");
      expect401(other("Basic YTpi").get(path), "UNAUTHORIZED", "Bearer");
      expect401(running.with(expired).get(path), "TOKEN_EXPIRED", "Bearer error=\"invalid_token\"");
      for (String bad : List.of(forged, altered, "x", "", good + ".", good + " x", "a.b.c")) {
        expect401(running.with(bad).get(path), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
      }
    }
    other("bearer " + good).get("/auth/me").expect(200);
  }

  @Test
  void aUsedRefreshTokenGetsTheCurrentTokenOfItsSession() {
    SignedUpUser person = running.person();
    JsonObject first = refresh(person.refreshToken()).expect(200).data();
    assertThat(first.getString("refresh_token")).isNotEqualTo(person.refreshToken());
    // Two concurrent requests (browser tabs) get the same successor.
    JsonObject again = refresh(person.refreshToken()).expect(200).data();
    assertThat(again.getString("refresh_token")).isEqualTo(first.getString("refresh_token"));
    JsonObject second = refresh(first.getString("refresh_token")).expect(200).data();
    ScenarioClient latest = running.with(second.getString("access_token"));
    latest.get("/auth/me").expect(200);
    JsonObject newest = refresh(person.refreshToken()).expect(200).data();
    assertThat(newest.getString("refresh_token")).isEqualTo(second.getString("refresh_token"));
    expect401(refresh("x"), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
    running.nobody().post("/auth/refresh", "{}").expect(400).details("refresh_token required");
  }

  @Test
  void logOutEndsOnlyItsSession() {
    SignedUpUser person = running.person();
    JsonObject elsewhere = login(person.email(), RunningApp.PASSWORD).expect(200).data();
    person.client().post("/tasks", "{\"title\":\"kept\"}").expect(201);
    assertThat(person.client().send("POST", "/auth/logout", null).expect(204).response().body())
        .isEmpty();
    expect401(person.client().get("/tasks"), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
    person.client().post("/tasks", "{\"title\":\"x\"}").expect(401, "INVALID_TOKEN");
    person.client().send("POST", "/auth/logout", null).expect(401, "INVALID_TOKEN");
    refresh(person.refreshToken()).expect(401, "INVALID_TOKEN");
    Answer other = running.with(elsewhere.getString("access_token")).get("/tasks").expect(200);
    assertThat(other.column("tasks", "title")).containsExactly("kept");
  }

  @Test
  void aNewPasswordEndsTheOtherSessions() {
    SignedUpUser person = running.person();
    JsonObject elsewhere = login(person.email(), RunningApp.PASSWORD).expect(200).data();
    ScenarioClient other = running.with(elsewhere.getString("access_token"));
    String changed = "nine lilac umbrellas";
    JsonObject body = new JsonObject().put("current_password", changed).put("password", changed);
    person
        .client()
        .put("/auth/password", body.encode())
        .expect(400, "VALIDATION_ERROR")
        .details("current_password wrong");
    other.get("/tasks").expect(200);
    body.put("current_password", RunningApp.PASSWORD);
    running.nobody().put("/auth/password", body.encode()).expect(401, "UNAUTHORIZED");
    person.client().put("/auth/password?x=1", body.encode()).expect(400).details("x unknown");
    assertThat(person.client().put("/auth/password", body.encode()).expect(204).response().body())
        .isEmpty();
    expect401(other.get("/tasks"), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
    refresh(elsewhere.getString("refresh_token")).expect(401, "INVALID_TOKEN");
    person.client().get("/tasks").expect(200);
    refresh(person.refreshToken()).expect(200);
    login(person.email(), RunningApp.PASSWORD).expect(401, "INVALID_CREDENTIALS");
    login(person.email(), changed).expect(200);
    Answer allowed = person.client().get("/auth/password").expect(405, "METHOD_NOT_ALLOWED");
    assertThat(allowed.header("Allow")).isEqualTo("PUT, OPTIONS");
  }

  @Test
  void aDeletedAccountIsGoneWithItsRows() {
    SignedUpUser person = running.person();
    SignedUpUser stranger = running.person();
    person.client().post("/tasks", "{\"title\":\"gone\"}").expect(201);
    stranger.client().post("/tasks", "{\"title\":\"kept\"}").expect(201);
    String wrong = "{\"password\":\"not the password\"}";
    String right = "{\"password\":\"" + RunningApp.PASSWORD + "\"}";
    ScenarioClient client = person.client();
    client.send("DELETE", "/auth/me", wrong).expect(400).details("password wrong");
    client.send("DELETE", "/auth/me", null).expect(400, "MALFORMED_JSON");
    client.send("DELETE", "/auth/me?x=1", right).expect(400).details("x unknown");
    client
        .send("DELETE", "/auth/me", right, "Content-Type", "text/plain")
        .expect(415, "UNSUPPORTED_MEDIA_TYPE");
    running.nobody().send("DELETE", "/auth/me", right).expect(401, "UNAUTHORIZED");
    client.get("/tasks").expect(200);
    assertThat(client.send("DELETE", "/auth/me", right).expect(204).response().body()).isEmpty();
    expect401(client.get("/tasks"), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
    refresh(person.refreshToken()).expect(401, "INVALID_TOKEN");
    login(person.email(), RunningApp.PASSWORD).expect(401, "INVALID_CREDENTIALS");
    signupAgain(person.email()).expect(201);
    assertThat(stranger.client().get("/tasks").expect(200).column("tasks", "title"))
        .containsExactly("kept");
  }

  @Test
  void aSessionIsSeenAndEndedFromAnotherDevice() {
    SignedUpUser person = running.person();
    SignedUpUser stranger = running.person();
    String credentials =
        new JsonObject().put("email", person.email()).put("password", RunningApp.PASSWORD).encode();
    JsonObject phone =
        running
            .nobody()
            .send("POST", "/auth/login", credentials, "User-Agent", "Phone 1.0")
            .expect(200)
            .data();
    JsonObject listed = person.client().get("/auth/sessions").expect(200).data();
    assertThat(listed.getJsonObject("pagination").getInteger("total")).isEqualTo(2);
    JsonObject other = listed.getJsonArray("sessions").getJsonObject(1);
    assertThat(other.getString("device")).isEqualTo("Phone 1.0");
    assertThat(other.getBoolean("current")).isFalse();
    String path = "/auth/sessions/" + other.getString("id");
    stranger.client().delete(path).expect(404, "NOT_FOUND");
    stranger.client().get("/auth/sessions").expect(200).bodyHasNo(other.getString("id"));
    person.client().get("/auth/sessions?sort=id").expect(400).details("sort unknown");
    person.client().delete("/auth/sessions/1").expect(400).details("id format");
    person.client().delete(path).expect(204);
    expect401(
        running.with(phone.getString("access_token")).get("/tasks"),
        "INVALID_TOKEN",
        "Bearer error=\"invalid_token\"");
    refresh(phone.getString("refresh_token")).expect(401, "INVALID_TOKEN");
    person.client().delete("/auth/sessions").expect(204);
    person.client().get("/tasks").expect(200);
    stranger.client().get("/tasks").expect(200);
  }

  @Test
  void tooManyAttemptsGetRetryAfter() {
    try (RunningApp limited = RunningApp.of(RunningApp.example("tasks"), "RATE_LIMITS", "on")) {
      for (int i = 0; i < 70; i++) {
        limited.nobody().post("/auth/login", "{}");
      }
      Answer last = limited.nobody().post("/auth/login", "{}");
      last.expect(429, "RATE_LIMITED");
      assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 60);
      assertThat(last.json().getString("outcome")).isEqualTo("none");
    }
  }

  @Test
  void closedSignUpHasNoRoute() {
    try (RunningApp closed = RunningApp.of(ClosedSignupSpec.plan())) {
      closed.nobody().post("/auth/signup", "{}").expect(404, "NOT_FOUND");
      assertThat(closed.served().operations())
          .contains("POST /api/v1/auth/login")
          .doesNotContain("POST /api/v1/auth/signup");
    }
  }

  @Test
  void aFreshServerHasNoAccount() {
    try (RunningApp fresh = RunningApp.of(ClosedSignupSpec.plan())) {
      assertThat(fresh.query("select count(*)::text from auth.users")).isEqualTo("0");
      assertThat(fresh.query("select count(*)::text from auth.keys")).isEqualTo("0");
      for (String name : List.of("admin", "root", "admin@example.com", "freehold@localhost")) {
        String body = new JsonObject().put("email", name).put("password", name).encode();
        assertThat(fresh.nobody().post("/auth/login", body).status()).isIn(400, 401);
      }
    }
  }

  private static Answer signupAgain(String email) {
    String body = new JsonObject().put("email", email).put("password", "long enough one").encode();
    return running.nobody().post("/auth/signup", body);
  }

  private static Answer login(String email, String password) {
    String body = new JsonObject().put("email", email).put("password", password).encode();
    return running.nobody().post("/auth/login", body);
  }

  private static Answer refresh(String token) {
    return running
        .nobody()
        .post("/auth/refresh", new JsonObject().put("refresh_token", token).encode());
  }

  private static ScenarioClient other(String authorization) {
    return running.client("/api/v1", authorization);
  }

  private static void expect401(Answer answer, String code, String challenge) {
    answer.expect(401, code);
    assertThat(answer.header("WWW-Authenticate")).startsWith(challenge);
  }

  /// Issues a token that a client could get only by waiting or with a stolen secret.
  private static String issued(Instant at, String secret, SignedUpUser person) {
    TokenSettings settings =
        new TokenSettings(
            "freehold", "Tasks", SigningSecrets.of(Secret.of(secret)), Duration.ofMinutes(15));
    return new AccessTokenIssuer(settings, () -> at)
        .issue(UUID.fromString(person.id()), UUID.randomUUID());
  }
}
