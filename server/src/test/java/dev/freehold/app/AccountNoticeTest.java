package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.SignInWays;
import dev.freehold.app.App.FreePort;
import dev.freehold.app.RunningApp.SignedUpUser;
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
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Mails that tell people of changes of how they sign in, from the request to the inbox.
final class AccountNoticeTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      auth: { totp: optional, passkeys: true, cookies: true, pages: true }
      resources:
        notes:
          fields:
            title: { type: string, required: true, maxLength: 80 }
      """;
  private static final String NEW = "nine lilac umbrellas";
  private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0";

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

  private static SignedUpUser verified() {
    SignedUpUser person = running.person();
    running.sql("update auth.emails set verified_at = now() where user_id = '" + person.id() + "'");
    return person;
  }

  private static String body(String... members) {
    JsonObject body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      body.put(members[i], members[i + 1]);
    }
    return body.encode();
  }

  private static Answer send(
      SignedUpUser person, String method, String path, @Nullable String body) {
    return person.client().send(method, path, body, "User-Agent", FIREFOX);
  }

  private static List<MimeMessage> inbox(SignedUpUser person) {
    return Stream.of(smtp.getReceivedMessages())
        .filter(mail -> recipient(mail).equals(person.email()))
        .toList();
  }

  private static String recipient(MimeMessage mail) {
    try {
      return mail.getAllRecipients()[0].toString();
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  /// The newest mail to a person, after so many in all.
  private static MimeMessage mail(SignedUpUser person, int count) throws Exception {
    TestDatabase.await(() -> inbox(person).size() >= count);
    assertThat(inbox(person)).hasSize(count);
    return inbox(person).getLast();
  }

  private static String text(MimeMessage mail) {
    try {
      return ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString();
    } catch (MessagingException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tells(MimeMessage mail, String subject) throws MessagingException {
    assertThat(mail.getSubject()).isEqualTo(subject);
    assertThat(text(mail))
        .containsPattern("Time: \\d{1,2} [A-Z][a-z]+ \\d{4}, \\d\\d:\\d\\d UTC")
        .contains("at " + publicUrl + "/auth/ui/forgot")
        .contains("\"Mozilla/5.0 (X11; Linux x86_64; rv 128.0) Firefox/128.0\"");
    assertThat(GreenMailUtil.getWholeMessage(mail)).doesNotContain("token=", "href");
  }

  private static String code(byte[] secret) {
    return Totp.code(
        secret,
        Long.parseLong(
            running.query(
                "select floor(extract(epoch from clock_timestamp()) / 30)::bigint::text")));
  }

  private static Optional<Account> operator(
      Function<AccountAdminRepository, Optional<Account>> work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (AdminConnection owner = AdminConnection.open(vertx, running.target())) {
      return work.apply(new AccountAdminRepository(owner, AccountNotices.ON));
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void aNewPasswordIsToldHoweverItIsSet() throws Exception {
    SignedUpUser ada = verified();
    String change = body("current_password", RunningApp.PASSWORD, "password", NEW);
    send(ada, "PUT", "/auth/password", change).expect(204);
    tells(mail(ada, 1), "The password of your account of Notes has changed");

    SignedUpUser bob = verified();
    running.nobody().post("/auth/password/forgot", body("email", bob.email())).expect(202);
    String token = text(mail(bob, 1)).replaceAll("(?s).*\\?token=([A-Za-z0-9_-]{43})\\s.*", "$1");
    running
        .nobody()
        .send(
            "POST",
            "/auth/password/reset",
            body("token", token, "password", NEW),
            "User-Agent",
            FIREFOX)
        .expect(204);
    tells(mail(bob, 2), "The password of your account of Notes has changed");

    SignedUpUser eve = verified();
    assertThat(operator(a -> a.reset(eve.email(), "$argon2id$x"))).isPresent();
    assertThat(text(mail(eve, 1)))
        .contains("A new password was set", "Device, as it names itself: unknown");
  }

  @Test
  void secondFactorsAreTold() throws Exception {
    SignedUpUser ada = verified();
    String begin = body("password", RunningApp.PASSWORD);
    JsonObject begun = send(ada, "POST", "/auth/totp", begin).expect(201).data();
    byte[] secret = SecondFactorTest.base32(begun.getString("secret"));
    JsonArray codes =
        send(ada, "POST", "/auth/totp/confirm", body("code", code(secret)))
            .expect(200)
            .data()
            .getJsonArray("recovery_codes");
    tells(mail(ada, 1), "Your account of Notes has a new authenticator app");

    String login = body("email", ada.email(), "password", RunningApp.PASSWORD);
    Function<String, Answer> complete =
        code ->
            running
                .nobody()
                .send(
                    "POST",
                    "/auth/totp/login",
                    body(
                        "challenge",
                        running
                            .nobody()
                            .send("POST", "/auth/login", login, "User-Agent", FIREFOX)
                            .expect(202)
                            .data()
                            .getString("challenge"),
                        "code",
                        code),
                    "User-Agent",
                    FIREFOX);
    complete.apply("000000").expect(400);
    complete.apply(codes.getString(0)).expect(200);
    tells(mail(ada, 2), "A recovery code of your account of Notes was used");

    running.sql("update auth.totp set last_step = 0 where user_id = '" + ada.id() + "'");
    send(ada, "POST", "/auth/totp/recovery-codes", body("code", code(secret))).expect(200);
    tells(mail(ada, 3), "Your account of Notes has new recovery codes");

    running.sql("update auth.totp set last_step = 0 where user_id = '" + ada.id() + "'");
    send(ada, "DELETE", "/auth/totp", body("code", code(secret))).expect(204);
    tells(mail(ada, 4), "Your account of Notes asks for no second factor any more");

    // The operator finds no factor, so there is nothing to tell.
    assertThat(operator(a -> a.resetFactors(ada.email(), SignInWays.OWN))).isPresent();
    assertThat(running.query("select count(*)::text from auth.outbox")).isEqualTo("0");
  }

  @Test
  void passkeysAndKeysAreTold() throws Exception {
    SignedUpUser ada = verified();
    JsonObject options =
        ada.client()
            .post("/auth/passkeys/options", body("password", RunningApp.PASSWORD))
            .expect(200)
            .data();
    JsonObject credential =
        new SoftAuthenticator(KeyKind.ES256)
            .create(options.getJsonObject("options"), publicUrl)
            .json();
    String create =
        new JsonObject(body("challenge_id", options.getString("challenge_id"), "name", "a phone"))
            .put("credential", credential)
            .encode();
    String id = send(ada, "POST", "/auth/passkeys", create).expect(201).data().getString("id");
    tells(mail(ada, 1), "Your account of Notes has a new passkey");
    send(ada, "DELETE", "/auth/passkeys/" + id, null).expect(204);
    tells(mail(ada, 2), "A passkey of your account of Notes was removed");
    send(ada, "DELETE", "/auth/passkeys/" + id, null).expect(404);
    String key = new JsonObject().put("name", "job").put("scopes", List.of("notes:read")).encode();
    send(ada, "POST", "/auth/keys", key).expect(201);
    tells(mail(ada, 3), "Your account of Notes has a new API key");
  }

  private static void key(SignedUpUser person) {
    person
        .client()
        .post(
            "/auth/keys",
            new JsonObject().put("name", "job").put("scopes", List.of("notes:read")).encode())
        .expect(201);
  }

  private static String waiting(SignedUpUser person) {
    return running.query(
        "select count(*) || ' ' || coalesce(round(extract(epoch from max(due_at) - now()) / 60),"
            + " 0) from auth.outbox where recipient = '"
            + person.email()
            + "'");
  }

  /// The second mail comes ten minutes after the first, so that nobody hides a change behind another.
  @Test
  void aBurstIsTwoMails() throws Exception {
    SignedUpUser ada = verified();
    key(ada);
    mail(ada, 1);
    for (int i = 0; i < 5; i++) {
      key(ada);
    }
    assertThat(waiting(ada)).isEqualTo("1 10");
    running.sql(
        "update auth.outbox set due_at = now() where recipient = '"
            + ada.email()
            + "'; update auth.notices set due_at = now() where user_id = '"
            + ada.id()
            + "'");
    mail(ada, 2);
    key(ada);
    assertThat(waiting(ada)).isEqualTo("1 10");
    assertThat(inbox(ada)).hasSize(2);
  }

  /// The address may be of somebody else, who gets no text of the stranger and few mails.
  @Test
  void anAddressThatIsNotProvenGetsLittle() throws Exception {
    SignedUpUser ada = running.person();
    ScenarioClient client = ada.client();
    String key = new JsonObject().put("name", "x").put("scopes", List.of("notes:read")).encode();
    client.send("POST", "/auth/keys", key, "User-Agent", "Buy at evil.example").expect(201);
    assertThat(text(mail(ada, 1)))
        .contains("Device, as it names itself: unknown")
        .doesNotContain("Buy", "evil");
    key(ada);
    key(ada);
    assertThat(waiting(ada)).isEqualTo("1 60");
  }

  @Test
  void aFullOutboxRefusesNoChange() {
    SignedUpUser ada = verified();
    running.sql(
        "insert into auth.outbox (id, kind, recipient, due_at, expires_at) select"
            + " gen_random_uuid(), 'x', 'x@example.org', now() + interval '1 day', now() + interval"
            + " '1 day' from generate_series(1, 10000)");
    try {
      key(ada);
      send(
              ada,
              "PUT",
              "/auth/password",
              body("current_password", RunningApp.PASSWORD, "password", NEW))
          .expect(204);
      assertThat(waiting(ada)).isEqualTo("0 0");
    } finally {
      running.sql("delete from auth.outbox where recipient = 'x@example.org'");
    }
  }

  @Test
  void aChangeThatIsRefusedIsNotTold() {
    SignedUpUser ada = verified();
    String wrong = body("current_password", "not the password", "password", NEW);
    send(ada, "PUT", "/auth/password", wrong).expect(400);
    send(ada, "POST", "/auth/totp/confirm", body("code", "123456")).expect(403);
    assertThat(
            running.query(
                "select count(*)::text from auth.notices where user_id = '" + ada.id() + "'"))
        .isEqualTo("0");
  }
}
