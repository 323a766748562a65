package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.SignInWays;
import dev.freehold.app.App.FreePort;
import dev.freehold.db.AdminConnection;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SoftAuthenticator;
import dev.freehold.testing.SoftAuthenticator.KeyKind;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.Totp;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// TOTP, passkeys, confirmed addresses and links of mails in one server.
final class FactorsTogetherTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      auth: { totp: optional, passkeys: true, verification: sign-in }
      resources:
        notes:
          fields:
            title: { type: string, required: true, maxLength: 80 }
      """;
  private static final String NEW = "nine lilac umbrellas";

  private static GreenMail smtp;
  private static RunningApp running;
  private static String publicUrl;

  @BeforeAll
  static void start() {
    ApiPlan plan =
        switch (SpecChecker.check(SPEC.getBytes(StandardCharsets.UTF_8))) {
          case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
          case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
        };
    smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    int port = FreePort.find("127.0.0.1");
    publicUrl = "http://localhost:" + port;
    running =
        RunningApp.of(
            plan,
            "PORT",
            String.valueOf(port),
            "PUBLIC_URL",
            publicUrl,
            "SMTP_URL",
            "smtp://127.0.0.1:" + smtp.getSmtp().getPort() + "?starttls=off",
            "MAIL_FROM",
            "Notes <no-reply@example.com>");
  }

  @AfterAll
  static void stop() {
    running.close();
    smtp.stop();
  }

  private static String body(String... members) {
    JsonObject body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      body.put(members[i], members[i + 1]);
    }
    return body.encode();
  }

  /// The token of a mail to an address whose link has a path.
  private static String token(String email, String path) throws Exception {
    Pattern link =
        Pattern.compile(Pattern.quote(publicUrl + path) + "\\?token=([A-Za-z0-9_-]{43})\\s");
    String[] found = new String[1];
    TestDatabase.await(
        () -> {
          for (MimeMessage mail : smtp.getReceivedMessages()) {
            Matcher match =
                link.matcher(
                    ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString());
            if (mail.getAllRecipients()[0].toString().equals(email) && match.find()) {
              found[0] = match.group(1);
            }
          }
          return found[0] != null;
        });
    return found[0];
  }

  private static Answer logIn(String email, String password) {
    return running.nobody().post("/auth/login", body("email", email, "password", password));
  }

  private static String id(String email) {
    return running.query("select user_id::text from auth.emails where email = '" + email + "'");
  }

  private static String code(byte[] secret, String email) {
    running.sql("update auth.totp set last_step = 0 where user_id = '" + id(email) + "'");
    return Totp.code(
        secret,
        Long.parseLong(
            running.query(
                "select floor(extract(epoch from clock_timestamp()) / 30)::bigint::text")));
  }

  /// A person with a confirmed address, signed in with the password.
  private record Person(String email, ScenarioClient client) {
    static Person confirmed() throws Exception {
      String email = "person-" + UUID.randomUUID() + "@example.com";
      String credentials = body("email", email, "password", RunningApp.PASSWORD);
      running.nobody().post("/auth/signup", credentials).expect(202);
      logIn(email, RunningApp.PASSWORD).expect(403, "EMAIL_NOT_VERIFIED");
      running
          .nobody()
          .post("/auth/email/verify", body("token", token(email, "/auth/verify")))
          .expect(204);
      JsonObject session = logIn(email, RunningApp.PASSWORD).expect(200).data();
      return new Person(email, running.with(session.getString("access_token")));
    }

    SoftAuthenticator passkey() {
      JsonObject options =
          client
              .post("/auth/passkeys/options", body("password", RunningApp.PASSWORD))
              .expect(200)
              .data();
      SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
      JsonObject created =
          new JsonObject(body("challenge_id", options.getString("challenge_id"), "name", "phone"))
              .put(
                  "credential",
                  authenticator.create(options.getJsonObject("options"), publicUrl).json());
      client.post("/auth/passkeys", created.encode()).expect(201);
      return authenticator;
    }

    byte[] totp() {
      JsonObject begun =
          client.post("/auth/totp", body("password", RunningApp.PASSWORD)).expect(201).data();
      byte[] secret = SecondFactorTest.base32(begun.getString("secret"));
      client.post("/auth/totp/confirm", body("code", code(secret, email))).expect(200);
      return secret;
    }
  }

  private static Answer passkeyLogIn(SoftAuthenticator authenticator) {
    JsonObject request =
        running.nobody().post("/auth/passkeys/login/options", "{}").expect(200).data();
    return running
        .nobody()
        .post(
            "/auth/passkeys/login",
            new JsonObject(body("challenge_id", request.getString("challenge_id")))
                .put(
                    "credential",
                    authenticator.get(request.getJsonObject("options"), publicUrl).json())
                .encode());
  }

  private static JsonArray factors(Person person, String password) {
    return logIn(person.email, password).expect(202).data().getJsonArray("factors");
  }

  @Test
  void theSecondStepNamesAPasskeyWhichCompletesIt() throws Exception {
    Person ada = Person.confirmed();
    ada.totp();
    SoftAuthenticator phone = ada.passkey();
    assertThat(factors(ada, RunningApp.PASSWORD))
        .containsExactly("totp", "recovery_code", "passkey");
    JsonObject session = passkeyLogIn(phone).expect(200).data();
    running.with(session.getString("access_token")).get("/notes").expect(200);

    Person bob = Person.confirmed();
    bob.passkey();
    logIn(bob.email, RunningApp.PASSWORD).expect(200);
    // Who knew the password may have made the passkey: it ends with the first factor of the person.
    bob.totp();
    assertThat(factors(bob, RunningApp.PASSWORD)).containsExactly("totp", "recovery_code");
    logIn(ada.email, "not the password").expect(401, "INVALID_CREDENTIALS");
  }

  @Test
  void aPasswordSetByMailPassesByNoSecondFactor() throws Exception {
    Person ada = Person.confirmed();
    byte[] secret = ada.totp();
    SoftAuthenticator phone = ada.passkey();
    running.nobody().post("/auth/password/forgot", body("email", ada.email)).expect(202);
    running
        .nobody()
        .post(
            "/auth/password/reset", body("token", token(ada.email, "/auth/reset"), "password", NEW))
        .expect(204);
    passkeyLogIn(phone).expect(401, "PASSKEY_REFUSED");
    JsonObject asked = logIn(ada.email, NEW).expect(202).data();
    assertThat(asked.getJsonArray("factors")).containsExactly("totp", "recovery_code");
    String challenge = asked.getString("challenge");
    running
        .nobody()
        .post("/auth/totp/login", body("challenge", challenge, "code", code(secret, ada.email)))
        .expect(200);
  }

  /// An account whose address is not confirmed any more, such as after an operator changed it.
  @Test
  void anAddressThatIsNotConfirmedSignsInByNoFactor() throws Exception {
    Person ada = Person.confirmed();
    ada.totp();
    SoftAuthenticator phone = ada.passkey();
    running.sql("update auth.emails set verified_at = null where email = '" + ada.email + "'");
    logIn(ada.email, RunningApp.PASSWORD).expect(403, "EMAIL_NOT_VERIFIED");
    passkeyLogIn(phone).expect(403, "EMAIL_NOT_VERIFIED");
  }

  @Test
  void whatPeopleDoWithFactorsIsRecorded() throws Exception {
    Person ada = Person.confirmed();
    byte[] secret = ada.totp();
    SoftAuthenticator phone = ada.passkey();
    passkeyLogIn(phone).expect(200);
    ada.client.post("/auth/step-up", body("code", "000000")).expect(400);
    ada.client.post("/auth/step-up", body("code", code(secret, ada.email))).expect(204);
    String passkey =
        running.query("select id::text from auth.passkeys where user_id = '" + id(ada.email) + "'");
    ada.client.delete("/auth/passkeys/" + passkey).expect(204);
    ada.client.send("DELETE", "/auth/totp", body("code", code(secret, ada.email))).expect(204);
    String kinds =
        "select coalesce(string_agg(distinct kind, ' ' order by kind), '') from auth.events where"
            + " user_id = '"
            + id(ada.email)
            + "'";
    TestDatabase.await(() -> running.query(kinds).contains("totp_off"));
    assertThat(running.query(kinds).split(" "))
        .contains("passkey_added", "passkey_removed", "stepped_up", "totp_on", "totp_off");
  }

  @Test
  void theOperatorRemovesBothAndSeesIt() throws Exception {
    Person ada = Person.confirmed();
    ada.totp();
    SoftAuthenticator phone = ada.passkey();
    Vertx vertx = Vertx.vertx();
    try (AdminConnection owner = AdminConnection.open(vertx, running.target())) {
      AccountAdminRepository accounts = new AccountAdminRepository(owner, AccountNotices.ON);
      Account before = accounts.find(ada.email).orElseThrow();
      assertThat(before.totp()).isTrue();
      assertThat(before.passkeys()).isOne();
      Optional<Account> after = accounts.resetFactors(ada.email, SignInWays.OWN);
      assertThat(after.orElseThrow().totp()).isFalse();
      assertThat(after.orElseThrow().passkeys()).isZero();
    } finally {
      vertx.close().await();
    }
    passkeyLogIn(phone).expect(401, "PASSKEY_REFUSED");
    logIn(ada.email, RunningApp.PASSWORD).expect(200);
  }

  /// Beside the owner of the table, only a superuser may.
  @Test
  void noServingRoleChangesTheKeyOfAPasskey() {
    String may =
        "select coalesce(string_agg(r.rolname, ' '), '') from pg_roles r where not r.rolsuper and"
            + " r.rolname not like 'pg\\_%' and r.oid <> (select relowner from pg_class where oid ="
            + " 'auth.passkeys'::regclass) and has_column_privilege(r.oid, 'auth.passkeys', '%s',"
            + " 'update')";
    assertThat(running.query(may.replace("'%s'", "'public_key'"))).isEmpty();
    assertThat(running.query(may.replace("'%s'", "'sign_count'"))).isNotEmpty();
  }
}
