package dev.freehold.app;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SoftAuthenticator;
import dev.freehold.testing.SoftAuthenticator.KeyKind;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.MailTokenCodec;
import dev.freehold.token.Totp;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Passwords, one-time codes and passkeys of one account: what who knows the password alone may not pass.
class PasswordAloneTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Together
      auth: { totp: MODE, passkeys: true }
      resources:
        notes:
          fields:
            title: { type: string, required: true, maxLength: 80 }
      """;
  private static final String ORIGIN = "http://localhost:3000";
  private static final String PASSWORD = body("password", RunningApp.PASSWORD);

  private static TestDatabase database;
  private static RunningApp optional;
  private static RunningApp required;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    optional = node("optional");
    required = node("required");
  }

  @AfterAll
  static void stop() {
    required.close();
    optional.close();
    database.close();
  }

  private static RunningApp node(String mode) {
    ApiPlan plan =
        switch (SpecChecker.check(SPEC.replace("MODE", mode).getBytes(StandardCharsets.UTF_8))) {
          case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
          case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
        };
    String port = Integer.toString(App.FreePort.find("127.0.0.1"));
    return RunningApp.on(
        database.target(), plan, "PUBLIC_URL", "http://localhost:" + port, "PORT", port);
  }

  private static String body(String... members) {
    JsonObject body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      body.put(members[i], members[i + 1]);
    }
    return body.encode();
  }

  private static long step() {
    return Long.parseLong(
        TestDatabase.query(
            database.target(),
            "select floor(extract(epoch from clock_timestamp()) / 30)::bigint::text"));
  }

  private static SoftAuthenticator added(ScenarioClient client) {
    JsonObject given = client.post("/auth/passkeys/options", PASSWORD).expect(200).data();
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
    client
        .post(
            "/auth/passkeys",
            new JsonObject()
                .put("challenge_id", given.getString("challenge_id"))
                .put("name", "a phone")
                .put(
                    "credential",
                    authenticator.create(given.getJsonObject("options"), ORIGIN).json())
                .encode())
        .expect(201);
    return authenticator;
  }

  private static String shown(RunningApp app, SoftAuthenticator authenticator) {
    JsonObject asked = app.nobody().post("/auth/passkeys/login/options", "{}").expect(200).data();
    return new JsonObject()
        .put("challenge_id", asked.getString("challenge_id"))
        .put("credential", authenticator.get(asked.getJsonObject("options"), ORIGIN).json())
        .encode();
  }

  private static Answer byPasskey(RunningApp app, SoftAuthenticator authenticator) {
    return app.nobody().post("/auth/passkeys/login", shown(app, authenticator));
  }

  private static ScenarioClient client(RunningApp app, Answer signedIn) {
    return app.with(signedIn.expect(200).data().getString("access_token"));
  }

  private static Answer byPassword(RunningApp app, String email) {
    return app.nobody().post("/auth/login", body("email", email, "password", RunningApp.PASSWORD));
  }

  private static byte[] setUp(ScenarioClient client) {
    byte[] secret =
        SecondFactorTest.base32(
            client.post("/auth/totp", PASSWORD).expect(201).data().getString("secret"));
    client.post("/auth/totp/confirm", body("code", Totp.code(secret, step()))).expect(200);
    return secret;
  }

  @Test
  void aPasskeyOfWhoKnewThePasswordEndsWithTheFirstSecondFactor() {
    var owner = optional.person();
    SoftAuthenticator strangers = added(client(optional, byPassword(optional, owner.email())));
    byPasskey(optional, strangers).expect(200);
    setUp(owner.client());
    byPasskey(optional, strangers).expect(401, "PASSKEY_REFUSED");
  }

  @Test
  void aPasskeyStaysThatTheSessionHasShown() {
    var owner = optional.person();
    SoftAuthenticator own = added(owner.client());
    ScenarioClient strong = client(optional, byPasskey(optional, own));
    setUp(strong);
    byPasskey(optional, own).expect(200);
    strong
        .put(
            "/auth/password",
            body("current_password", RunningApp.PASSWORD, "password", "another fine passphrase"))
        .expect(204);
    byPasskey(optional, own).expect(200);
  }

  @Test
  void aPasskeyEndsWithANewPasswordThatAPasswordAloneSets() {
    var owner = optional.person();
    SoftAuthenticator strangers = added(client(optional, byPassword(optional, owner.email())));
    owner
        .client()
        .put(
            "/auth/password",
            body("current_password", RunningApp.PASSWORD, "password", "another fine passphrase"))
        .expect(204);
    byPasskey(optional, strangers).expect(401, "PASSKEY_REFUSED");
  }

  @Test
  void aSessionThatAPasskeyStrengthenedEndsWithIt() throws Exception {
    var owner = optional.person();
    SoftAuthenticator passkey = added(owner.client());
    ScenarioClient other = client(optional, byPassword(optional, owner.email()));
    other.post("/auth/step-up", shown(optional, passkey)).expect(204);
    String id =
        TestDatabase.query(
            database.target(),
            "select id::text from auth.passkeys where user_id = '" + owner.id() + "'");
    ScenarioClient strong = client(optional, byPasskey(optional, passkey));
    strong.delete("/auth/passkeys/" + id).expect(204);
    TestDatabase.await(() -> other.get("/notes").status() == 401);
    strong.get("/notes").expect(200);
  }

  @Test
  void whereAFactorIsRequiredThePasswordAddsNoneBesideAPasskey() {
    var owner = required.person();
    SoftAuthenticator passkey = added(owner.client());
    ScenarioClient thief = client(required, byPassword(required, owner.email()));
    thief.get("/notes").expect(403, "SECOND_FACTOR_REQUIRED");
    thief.post("/auth/passkeys/options", PASSWORD).expect(403, "STEP_UP_REQUIRED");
    thief.post("/auth/totp", PASSWORD).expect(403, "STEP_UP_REQUIRED");
    thief.send("DELETE", "/auth/me", PASSWORD).expect(403, "STEP_UP_REQUIRED");
    thief
        .put(
            "/auth/password",
            body("current_password", RunningApp.PASSWORD, "password", "another fine passphrase"))
        .expect(403, "STEP_UP_REQUIRED");
    ScenarioClient strong = client(required, byPasskey(required, passkey));
    strong.get("/notes").expect(200);
    setUp(strong);
    byPasskey(required, passkey).expect(200);
  }

  @Test
  void wrongCodesOfASessionEndItAndKeepNoLogInWaiting() {
    var owner = optional.person();
    byte[] secret = setUp(owner.client());
    for (int i = 0; i < 5; i++) {
      owner.client().post("/auth/step-up", body("code", "000000")).expect(400);
    }
    owner.client().post("/auth/step-up", body("code", "000000")).expect(401);
    TestDatabase.execute(
        database.target(),
        "update auth.totp set last_step = 0 where user_id = '" + owner.id() + "'");
    String challenge =
        byPassword(optional, owner.email()).expect(202).data().getString("challenge");
    optional
        .nobody()
        .post("/auth/totp/login", body("challenge", challenge, "code", Totp.code(secret, step())))
        .expect(200);
  }

  @Test
  void wrongCodesOfASetUpEndTheSession() {
    var person = optional.person();
    person.client().post("/auth/totp", PASSWORD).expect(201);
    for (int i = 0; i < 5; i++) {
      person.client().post("/auth/totp/confirm", body("code", "000000")).expect(400);
    }
    person.client().post("/auth/totp/confirm", body("code", "000000")).expect(401);
  }

  /// The address of another person, with which a stranger signed up (K9).
  @Test
  void aResetByMailRemovesAFactorOfBeforeTheProofOfTheAddressAndNoLaterOne() {
    var stranger = optional.person();
    setUp(stranger.client());
    reset(stranger.id(), "the passphrase of the person");
    ScenarioClient person =
        client(
            optional,
            optional
                .nobody()
                .post(
                    "/auth/login",
                    body("email", stranger.email(), "password", "the passphrase of the person")));
    byte[] secret =
        SecondFactorTest.base32(
            person
                .post("/auth/totp", body("password", "the passphrase of the person"))
                .expect(201)
                .data()
                .getString("secret"));
    person.post("/auth/totp/confirm", body("code", Totp.code(secret, step()))).expect(200);
    reset(stranger.id(), "yet another passphrase");
    optional
        .nobody()
        .post("/auth/login", body("email", stranger.email(), "password", "yet another passphrase"))
        .expect(202);
  }

  private static void reset(String user, String password) {
    String token = "t".repeat(11) + UUID.randomUUID().toString().replace("-", "");
    TestDatabase.execute(
        database.target(),
        "insert into auth.mail_tokens (id, kind, user_id, hash, email, password_digest, expires_at)"
            + " select gen_random_uuid(), 'reset', u.id, decode('"
            + HexFormat.of().formatHex(MailTokenCodec.hash(token))
            + "', 'hex'), e.email, sha256(convert_to(u.password_hash, 'UTF8')), now() + interval"
            + " '1 hour' from auth.users u join auth.emails e on e.user_id = u.id where u.id = '"
            + user
            + "'");
    optional
        .nobody()
        .post("/auth/password/reset", body("token", token, "password", password))
        .expect(204);
  }
}
