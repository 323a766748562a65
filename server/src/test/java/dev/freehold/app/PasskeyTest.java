package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SoftAuthenticator;
import dev.freehold.testing.SoftAuthenticator.KeyKind;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.Base64Url;
import dev.freehold.token.PasskeyChallengeCodec;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Passkeys on the whole server, on two nodes of one database.
final class PasskeyTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      auth: { passkeys: true, cookies: true }
      resources:
        notes:
          fields:
            title: { type: string, required: true, maxLength: 80 }
      """;
  private static final String ORIGIN = "http://localhost:3000";
  private static final String PASSWORD_BODY =
      new JsonObject().put("password", RunningApp.PASSWORD).encode();

  private static TestDatabase database;
  private static RunningApp running;
  private static RunningApp second;

  @BeforeAll
  static void start() {
    ApiPlan plan =
        switch (SpecChecker.check(SPEC.getBytes(StandardCharsets.UTF_8))) {
          case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
          case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
        };
    database = TestDatabase.fresh();
    running = node(plan);
    second = node(plan);
  }

  private static RunningApp node(ApiPlan plan) {
    String port = Integer.toString(App.FreePort.find("127.0.0.1"));
    return RunningApp.on(
        database.target(), plan, "PUBLIC_URL", "http://localhost:" + port, "PORT", port);
  }

  @AfterAll
  static void stop() {
    second.close();
    running.close();
    database.close();
  }

  private static String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  private static void sql(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  private static JsonObject options(ScenarioClient client) {
    return client.post("/auth/passkeys/options", PASSWORD_BODY).expect(200).data();
  }

  private static String creation(JsonObject options, JsonObject credential, String name) {
    return new JsonObject()
        .put("challenge_id", options.getString("challenge_id"))
        .put("name", name)
        .put("credential", credential)
        .encode();
  }

  private static Answer add(ScenarioClient client, SoftAuthenticator authenticator) {
    JsonObject options = options(client);
    return client.post(
        "/auth/passkeys",
        creation(
            options,
            authenticator.create(options.getJsonObject("options"), ORIGIN).json(),
            "a phone"));
  }

  private static SoftAuthenticator added(SignedUpUser person) {
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
    add(person.client(), authenticator).expect(201);
    return authenticator;
  }

  private static JsonObject request() {
    return running.nobody().post("/auth/passkeys/login/options", "{}").expect(200).data();
  }

  private static String signature(JsonObject request, JsonObject credential) {
    return new JsonObject()
        .put("challenge_id", request.getString("challenge_id"))
        .put("credential", credential)
        .encode();
  }

  private static Answer logIn(SoftAuthenticator authenticator) {
    JsonObject request = request();
    return running
        .nobody()
        .post(
            "/auth/passkeys/login",
            signature(request, authenticator.get(request.getJsonObject("options"), ORIGIN).json()));
  }

  private static String passkey(SignedUpUser person) {
    return query("select id::text from auth.passkeys where user_id = '" + person.id() + "'");
  }

  @Test
  void aPersonAddsAPasskeyAndSignsInWithIt() {
    SignedUpUser person = running.person();
    JsonObject given = options(person.client());
    JsonObject options = given.getJsonObject("options");
    assertThat(options.getJsonObject("rp").getString("id")).isEqualTo("localhost");
    assertThat(options.getJsonObject("rp").getString("name")).isEqualTo("Notes");
    assertThat(options.getJsonObject("user").getString("name")).isEqualTo(person.email());
    assertThat(options.getJsonObject("user").getString("id")).hasSize(22);
    assertThat(options.getString("attestation")).isEqualTo("none");
    assertThat(options.getJsonObject("authenticatorSelection").getString("userVerification"))
        .isEqualTo("required");
    assertThat(options.getJsonArray("excludeCredentials")).isEmpty();
    SoftAuthenticator authenticator =
        new SoftAuthenticator(KeyKind.EDDSA).counting().synced(true, true);
    Answer answer =
        person
            .client()
            .post(
                "/auth/passkeys",
                creation(given, authenticator.create(options, ORIGIN).json(), " a phone "))
            .expect(201);
    JsonObject made = answer.data();
    assertThat(answer.header("Location")).endsWith("/auth/passkeys/" + made.getString("id"));
    assertThat(made.getString("name")).isEqualTo("a phone");
    assertThat(made.getBoolean("backed_up")).isTrue();
    assertThat(made.getValue("last_used_at")).isNull();

    Answer signedIn = logIn(authenticator).expect(200);
    assertThat(signedIn.header("Cache-Control")).isEqualTo("no-store");
    assertThat(signedIn.data().getJsonObject("user").getString("id")).isEqualTo(person.id());
    ScenarioClient client = running.with(signedIn.data().getString("access_token"));
    client.post("/notes", "{\"title\":\"x\"}").expect(201);
    assertThat(
            query(
                "select array_to_string(amr, ' ') || ' ' || (passkey_id = '"
                    + made.getString("id")
                    + "') from auth.sessions where user_id = '"
                    + person.id()
                    + "' order by created_at desc limit 1"))
        .isEqualTo("mfa swk user true");
    JsonObject listed =
        client.get("/auth/passkeys").expect(200).data().getJsonArray("passkeys").getJsonObject(0);
    assertThat(listed.getString("last_used_at")).isNotNull();
    assertThat(listed.getString("id")).isEqualTo(made.getString("id"));
    running.person().client().get("/auth/passkeys").expect(200).bodyHasNo(made.getString("id"));
    assertThat(options(client).getJsonObject("options").getJsonArray("excludeCredentials"))
        .hasSize(1);
    client.get("/auth/me/export").expect(200);
    assertThat(client.get("/auth/me/export").body())
        .contains("{\"resource\":\"auth/passkeys\",\"data\":{\"id\":\"" + made.getString("id"));
  }

  @Test
  void whatIsWrongIsNotSaid() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    SoftAuthenticator stranger = new SoftAuthenticator(KeyKind.ES256);
    JsonObject options = options(person.client()).getJsonObject("options");
    stranger.create(options, ORIGIN);
    SignedUpUser toDisable = running.person();
    SoftAuthenticator disabled = added(toDisable);
    sql("update auth.users set disabled_at = now() where id = '" + toDisable.id() + "'");
    Map<String, Answer> answers = new LinkedHashMap<>();
    answers.put("unknown", logIn(stranger));
    answers.put("disabled", logIn(disabled));
    JsonObject request = request();
    JsonObject wanted = request.getJsonObject("options");
    String path = "/auth/passkeys/login";
    ScenarioClient nobody = running.nobody();
    answers.put(
        "signature",
        nobody.post(
            path, signature(request, authenticator.get(wanted, ORIGIN).wronglySigned().json())));
    answers.put(
        "origin",
        nobody.post(
            path, signature(request, authenticator.get(wanted, "https://evil.example").json())));
    answers.put(
        "another passkey's signature",
        nobody.post(
            path,
            signature(
                request, stranger.get(wanted, ORIGIN).reportedId(authenticator.id()).json())));
    JsonObject otherUser = authenticator.get(wanted, ORIGIN).json();
    otherUser.getJsonObject("response").put("userHandle", SoftAuthenticator.base64(new byte[16]));
    answers.put("user handle", nobody.post(path, signature(request, otherUser)));
    JsonObject noUser = authenticator.get(wanted, ORIGIN).json();
    noUser.getJsonObject("response").putNull("userHandle");
    answers.put("no user handle", nobody.post(path, signature(request, noUser)));
    String valid = signature(request, authenticator.get(wanted, ORIGIN).json());
    nobody.post(path, valid).expect(200);
    answers.put("replayed", nobody.post(path, valid));
    answers.put("replayed on the other node", second.nobody().post(path, valid));
    String first = null;
    for (Map.Entry<String, Answer> answer : answers.entrySet()) {
      answer.getValue().expect(401, "PASSKEY_REFUSED");
      JsonObject error = answer.getValue().error();
      error.remove("requestId");
      first = first == null ? error.encode() : first;
      assertThat(error.encode()).as(answer.getKey()).isEqualTo(first);
    }
  }

  @TestFactory
  Stream<DynamicTest> aBodyIsReadStrictly() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    JsonObject request = request();
    JsonObject wanted = request.getJsonObject("options");
    Map<String, List<String>> bodies = new LinkedHashMap<>();
    bodies.put("{}", List.of("challenge_id required", "credential required"));
    bodies.put(
        signature(request, authenticator.get(wanted, ORIGIN).json())
            .replaceFirst("\\{", "{\"x\":1,"),
        List.of("x unknown"));
    bodies.put(
        signature(request, new JsonObject()),
        List.of(
            "credential.id required",
            "credential.rawId required",
            "credential.type required",
            "credential.response required"));
    JsonObject padded = authenticator.get(wanted, ORIGIN).json();
    padded.getJsonObject("response").put("signature", "AAAA==");
    bodies.put(signature(request, padded), List.of("credential.response.signature format"));
    JsonObject standard = authenticator.get(wanted, ORIGIN).json();
    standard.getJsonObject("response").put("clientDataJSON", "ab+/");
    bodies.put(signature(request, standard), List.of("credential.response.clientDataJSON format"));
    JsonObject kind = authenticator.get(wanted, ORIGIN).json().put("type", "password");
    bodies.put(signature(request, kind), List.of("credential.type not_one_of"));
    JsonObject ids = authenticator.get(wanted, ORIGIN).json().put("id", "AAAA");
    bodies.put(signature(request, ids), List.of("credential.rawId not_one_of"));
    bodies.put(
        new JsonObject()
            .put("challenge_id", "x".repeat(200))
            .put("credential", authenticator.get(wanted, ORIGIN).json())
            .encode(),
        List.of("challenge_id expired"));
    bodies.put(
        new JsonObject()
            .put("challenge_id", options(person.client()).getString("challenge_id"))
            .put("credential", authenticator.get(wanted, ORIGIN).json())
            .encode(),
        List.of("challenge_id expired"));
    bodies.put(
        signature(
            request,
            authenticator.get(wanted, ORIGIN).json().put("clientExtensionResults", deep(40))),
        List.of(" too_deep"));
    return bodies.entrySet().stream()
        .map(
            body ->
                DynamicTest.dynamicTest(
                    String.join(", ", body.getValue()),
                    () ->
                        running
                            .nobody()
                            .post("/auth/passkeys/login", body.getKey())
                            .expect(400, "VALIDATION_ERROR")
                            .details(body.getValue().toArray(String[]::new))));
  }

  private static JsonObject deep(int levels) {
    JsonObject deep = new JsonObject();
    for (int i = 0; i < levels; i++) {
      deep = new JsonObject().put("a", deep);
    }
    return deep;
  }

  @Test
  void aBodyIsSmall() {
    JsonObject request = request();
    JsonObject large =
        new JsonObject().put("id", "A".repeat(17 << 10)).put("response", new JsonObject());
    running
        .nobody()
        .post("/auth/passkeys/login", signature(request, large))
        .expect(413, "PAYLOAD_TOO_LARGE");
  }

  @Test
  void oneChallengeOpensOneSession() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    JsonObject request = request();
    String body =
        signature(request, authenticator.get(request.getJsonObject("options"), ORIGIN).json());
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RunningApp node = i % 2 == 0 ? running : second;
      answers.add(
          CompletableFuture.supplyAsync(
              () -> node.nobody().post("/auth/passkeys/login", body).status()));
    }
    assertThat(answers.stream().map(CompletableFuture::join).sorted().toList())
        .containsExactly(200, 401, 401, 401, 401, 401, 401, 401);
  }

  @Test
  void oneChallengeMakesOnePasskeyForItsSession() {
    SignedUpUser person = running.person();
    JsonObject options = options(person.client());
    SoftAuthenticator one = new SoftAuthenticator(KeyKind.ES256);
    String body =
        creation(options, one.create(options.getJsonObject("options"), ORIGIN).json(), "one");
    running
        .person()
        .client()
        .post("/auth/passkeys", body)
        .expect(400, "VALIDATION_ERROR")
        .details("challenge_id expired");
    JsonObject again =
        running
            .nobody()
            .post(
                "/auth/login",
                new JsonObject()
                    .put("email", person.email())
                    .put("password", RunningApp.PASSWORD)
                    .encode())
            .expect(200)
            .data();
    running
        .with(again.getString("access_token"))
        .post("/auth/passkeys", body)
        .expect(400, "VALIDATION_ERROR")
        .details("challenge_id expired");
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RunningApp node = i % 2 == 0 ? running : second;
      answers.add(
          CompletableFuture.supplyAsync(
              () -> node.with(person.accessToken()).post("/auth/passkeys", body).status()));
    }
    assertThat(answers.stream().map(CompletableFuture::join).sorted().toList())
        .containsExactly(201, 400, 400, 400, 400, 400);
    running.nobody().post("/auth/passkeys", body).expect(401, "UNAUTHORIZED");
  }

  @Test
  void anExpiredChallengeIsRefused() {
    SoftAuthenticator authenticator = added(running.person());
    PasskeyChallengeCodec codec =
        new PasskeyChallengeCodec(
            SigningSecrets.of(Secret.of(RunningApp.SECRET)), new SecureRandom());
    for (int seconds : List.of(-1, 60)) {
      PasskeyChallenge challenge =
          codec.forSignature(Instant.now().plusSeconds(seconds), Duration.ZERO);
      JsonObject options =
          request().getJsonObject("options").put("challenge", Base64Url.encode(challenge.bytes()));
      Answer answer =
          running
              .nobody()
              .post(
                  "/auth/passkeys/login",
                  signature(
                      new JsonObject().put("challenge_id", challenge.id()),
                      authenticator.get(options, ORIGIN).json()));
      if (seconds < 0) {
        answer.expect(400, "VALIDATION_ERROR").details("challenge_id expired");
      } else {
        answer.expect(200);
      }
    }
  }

  @Test
  void anExpiredChallengeIsRefusedByTheDatabaseToo() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    String body;
    JsonObject request = request();
    body = signature(request, authenticator.get(request.getJsonObject("options"), ORIGIN).json());
    running.nobody().post("/auth/passkeys/login", body).expect(200);
    String stored =
        query(
            "select count(*)::text from auth.passkey_challenges where expires_at between now() +"
                + " interval '4 min' and now() + interval '5 min'");
    assertThat(Integer.parseInt(stored)).isPositive();
    // What has expired is swept with the next use, and only that.
    sql("insert into auth.passkey_challenges values (sha256('old'), now() - interval '1 s')");
    logIn(authenticator).expect(200);
    assertThat(query("select count(*)::text from auth.passkey_challenges where id = sha256('old')"))
        .isEqualTo("0");
    running.nobody().post("/auth/passkeys/login", body).expect(401, "PASSKEY_REFUSED");
  }

  @Test
  void aPasskeyThatWasCopiedIsRefusedAndRecorded() throws Exception {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256).counting();
    add(person.client(), authenticator).expect(201);
    logIn(authenticator).expect(200);
    logIn(authenticator).expect(200);
    authenticator.countedTo(0);
    logIn(authenticator).expect(401, "PASSKEY_REFUSED");
    authenticator.countedTo(1);
    logIn(authenticator).expect(401, "PASSKEY_REFUSED");
    logIn(authenticator).expect(200);
    String recorded =
        "select coalesce(sum(count), 0)::text from auth.events where kind = 'passkey_refused' and"
            + " user_id = '"
            + person.id()
            + "'";
    TestDatabase.await(() -> query(recorded).equals("2"));
  }

  @Test
  void ofTwoUsesOfOneCountOneIsRefused() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256).counting();
    add(person.client(), authenticator).expect(201);
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      authenticator.countedTo(6);
      JsonObject request = request();
      bodies.add(
          signature(request, authenticator.get(request.getJsonObject("options"), ORIGIN).json()));
    }
    List<Integer> statuses =
        bodies.stream()
            .map(
                body ->
                    CompletableFuture.supplyAsync(
                        () -> second.nobody().post("/auth/passkeys/login", body).status()))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .sorted()
            .toList();
    assertThat(statuses).containsExactly(200, 401, 401, 401);
  }

  @Test
  void aNewPasskeyNeedsThePassword() {
    SignedUpUser person = running.person();
    person
        .client()
        .post("/auth/passkeys/options", "{}")
        .expect(400, "VALIDATION_ERROR")
        .details("password required");
    person
        .client()
        .post("/auth/passkeys/options", "{\"password\":\"not the password\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("password wrong");
    running.nobody().post("/auth/passkeys/options", "{}").expect(401, "UNAUTHORIZED");
    SoftAuthenticator authenticator = added(person);
    ScenarioClient signedIn =
        running.with(logIn(authenticator).expect(200).data().getString("access_token"));
    signedIn.post("/auth/passkeys/options", "{}").expect(200);
    sql(
        "update auth.sessions set authenticated_at = now() - interval '11 min' where user_id = '"
            + person.id()
            + "'");
    signedIn.post("/auth/passkeys/options", "{}").expect(400).details("password required");
    signedIn.delete("/auth/passkeys/" + passkey(person)).expect(403, "STEP_UP_REQUIRED");
  }

  @Test
  void aPasskeyOfAnotherIsNotFoundAndStays() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    String id = passkey(person);
    SignedUpUser other = running.person();
    other.client().delete("/auth/passkeys/" + id).expect(404, "NOT_FOUND");
    other.client().delete("/auth/passkeys/" + UUID.randomUUID()).expect(404, "NOT_FOUND");
    JsonObject options = options(other.client());
    other
        .client()
        .post(
            "/auth/passkeys",
            creation(
                options,
                new SoftAuthenticator(KeyKind.ES256)
                    .withId(authenticator.id())
                    .create(options.getJsonObject("options"), ORIGIN)
                    .json(),
                "taken over"))
        .expect(409, "CONFLICT");
    logIn(authenticator).expect(200);
  }

  @Test
  void aDeletedPasskeyEndsItsSessions() {
    SignedUpUser person = running.person();
    SoftAuthenticator lost = added(person);
    String id = passkey(person);
    ScenarioClient thief = second.with(logIn(lost).expect(200).data().getString("access_token"));
    thief.get("/auth/me").expect(200);
    person.client().delete("/auth/passkeys/" + id).expect(204);
    person.client().delete("/auth/passkeys/" + id).expect(404);
    running
        .with(
            running
                .nobody()
                .post(
                    "/auth/login",
                    new JsonObject()
                        .put("email", person.email())
                        .put("password", RunningApp.PASSWORD)
                        .encode())
                .expect(200)
                .data()
                .getString("access_token"))
        .get("/notes")
        .expect(200);
    person.client().get("/notes").expect(200);
    logIn(lost).expect(401, "PASSKEY_REFUSED");
    assertThat(
            query(
                "select count(*)::text from auth.sessions where user_id = '"
                    + person.id()
                    + "' and passkey_id is not null and revoked_at is null"))
        .isEqualTo("0");
  }

  @Test
  void theLastWayToSignInStays() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    String first = passkey(person);
    sql("update auth.users set password_hash = null where id = '" + person.id() + "'");
    person.client().delete("/auth/passkeys/" + first).expect(409, "CONFLICT");
    // A provider that the spec does not have any more is no way.
    sql(
        "insert into auth.identities (id, issuer, subject, user_id) values (gen_random_uuid(),"
            + " 'gone', '1', '"
            + person.id()
            + "')");
    person.client().delete("/auth/passkeys/" + first).expect(409, "CONFLICT");
    ScenarioClient client =
        running.with(logIn(authenticator).expect(200).data().getString("access_token"));
    JsonObject options = client.post("/auth/passkeys/options", "{}").expect(200).data();
    client
        .post(
            "/auth/passkeys",
            creation(
                options,
                new SoftAuthenticator(KeyKind.RS256)
                    .create(options.getJsonObject("options"), ORIGIN)
                    .json(),
                "another"))
        .expect(201);
    client.delete("/auth/passkeys/" + first).expect(204);
    client.get("/auth/me").expect(200);
  }

  @Test
  void anAccountHasTwentyPasskeys() {
    SignedUpUser person = running.person();
    for (int i = 0; i < 19; i++) {
      sql(
          "insert into auth.passkeys (id, user_id, credential_id, public_key, sign_count,"
              + " transports, aaguid, backup_eligible, backed_up, name) values"
              + " (gen_random_uuid(), '"
              + person.id()
              + "', sha256('"
              + person.id()
              + i
              + "'), '', 0, '{}', gen_random_uuid(), false, false, 'x')");
    }
    added(person);
    add(person.client(), new SoftAuthenticator(KeyKind.ES256)).expect(409, "CONFLICT");
    assertThat(
            person
                .client()
                .get("/auth/passkeys?limit=5")
                .expect(200)
                .data()
                .getJsonObject("pagination")
                .getInteger("total"))
        .isEqualTo(20);
  }

  @Test
  void namesAndCredentialsAreValidated() {
    SignedUpUser person = running.person();
    JsonObject options = options(person.client());
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
    JsonObject credential = authenticator.create(options.getJsonObject("options"), ORIGIN).json();
    for (Map.Entry<String, String> name :
        Map.of("  ", "name too_short", "x".repeat(101), "name too_long", "\u0000", "name character")
            .entrySet()) {
      person
          .client()
          .post("/auth/passkeys", creation(options, credential, name.getKey()))
          .expect(400, "VALIDATION_ERROR")
          .details(name.getValue());
    }
    person
        .client()
        .post(
            "/auth/passkeys",
            creation(
                options,
                authenticator
                    .create(options.getJsonObject("options"), "https://evil.example")
                    .json(),
                "x"))
        .expect(400, "VALIDATION_ERROR")
        .details("credential wrong");
    person.client().post("/auth/passkeys", creation(options, credential, "x")).expect(201);
  }

  @Test
  void anApiKeyAndAnEndedSessionMakeNone() {
    SignedUpUser person = running.person();
    JsonObject options = options(person.client());
    String body =
        creation(
            options,
            new SoftAuthenticator(KeyKind.ES256)
                .create(options.getJsonObject("options"), ORIGIN)
                .json(),
            "x");
    String key =
        person
            .client()
            .post("/auth/keys", "{\"name\":\"a key\",\"scopes\":[\"*:write\"]}")
            .expect(201)
            .data()
            .getString("key");
    running.with(key).post("/auth/passkeys", body).expect(403, "FORBIDDEN");
    running.with(key).get("/auth/passkeys").expect(403, "FORBIDDEN");
    person.client().send("POST", "/auth/logout", null).expect(204);
    running.with(person.accessToken()).post("/auth/passkeys", body).expect(401, "INVALID_TOKEN");
  }

  @Test
  void aBrowserGetsCookies() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    JsonObject request = request();
    String body =
        new JsonObject(
                signature(
                    request, authenticator.get(request.getJsonObject("options"), ORIGIN).json()))
            .put("mode", "cookie")
            .encode();
    running.nobody().post("/auth/passkeys/login", body).expect(403, "FORBIDDEN");
    Answer answer =
        running
            .nobody()
            .send(
                "POST", "/auth/passkeys/login", body, "Origin", ORIGIN, "X-Requested-With", "fetch")
            .expect(200);
    assertThat(answer.response().headers().allValues("Set-Cookie")).hasSize(2);
    answer.bodyHasNo("access_token");
  }

  @Test
  void aDeletedAccountHasNone() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    person.client().send("DELETE", "/auth/me", PASSWORD_BODY).expect(204);
    logIn(authenticator).expect(401, "PASSKEY_REFUSED");
    assertThat(
            query("select count(*)::text from auth.passkeys where user_id = '" + person.id() + "'"))
        .isEqualTo("0");
  }

  @Test
  void strangersStoreNothing() {
    String before = query("select count(*)::text from auth.passkey_challenges");
    for (int i = 0; i < 20; i++) {
      JsonObject request = request();
      SoftAuthenticator unknown = new SoftAuthenticator(KeyKind.ES256);
      running
          .nobody()
          .post(
              "/auth/passkeys/login",
              signature(request, unknown.get(request.getJsonObject("options"), ORIGIN).json()))
          .expect(401);
    }
    assertThat(query("select count(*)::text from auth.passkey_challenges")).isEqualTo(before);
  }

  @Test
  void aPasskeyProvesItsPersonAgain() {
    SignedUpUser person = running.person();
    SoftAuthenticator authenticator = added(person);
    sql(
        "update auth.sessions set authenticated_at = now() - interval '1 h' where user_id = '"
            + person.id()
            + "'");
    person.client().delete("/auth/passkeys/" + UUID.randomUUID()).expect(403, "STEP_UP_REQUIRED");
    JsonObject request = request();
    JsonObject wanted = request.getJsonObject("options");
    SignedUpUser other = running.person();
    SoftAuthenticator ofOther = added(other);
    person
        .client()
        .post("/auth/step-up", signature(request, ofOther.get(wanted, ORIGIN).json()))
        .expect(400, "VALIDATION_ERROR")
        .details("credential wrong");
    person
        .client()
        .post(
            "/auth/step-up",
            signature(request, authenticator.get(wanted, ORIGIN).wronglySigned().json()))
        .expect(400, "VALIDATION_ERROR")
        .details("credential wrong");
    String body = signature(request, authenticator.get(wanted, ORIGIN).json());
    person.client().post("/auth/step-up", body).expect(204);
    person.client().post("/auth/step-up", body).expect(400).details("credential wrong");
    running.nobody().post("/auth/passkeys/login", body).expect(401, "PASSKEY_REFUSED");
    person.client().post("/auth/passkeys/options", "{}").expect(200);
    person.client().delete("/auth/passkeys/" + UUID.randomUUID()).expect(404);
    running.nobody().post("/auth/step-up", body).expect(401, "UNAUTHORIZED");
  }
}
