package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.SignInWays;
import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.db.AdminConnection;
import dev.freehold.http.RequestMethod;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.Base32;
import dev.freehold.token.Totp;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Second factors on the whole server, on two nodes of one database, by its clock. Among them are the
/// published ways past the second factor of Keycloak, Kratos and Supabase.
final class SecondFactorTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Factors
      auth: { totp: MODE, cookies: true }
      resources:
        books:
          access: { read: public }
          fields:
            title: { type: string, required: true, maxLength: 80 }
      """;

  private static final String NEXT = "Zx3-w9Lm.p2Kd_h7Ry4Bt6Nc1Vf8Gs5Jq0";

  private static TestDatabase database;
  private static RunningApp one;
  private static RunningApp two;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    one = node("optional");
    two = node("optional");
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    database.close();
  }

  private static RunningApp node(String mode, String... more) {
    return RunningApp.on(database.target(), plan(mode), more);
  }

  private static ApiPlan plan(String mode) {
    return switch (SpecChecker.check(SPEC.replace("MODE", mode).getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  /// A person with a second factor.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Factored(SignedUpUser person, byte[] secret, List<String> recovery) {
    ScenarioClient client() {
      return person.client();
    }

    String id() {
      return person.id();
    }

    String code(long ahead) {
      return Totp.code(secret, step() + ahead);
    }

    /// A code that was not used: the steps of before are forgotten.
    String fresh() {
      sql("update auth.totp set last_step = 0 where user_id = '" + id() + "'");
      return code(0);
    }
  }

  private static void sql(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  private static String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  /// By the clock of the database.
  private static long step() {
    return Long.parseLong(
        query("select floor(extract(epoch from clock_timestamp()) / 30)::bigint::text"));
  }

  private static String body(String... members) {
    JsonObject body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      body.put(members[i], members[i + 1]);
    }
    return body.encode();
  }

  static byte[] base32(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int bits = 0;
    int left = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      bits = (bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i));
      left += 5;
      if (left >= 8) {
        left -= 8;
        bytes[at++] = (byte) (bits >> left);
      }
    }
    return bytes;
  }

  private static byte[] begin(ScenarioClient client) {
    JsonObject begun =
        client.post("/auth/totp", body("password", RunningApp.PASSWORD)).expect(201).data();
    String secret = begun.getString("secret");
    assertThat(begun.getString("uri"))
        .startsWith("otpauth://totp/Factors:person-")
        .endsWith("%40example.com?secret=" + secret + "&issuer=Factors")
        .doesNotContain("+");
    return base32(secret);
  }

  private static Factored factored(RunningApp app) {
    SignedUpUser person = app.person();
    byte[] secret = begin(person.client());
    JsonArray codes =
        person
            .client()
            .post("/auth/totp/confirm", body("code", Totp.code(secret, step())))
            .expect(200)
            .data()
            .getJsonArray("recovery_codes");
    return new Factored(person, secret, codes.stream().map(String.class::cast).toList());
  }

  private static Answer password(RunningApp app, Factored who) {
    return app.nobody()
        .post("/auth/login", body("email", who.person.email(), "password", RunningApp.PASSWORD));
  }

  private static String challenge(RunningApp app, Factored who) {
    JsonObject data = password(app, who).expect(202).data();
    assertThat(data.fieldNames()).containsExactlyInAnyOrder("challenge", "expires_in", "factors");
    assertThat(data.getJsonArray("factors")).containsExactly("totp", "recovery_code");
    return data.getString("challenge");
  }

  private static Answer complete(RunningApp app, String challenge, String code) {
    return app.nobody().post("/auth/totp/login", body("challenge", challenge, "code", code));
  }

  private static ScenarioClient signedIn(RunningApp app, Factored who) {
    return app.with(
        complete(app, challenge(app, who), who.fresh())
            .expect(200)
            .data()
            .getString("access_token"));
  }

  private static JsonObject claims(String token) {
    return new JsonObject(
        new String(
            Base64.getUrlDecoder()
                .decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))),
            StandardCharsets.UTF_8));
  }

  private static void age(String account) {
    sql(
        "update auth.sessions set authenticated_at = authenticated_at - interval '11 minutes' where"
            + " user_id = '"
            + account
            + "'");
  }

  @Test
  void aLogInAsksForTheSecondFactor() {
    Factored ada = factored(one);
    String challenge = challenge(one, ada);
    assertThat(complete(two, challenge, "000000x").expect(400, "VALIDATION_ERROR").body())
        .contains("\"wrong\"");
    JsonObject session = complete(two, challenge, ada.fresh()).expect(200).data();
    JsonObject claims = claims(session.getString("access_token"));
    assertThat(claims.getJsonArray("amr")).containsExactly("mfa", "otp", "pwd");
    assertThat(claims.getLong("auth_time")).isPositive();
    one.with(session.getString("access_token")).get("/auth/me").expect(200);
    JsonObject refreshed =
        one.nobody()
            .post("/auth/refresh", body("refresh_token", session.getString("refresh_token")))
            .expect(200)
            .data();
    // A refresh keeps what was proven, and makes it no younger.
    JsonObject later = claims(refreshed.getString("access_token"));
    assertThat(later.getJsonArray("amr")).isEqualTo(claims.getJsonArray("amr"));
    assertThat(later.getLong("auth_time")).isEqualTo(claims.getLong("auth_time"));
  }

  @Test
  void anUnconfirmedSecretCountsForNothing() {
    SignedUpUser person = one.person();
    byte[] secret = begin(person.client());
    assertThat(person.client().get("/auth/totp").expect(200).data().getBoolean("enabled"))
        .isFalse();
    person
        .client()
        .post("/auth/step-up", body("code", Totp.code(secret, step())))
        .expect(403, "FORBIDDEN");
    one.nobody()
        .post("/auth/login", body("email", person.email(), "password", RunningApp.PASSWORD))
        .expect(200);
    person.client().post("/auth/totp/confirm", body("code", "12345")).expect(400);
    assertThat(person.client().get("/auth/totp").expect(200).data().getBoolean("enabled"))
        .isFalse();
  }

  @Test
  void whetherThereIsAFactorIsToldAfterTheRightPassword() {
    Factored ada = factored(one);
    SignedUpUser bob = one.person();
    String with =
        one.nobody()
            .post("/auth/login", body("email", ada.person.email(), "password", "a wrong password"))
            .expect(401)
            .error()
            .getString("message");
    String without =
        one.nobody()
            .post("/auth/login", body("email", bob.email(), "password", "a wrong password"))
            .expect(401)
            .error()
            .getString("message");
    assertThat(with).isEqualTo(without);
  }

  /// The hash of another system is upgraded at the first step, and the challenge is of the new one.
  @Test
  void anImportedHashIsUpgradedAtTheFirstOfTwoSteps() {
    Factored ada = factored(one);
    String ofAda = " where id = '" + ada.id() + "'";
    sql(
        "update auth.users set password_hash ="
            + " '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'"
            + ofAda);
    String wrong = body("email", ada.person.email(), "password", "not the password");
    one.nobody().post("/auth/login", wrong).expect(401, "INVALID_CREDENTIALS");
    assertThat(query("select left(password_hash, 4) from auth.users" + ofAda)).isEqualTo("$2b$");
    String right = body("email", ada.person.email(), "password", "U*U");
    String challenge =
        one.nobody().post("/auth/login", right).expect(202).data().getString("challenge");
    assertThat(query("select left(password_hash, 10) from auth.users" + ofAda))
        .isEqualTo("$argon2id$");
    complete(two, challenge, ada.fresh()).expect(200);
  }

  @Test
  void aCodeIsUsedOnce() {
    Factored ada = factored(one);
    String code = ada.fresh();
    complete(one, challenge(one, ada), code).expect(200);
    complete(two, challenge(two, ada), code).expect(400);
    ada.client().post("/auth/step-up", body("code", code)).expect(400);
  }

  @Test
  void ofParallelLogInsWithOneCodeOneWins() throws Exception {
    Factored ada = factored(one);
    String code = ada.fresh();
    List<String> challenges = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      challenges.add(challenge(i % 2 == 0 ? one : two, ada));
    }
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RunningApp app = i % 2 == 0 ? one : two;
      String challenge = challenges.get(i);
      calls.add(() -> complete(app, challenge, code).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      for (Future<Integer> each : pool.invokeAll(calls)) {
        statuses.add(each.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses.stream().filter(s -> s == 400 || s == 429).count()).isEqualTo(5);
  }

  @Test
  void theClockOfTheDatabaseDecides() {
    Factored ada = factored(one);
    for (int ahead : new int[] {-2, -1, 0, 1, 2}) {
      sql("update auth.totp set last_step = 0, failures = 0 where user_id = '" + ada.id() + "'");
      long before;
      int status;
      do {
        before = step();
        status =
            ada.client()
                .post("/auth/step-up", body("code", Totp.code(ada.secret, before + ahead)))
                .status();
      } while (step() != before);
      assertThat(status).as("a step of " + ahead).isEqualTo(Math.abs(ahead) <= 1 ? 204 : 400);
    }
  }

  @Test
  void fiveWrongCodesMakeAWaitThatGrows() {
    Factored ada = factored(one);
    String challenge = challenge(one, ada);
    for (int i = 0; i < 5; i++) {
      complete(i % 2 == 0 ? one : two, challenge, "999999x").expect(400);
    }
    // Also on the other node, also the right one.
    Answer blocked = complete(two, challenge, ada.fresh()).expect(429, "RATE_LIMITED");
    assertThat(Integer.parseInt(blocked.header("Retry-After"))).isBetween(290, 300);
    String past =
        "update auth.totp set failed_at = failed_at - interval '301 seconds' where user_id = '"
            + ada.id()
            + "'";
    sql(past);
    for (int i = 0; i < 5; i++) {
      complete(one, challenge, "999999x").expect(400);
    }
    sql(past);
    complete(one, challenge, ada.fresh()).expect(429);
    // The owner has a recovery code, which cannot be guessed; it ends the wait.
    complete(one, challenge, ada.recovery.getFirst()).expect(200);
    complete(one, challenge(one, ada), ada.fresh()).expect(200);
    assertThat(
            query(
                "select count(*)::text from auth.totp where failures = 0 and user_id = '"
                    + ada.id()
                    + "'"))
        .isEqualTo("1");
  }

  @Test
  void aChallengeIsGoodOnceForOneAccountAndOnePassword() {
    Factored ada = factored(one);
    Factored bob = factored(one);
    String challenge = challenge(one, ada);
    complete(one, challenge, bob.fresh()).expect(400);
    complete(one, challenge, bob.recovery.getFirst()).expect(400);
    complete(one, challenge, ada.fresh()).expect(200);
    complete(two, challenge, ada.fresh()).expect(401, "INVALID_TOKEN");
    complete(one, challenge, ada.recovery.getFirst()).expect(401, "INVALID_TOKEN");
    String stale = challenge(one, ada);
    signedIn(one, ada)
        .put(
            "/auth/password",
            body("current_password", RunningApp.PASSWORD, "password", "another horse battery"))
        .expect(204);
    complete(one, stale, ada.fresh()).expect(401, "INVALID_TOKEN");
    for (String text :
        List.of(
            "",
            "x",
            challenge + "A",
            "A" + challenge.substring(1),
            ada.person.accessToken(),
            ada.person.refreshToken())) {
      complete(one, text, ada.fresh()).expect(401, "INVALID_TOKEN");
    }
    String other = challenge(one, bob);
    one.nobody()
        .send(
            "POST",
            "/auth/totp/login",
            body("challenge", other, "code", bob.fresh()),
            "User-Agent",
            "another")
        .expect(401, "INVALID_TOKEN");
    // Alone it opens nothing.
    one.with(other).get("/auth/me").expect(401);
    sql("update auth.users set disabled_at = now() where id = '" + bob.id() + "'");
    complete(one, other, bob.fresh()).expect(401, "INVALID_TOKEN");
  }

  @Test
  void changesOfTheAccountNeedARecentProof() {
    Factored ada = factored(one);
    ScenarioClient client = ada.client();
    age(ada.id());
    String key = "{\"name\":\"a\",\"scopes\":[\"*:read\"]}";
    String change =
        body("current_password", RunningApp.PASSWORD, "password", "another horse battery");
    client.put("/auth/password", change).expect(403, "STEP_UP_REQUIRED");
    client
        .post(
            "/auth/email/change", body("email", "new@example.com", "password", RunningApp.PASSWORD))
        .expect(403, "STEP_UP_REQUIRED");
    client
        .send("DELETE", "/auth/me", body("password", RunningApp.PASSWORD))
        .expect(403, "STEP_UP_REQUIRED");
    client.post("/auth/keys", key).expect(403, "STEP_UP_REQUIRED");
    client.get("/auth/me/export").expect(403, "STEP_UP_REQUIRED");
    client
        .post("/auth/totp", body("password", RunningApp.PASSWORD))
        .expect(403, "STEP_UP_REQUIRED");
    client.post("/auth/totp/confirm", body("code", ada.fresh())).expect(403, "STEP_UP_REQUIRED");
    client.send("DELETE", "/auth/totp", body("code", "999999x")).expect(400);
    client.send("DELETE", "/auth/totp", body("password", RunningApp.PASSWORD)).expect(400);
    client.post("/auth/totp/recovery-codes", body("code", "999999x")).expect(400);
    client.post("/auth/step-up", body("password", RunningApp.PASSWORD)).expect(400);
    // A refresh proves nothing.
    one.nobody()
        .post("/auth/refresh", body("refresh_token", ada.person.refreshToken()))
        .expect(200);
    client.post("/auth/keys", key).expect(403, "STEP_UP_REQUIRED");
    client.post("/auth/step-up", body("code", ada.fresh())).expect(204);
    client.post("/auth/keys", key).expect(201);
    client.get("/auth/me/export").expect(200);
    client.put("/auth/password", change).expect(204);
    assertThat(client.get("/auth/totp").expect(200).data().getBoolean("enabled")).isTrue();
  }

  /// A session of before the factor, with the password alone, changes no factor: the first defect of
  /// published MFA bypasses.
  @Test
  void aSessionWithoutTheFactorChangesNothing() {
    Factored ada = factored(one);
    sql(
        "update auth.sessions set amr = '{pwd}', authenticated_at = now() where user_id = '"
            + ada.id()
            + "'");
    ada.client()
        .put(
            "/auth/password",
            body("current_password", RunningApp.PASSWORD, "password", "another horse battery"))
        .expect(403, "STEP_UP_REQUIRED");
    ada.client()
        .post("/auth/totp", body("password", RunningApp.PASSWORD))
        .expect(403, "STEP_UP_REQUIRED");
    ada.client().get("/auth/me/export").expect(403, "STEP_UP_REQUIRED");
  }

  @Test
  void theExportHasTheFactorAndHowASessionWasMadeAndNoSecret() {
    Factored ada = factored(one);
    String export = signedIn(one, ada).get("/auth/me/export").expect(200).body();
    List<JsonObject> factors = new ArrayList<>();
    List<JsonObject> sessions = new ArrayList<>();
    export
        .lines()
        .map(JsonObject::new)
        .forEach(
            each -> {
              JsonObject data = each.getJsonObject("data");
              if (each.getString("resource").equals("auth/totp")) {
                factors.add(data);
              }
              if (each.getString("resource").equals("auth/sessions")
                  && data.getBoolean("current")) {
                sessions.add(data);
              }
            });
    assertThat(sessions).hasSize(1);
    JsonObject session = sessions.getFirst();
    assertThat(session.getJsonArray("amr")).contains("pwd", "otp", "mfa");
    assertThat(session.getString("authenticated_at")).isNotNull();
    assertThat(factors).hasSize(1);
    JsonObject factor = factors.getFirst();
    assertThat(factor.fieldNames())
        .containsExactlyInAnyOrder("enabled", "confirmed_at", "recovery_codes_left");
    assertThat(factor.getInteger("recovery_codes_left")).isEqualTo(ada.recovery.size());
    assertThat(export).doesNotContain(Base32.encode(ada.secret), ada.recovery.getFirst());
    assertThat(one.person().client().get("/auth/me/export").expect(200).body())
        .doesNotContain("auth/totp");
  }

  @Test
  void theRecordSaysHowSomebodySignedIn() throws Exception {
    Factored ada = factored(one);
    signedIn(one, ada);
    complete(two, challenge(two, ada), ada.recovery.getFirst()).expect(200);
    TestDatabase.await(
        10_000,
        () ->
            query(
                    "select coalesce(string_agg(distinct kind || '=' || way, ' ' order by kind ||"
                        + " '=' || way), '') from auth.events where user_id = '"
                        + ada.person.id()
                        + "' and kind = 'log_in'")
                .equals("log_in=password+recovery_code log_in=password+totp"));
  }

  @Test
  void confirmingEndsTheOtherSessions() {
    SignedUpUser person = one.person();
    JsonObject other =
        one.nobody()
            .post("/auth/login", body("email", person.email(), "password", RunningApp.PASSWORD))
            .expect(200)
            .data();
    byte[] secret = begin(person.client());
    person.client().post("/auth/totp/confirm", body("code", Totp.code(secret, step()))).expect(200);
    one.with(other.getString("access_token")).get("/auth/me").expect(401);
    one.nobody()
        .post("/auth/refresh", body("refresh_token", other.getString("refresh_token")))
        .expect(401);
    person.client().get("/auth/me").expect(200);
  }

  @Test
  void recoveryCodesAreGoodOnceAndNewOnesEndThem() {
    Factored ada = factored(one);
    assertThat(ada.recovery).hasSize(10);
    JsonObject session =
        complete(one, challenge(one, ada), ada.recovery.get(3).toUpperCase(java.util.Locale.ROOT))
            .expect(200)
            .data();
    assertThat(claims(session.getString("access_token")).getJsonArray("amr"))
        .containsExactly("mfa", "pwd");
    complete(two, challenge(two, ada), ada.recovery.get(3)).expect(400);
    assertThat(ada.client().get("/auth/totp").expect(200).data().getInteger("recovery_codes_left"))
        .isEqualTo(9);
    JsonArray fresh =
        ada.client()
            .post("/auth/totp/recovery-codes", body("code", ada.fresh()))
            .expect(200)
            .data()
            .getJsonArray("recovery_codes");
    assertThat(fresh).hasSize(10);
    complete(one, challenge(one, ada), ada.recovery.get(4)).expect(400);
    complete(one, challenge(one, ada), fresh.getString(0)).expect(200);
    assertThat(query("select string_agg(encode(hash, 'escape'), '') from auth.recovery_codes"))
        .doesNotContain(fresh.getString(1));
  }

  @Test
  void theFactorIsReplacedAndRemovedByItsOwner() {
    Factored ada = factored(one);
    byte[] next = begin(ada.client());
    complete(one, challenge(one, ada), ada.fresh()).expect(200);
    ada.client().post("/auth/totp/confirm", body("code", ada.code(0))).expect(400);
    ada.client().post("/auth/totp/confirm", body("code", Totp.code(next, step()))).expect(200);
    complete(one, challenge(one, ada), ada.fresh()).expect(400);
    ada.client().send("DELETE", "/auth/totp", body("code", ada.recovery.getFirst())).expect(400);
    sql("update auth.totp set last_step = 0 where user_id = '" + ada.id() + "'");
    ada.client().send("DELETE", "/auth/totp", body("code", Totp.code(next, step()))).expect(204);
    password(one, ada).expect(200);
    assertThat(ada.client().get("/auth/totp").expect(200).data())
        .isEqualTo(
            new JsonObject()
                .put("enabled", false)
                .putNull("confirmed_at")
                .put("recovery_codes_left", 0));
  }

  @Test
  void theOperatorRemovesAFactorThatIsLost() throws Exception {
    Factored ada = factored(one);
    Vertx vertx = Vertx.vertx();
    try (AdminConnection owner = AdminConnection.open(vertx, database.target())) {
      assertThat(
              new AccountAdminRepository(owner, AccountNotices.ON)
                  .resetFactors(ada.person.email(), SignInWays.OWN))
          .isPresent();
    } finally {
      vertx.close().await();
    }
    one.nobody()
        .post("/auth/refresh", body("refresh_token", ada.person.refreshToken()))
        .expect(401);
    password(one, ada).expect(200);
    assertThat(
            query(
                "select count(*)::text from auth.recovery_codes where user_id = '"
                    + ada.id()
                    + "'"))
        .isEqualTo("0");
    assertThat(
            query(
                "select count(*)::text from auth.events where kind = 'factors_reset' and user_id ="
                    + " '"
                    + ada.id()
                    + "'"))
        .isEqualTo("1");
  }

  @Test
  void aCookieSessionHasTheSecondStepToo() {
    Factored ada = factored(one);
    String origin = "http://localhost:3000";
    String first =
        new JsonObject(body("email", ada.person.email(), "password", RunningApp.PASSWORD))
            .put("mode", "cookie")
            .encode();
    Answer asked =
        one.nobody()
            .send("POST", "/auth/login", first, "Origin", origin, "X-Requested-With", "x")
            .expect(202);
    assertThat(asked.header("Set-Cookie")).isEmpty();
    String second = body("challenge", asked.data().getString("challenge"), "code", ada.fresh());
    one.nobody().send("POST", "/auth/totp/login", second).expect(403);
    Answer done =
        one.nobody()
            .send("POST", "/auth/totp/login", second, "Origin", origin, "X-Requested-With", "x")
            .expect(200);
    assertThat(done.header("Set-Cookie")).contains("__Host-");
    assertThat(done.body()).doesNotContain("access_token");
  }

  @Test
  void aNewSecretOfTheServerLocksNobodyOut() {
    Factored ada = factored(one);
    Factored bob = factored(one);
    try (RunningApp next = node("optional", "JWT_SECRET", NEXT)) {
      String challenge = challenge(next, ada);
      String message =
          complete(next, challenge, ada.fresh())
              .expect(503, "UNAVAILABLE")
              .error()
              .getString("message");
      assertThat(message).contains("JWT_SECRET_PREVIOUS");
      complete(next, challenge, ada.recovery.getFirst()).expect(200);
    }
    try (RunningApp both =
        node("optional", "JWT_SECRET", NEXT, "JWT_SECRET_PREVIOUS", RunningApp.SECRET)) {
      complete(both, challenge(both, ada), ada.fresh()).expect(200);
      // Also of who does not sign in meanwhile.
      long until = System.nanoTime() + 20_000_000_000L;
      String old =
          "select count(*)::text from auth.totp where substr(secret, 1, 5) <> (select"
              + " substr(secret, 1, 5) from auth.totp where user_id = '"
              + ada.id()
              + "')";
      while (!query(old).equals("0") && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
    }
    try (RunningApp after = node("optional", "JWT_SECRET", NEXT)) {
      complete(after, challenge(after, ada), ada.fresh()).expect(200);
      complete(after, challenge(after, bob), bob.fresh()).expect(200);
    }
    try (RunningApp back = node("optional", "JWT_SECRET_PREVIOUS", NEXT)) {
      complete(back, challenge(back, bob), bob.fresh()).expect(200);
    }
    // The passwords of the database roles are those of the first secret again, for the other nodes.
    node("optional").close();
  }

  @Test
  void requiredOpensNoResourceWithoutTheFactor() {
    try (RunningApp strict = node("required")) {
      SignedUpUser person = strict.person();
      String own = "{\"title\":\"x\"}";
      ScenarioClient client = person.client();
      client.post("/books", own).expect(403, "SECOND_FACTOR_REQUIRED");
      client.get("/books").expect(403, "SECOND_FACTOR_REQUIRED");
      client
          .post(
              "/batch",
              "{\"operations\":[{\"method\":\"POST\",\"path\":\"/books\",\"body\":" + own + "}]}")
          .expect(403, "SECOND_FACTOR_REQUIRED");
      strict.app().routes().stream()
          .filter(r -> r.path().startsWith("/api/v1/") && !r.path().startsWith("/api/v1/auth/"))
          .forEach(
              r -> {
                String path =
                    r.path()
                        .substring("/api/v1".length())
                        .replaceAll("\\{[a-z_]+}", "00000000-0000-7000-8000-000000000000");
                Answer answer =
                    client.send(
                        r.method().name(), path, r.method() == RequestMethod.GET ? null : "{}");
                if (answer.status() != 404 && !path.startsWith("/health")) {
                  assertThat(answer.body())
                      .as(r.method() + " " + path)
                      .contains("SECOND_FACTOR_REQUIRED");
                }
              });
      assertThat(tool(strict.client("", "Bearer " + person.accessToken())))
          .contains("SECOND_FACTOR_REQUIRED");
      client
          .post("/auth/keys", "{\"name\":\"a\",\"scopes\":[\"*:read\"]}")
          .expect(403, "SECOND_FACTOR_REQUIRED");
      client.get("/auth/me/export").expect(403, "SECOND_FACTOR_REQUIRED");
      client.get("/auth/me").expect(200);
      client.get("/auth/sessions").expect(200);
      strict.nobody().get("/books").expect(200);
      byte[] secret = begin(client);
      client.post("/books", own).expect(403, "SECOND_FACTOR_REQUIRED");
      client.post("/auth/totp/confirm", body("code", Totp.code(secret, step()))).expect(200);
      client.post("/books", own).expect(201);
      String key =
          client
              .post("/auth/keys", "{\"name\":\"a\",\"scopes\":[\"*:write\"]}")
              .expect(201)
              .data()
              .getString("key");
      strict.with(key).post("/books", own).expect(201);
      sql("update auth.totp set last_step = 0 where user_id = '" + person.id() + "'");
      client
          .send("DELETE", "/auth/totp", body("code", Totp.code(secret, step())))
          .expect(403, "FORBIDDEN");
      // A key of before the spec required it.
      SignedUpUser early = one.person();
      String old =
          early
              .client()
              .post("/auth/keys", "{\"name\":\"a\",\"scopes\":[\"*:write\"]}")
              .expect(201)
              .data()
              .getString("key");
      strict.with(old).post("/books", own).expect(403, "SECOND_FACTOR_REQUIRED");
      strict.with(old).get("/books").expect(403, "SECOND_FACTOR_REQUIRED");
    }
  }

  private static String tool(ScenarioClient client) {
    return new McpClient(client)
        .send(
            "tools/call",
            new JsonObject()
                .put("name", "books_create")
                .put("arguments", new JsonObject().put("title", "x")))
        .body();
  }

  @Test
  void withoutTheKeyThereAreNoRoutes() {
    try (RunningApp none = node("none")) {
      SignedUpUser person = none.person();
      person.client().get("/auth/totp").expect(404);
      person.client().post("/auth/step-up", "{}").expect(404);
      assertThat(claims(person.accessToken()).containsKey("amr")).isFalse();
    }
  }
}
