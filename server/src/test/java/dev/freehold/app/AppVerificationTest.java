package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.freehold.app.App.FreePort;
import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an account may do before its address is verified, on the whole server, on two nodes of one
/// database and with a real SMTP server.
final class AppVerificationTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Verified
      auth: { verification: MODE }
      people: { fields: { bio: string } }
      resources:
        books:
          access: { read: user }
          fields:
            title: { type: string, required: true, maxLength: 80 }
        guests:
          owner: none
          access: { read: public, create: user }
          fields:
            title: { type: string, maxLength: 80 }
      """;

  private static TestDatabase database;
  private static GreenMail smtp;
  private static RunningApp running;
  private static RunningApp second;

  @BeforeAll
  static void start() {
    smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    database = TestDatabase.fresh();
    running = node("writes");
    second = node("writes");
  }

  @AfterAll
  static void stop() {
    second.close();
    running.close();
    database.close();
    smtp.stop();
  }

  @BeforeEach
  void noMail() throws Exception {
    smtp.purgeEmailFromAllMailboxes();
  }

  private static ApiPlan plan(String verification) {
    return switch (SpecChecker.check(
        SPEC.replace("MODE", verification).getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  private static RunningApp node(String verification) {
    return node(database, verification);
  }

  private static RunningApp node(TestDatabase database, String verification) {
    String port = String.valueOf(FreePort.find("127.0.0.1"));
    return RunningApp.on(
        database.target(),
        plan(verification),
        "PORT",
        port,
        "PUBLIC_URL",
        "https://api.example.com:" + port,
        "SMTP_URL",
        "smtp://127.0.0.1:" + smtp.getSmtp().getPort() + "?starttls=off",
        "MAIL_FROM",
        "no-reply@example.com");
  }

  /// The token in the one mail with a link; notices may come before it.
  private static String token() throws Exception {
    Pattern link =
        Pattern.compile(
            "https://api\\.example\\.com:\\d+/auth/verify\\?token=([A-Za-z0-9_-]{43})\\s");
    List<String> tokens = new ArrayList<>();
    TestDatabase.await(
        () -> {
          tokens.clear();
          for (MimeMessage mail : smtp.getReceivedMessages()) {
            Matcher match =
                link.matcher(
                    ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString());
            if (match.find()) {
              tokens.add(match.group(1));
            }
          }
          return !tokens.isEmpty();
        });
    return tokens.getFirst();
  }

  private static void verify(String token) {
    running
        .nobody()
        .post("/auth/email/verify", new JsonObject().put("token", token).encode())
        .expect(204);
  }

  private static String key(SignedUpUser person) {
    return person
        .client()
        .post("/auth/keys", "{\"name\":\"a key\",\"scopes\":[\"*:write\"]}")
        .expect(201)
        .data()
        .getString("key");
  }

  /// Every route that changes rows, with a session and with an API key, on every node; and the tools.
  @Test
  void anAccountReadsAndWritesNothingUntilItsAddressIsVerified() throws Exception {
    SignedUpUser ada = running.person();
    assertThat(ada.session().getJsonObject("user").getBoolean("email_verified")).isFalse();
    String key = key(ada);
    List<Route> writes =
        running.app().routes().stream()
            .filter(r -> r.method() != RequestMethod.GET && r.path().startsWith("/api/v1/"))
            .filter(r -> !r.path().startsWith("/api/v1/auth/"))
            .toList();
    assertThat(writes).hasSizeGreaterThan(10);
    for (RunningApp node : List.of(running, second)) {
      for (String credentials : List.of(ada.accessToken(), key)) {
        ScenarioClient client = node.client("", "Bearer " + credentials);
        for (Route route : writes) {
          String path = route.path().replace("{id}", "0190f5fe-7c00-7a00-8000-000000000001");
          client
              .send(route.method().name(), path, route.body() == Route.Body.IGNORED ? null : "{}")
              .expect(403, "EMAIL_NOT_VERIFIED");
        }
        client.get("/api/v1/books").expect(200);
        client.get("/api/v1/guests").expect(200);
        assertThat(created(client).body()).contains("EMAIL_NOT_VERIFIED");
      }
      node.with(ada.accessToken())
          .patch("/auth/me", "{\"bio\":\"buy this\"}")
          .expect(403, "EMAIL_NOT_VERIFIED");
    }
    assertThat(TestDatabase.query(database.target(), "select count(*)::text from app.books"))
        .isEqualTo("0");
    running.nobody("").get("/auth/verify?token=" + token()).expect(200).bodyHasNo(token());
    ada.client().post("/books", "{\"title\":\"x\"}").expect(403, "EMAIL_NOT_VERIFIED");
    verify(token());
    for (RunningApp node : List.of(running, second)) {
      for (String credentials : List.of(ada.accessToken(), key)) {
        node.with(credentials).post("/books", "{\"title\":\"x\"}").expect(201);
        assertThat(created(node.client("", "Bearer " + credentials)).body())
            .doesNotContain("EMAIL_NOT_VERIFIED");
      }
      node.with(ada.accessToken()).patch("/auth/me", "{\"bio\":\"hello\"}").expect(200);
    }
    assertThat(ada.client().get("/auth/me").expect(200).data().getBoolean("email_verified"))
        .isTrue();
  }

  private static ScenarioClient.Answer created(ScenarioClient client) {
    return new McpClient(client)
        .send(
            "tools/call",
            new JsonObject()
                .put("name", "books_create")
                .put("arguments", new JsonObject().put("title", "x")));
  }

  /// The verification of an account ends nothing that it may do without.
  @Test
  void anAccountThatIsNotVerifiedKeepsItsRightsOverItself() {
    SignedUpUser ada = running.person();
    ada.client().patch("/auth/me", "{}").expect(403, "EMAIL_NOT_VERIFIED");
    ada.client().get("/auth/sessions").expect(200);
    ada.client().get("/auth/me/export").expect(200);
    ada.client()
        .send("DELETE", "/auth/me", "{\"password\":\"" + RunningApp.PASSWORD + "\"}")
        .expect(204);
  }

  /// The rule of the spec counts for sessions and keys of before, too.
  @Test
  void withVerificationBeforeSignInNothingOfBeforeGoesOn() throws Exception {
    SignedUpUser ada = running.person();
    String key = key(ada);
    try (RunningApp strict = node("sign-in")) {
      for (String credentials : List.of(ada.accessToken(), key)) {
        strict.with(credentials).get("/books").expect(403, "EMAIL_NOT_VERIFIED");
      }
      strict.nobody().get("/guests").expect(200);
      String login =
          new JsonObject().put("email", ada.email()).put("password", RunningApp.PASSWORD).encode();
      strict.nobody().post("/auth/login", login).expect(403, "EMAIL_NOT_VERIFIED");
      strict
          .nobody()
          .post("/auth/refresh", "{\"refresh_token\":\"" + ada.refreshToken() + "\"}")
          .expect(403, "EMAIL_NOT_VERIFIED");
      verify(token());
      for (String credentials : List.of(ada.accessToken(), key)) {
        strict.with(credentials).get("/books").expect(200);
      }
      strict.nobody().post("/auth/login", login).expect(200);
    }
  }

  @Test
  void withVerificationBeforeSignInASignUpSaysNothing() throws Exception {
    SignedUpUser known = running.person();
    token();
    smtp.purgeEmailFromAllMailboxes();
    try (RunningApp strict = node("sign-in")) {
      String own =
          new JsonObject()
              .put("email", "new@example.com")
              .put("password", RunningApp.PASSWORD)
              .encode();
      var unknown = strict.nobody().post("/auth/signup", own).expect(202);
      String token = token();
      smtp.purgeEmailFromAllMailboxes();
      var taken =
          strict
              .nobody()
              .post(
                  "/auth/signup",
                  new JsonObject()
                      .put("email", known.email())
                      .put("password", "nine lilac umbrellas")
                      .encode())
              .expect(202);
      assertThat(taken.body()).isEqualTo(unknown.body()).isEmpty();
      assertThat(names(taken)).isEqualTo(names(unknown));
      assertThat(smtp.waitForIncomingEmail(20_000, 1)).isTrue();
      assertThat(smtp.getReceivedMessages()[0].getSubject())
          .isEqualTo("You have an account of Verified");
      strict.nobody().post("/auth/login", own).expect(403, "EMAIL_NOT_VERIFIED");
      verify(token);
      JsonObject session = strict.nobody().post("/auth/login", own).expect(200).data();
      strict.with(session.getString("access_token")).get("/books").expect(200);
    }
  }

  @Test
  void whoWaitsWhenSignUpClosesIsAStranger() throws Exception {
    // Other nodes would send the mails by their own spec.
    try (TestDatabase own = TestDatabase.fresh()) {
      closeSignUp(own);
    }
  }

  private static void closeSignUp(TestDatabase own) throws Exception {
    String waiting =
        new JsonObject()
            .put("email", "waiting@example.com")
            .put("password", RunningApp.PASSWORD)
            .encode();
    String token;
    try (RunningApp strict = node(own, "sign-in")) {
      strict.nobody().post("/auth/signup", waiting).expect(202);
      token = token();
    }
    smtp.purgeEmailFromAllMailboxes();
    for (String signup : List.of("closed", "invited")) {
      try (RunningApp closed = node(own, "sign-in, signup: " + signup)) {
        closed.nobody().post("/auth/login", waiting).expect(401, "INVALID_CREDENTIALS");
        closed
            .nobody()
            .post("/auth/email/verify", new JsonObject().put("token", token).encode())
            .expect(400);
        // No link, for it would lead nowhere; who has an account still gets theirs.
        String known = "closed-" + signup + "@example.com";
        TestDatabase.execute(
            own.target(),
            "with u as (insert into auth.users (id, password_hash) values (gen_random_uuid(),"
                + " '$argon2id$x') returning id) insert into auth.emails (email, user_id) select '"
                + known
                + "', id from u");
        for (String email : List.of("waiting@example.com", known)) {
          closed
              .nobody()
              .post("/auth/email/resend", new JsonObject().put("email", email).encode())
              .expect(202);
        }
        assertThat(token()).isNotEqualTo(token);
        TestDatabase.await(
            () ->
                TestDatabase.query(own.target(), "select count(*)::text from auth.outbox")
                    .equals("0"));
        assertThat(smtp.getReceivedMessages())
            .allSatisfy(mail -> assertThat(mail.getAllRecipients()[0].toString()).isEqualTo(known));
      }
      smtp.purgeEmailFromAllMailboxes();
    }
    // Who opens sign-up again lets them go on.
    try (RunningApp strict = node(own, "sign-in")) {
      strict.nobody().post("/auth/login", waiting).expect(403, "EMAIL_NOT_VERIFIED");
    }
  }

  private static List<String> names(ScenarioClient.Answer answer) {
    return answer.response().headers().map().keySet().stream().sorted().toList();
  }

  @Test
  void withoutMailTheServerDoesNotStart() {
    for (String verification : List.of("writes", "sign-in")) {
      ApiPlan plan = plan(verification);
      assertThatThrownBy(() -> RunningApp.on(database.target(), plan))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "SMTP_URL: is not set, and the spec has verification: "
                  + verification
                  + ", which needs mail. Set SMTP_URL, MAIL_FROM and PUBLIC_URL (docs/mail.md).");
    }
  }
}
