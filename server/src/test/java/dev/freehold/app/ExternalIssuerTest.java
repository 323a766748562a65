package dev.freehold.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountEmailHash;
import dev.freehold.account.AccountEventLog.RecordedEvent;
import dev.freehold.account.AccountNotices;
import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.db.AdminConnection;
import dev.freehold.event.Event;
import dev.freehold.issuer.IssuerTokens;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// People of external issuers on the whole server, on two nodes of one database, with a server of keys.
final class ExternalIssuerTest {
  private static final String SECRET = "hP3-w9Zt.c6Rn_d1Qx8Km4Ve7Ys0Bg2Lf5";
  private static final String ISSUER = "https://sso.example.com/realms/main";
  private static final IssuingKey KEY = IssuingKey.of("1", SignatureAlgorithm.RS256);
  private static final AtomicReference<String> JWKS =
      new AtomicReference<>(IssuerTokens.set(KEY.jwk()));

  /// Counted down by a request for keys, which waits for the other one.
  private static volatile CountDownLatch asked = new CountDownLatch(0);

  private static volatile CountDownLatch gate = new CountDownLatch(0);

  private static HttpServer keys;
  private static TestDatabase database;
  private static ApiPlan plan;
  private static RunningApp running;
  private static RunningApp second;

  private static ApiPlan plan(int port) {
    String spec =
        """
        freehold: 1
        name: Library
        auth:
          roles: [editor, admin]
          issuers:
            - name: front_end
              secret_env: FRONT_END_SECRET
              roles: roles
            - name: sso
              issuer: https://sso.example.com/realms/main
              audience: library
              jwks: http://127.0.0.1:%d/jwks
              roles: realm_access.roles
            - name: away
              issuer: https://away.example.com
              audience: library
              jwks: http://127.0.0.1:1/jwks
        resources:
          books:
            fields: { title: { type: string, required: true } }
          notices:
            access: { read: public, create: role:editor, update: role:editor, delete: role:admin }
            fields: { text: { type: string, required: true } }
        """
            .formatted(port);
    return switch (SpecChecker.check(spec.getBytes(UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  @BeforeAll
  static void start() throws IOException {
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/jwks",
        exchange -> {
          try (exchange) {
            asked.countDown();
            gate.await();
            byte[] body = JWKS.get().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    keys.start();
    plan = plan(keys.getAddress().getPort());
    database = TestDatabase.fresh();
    running = RunningApp.on(database.target(), plan, "FRONT_END_SECRET", SECRET);
    second =
        RunningApp.on(database.target(), plan, "FRONT_END_SECRET", SECRET, "RATE_LIMITS", "on");
  }

  @AfterAll
  static void stop() {
    second.close();
    running.close();
    database.close();
    keys.stop(0);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static String shared(String subject, String... roles) {
    return shared(
        new JsonObject()
            .put("sub", subject)
            .put("exp", now() + 300)
            .put("roles", new JsonArray(List.of(roles))));
  }

  private static String shared(JsonObject claims) {
    return IssuerTokens.sign(
        IssuerTokens.hs256(SECRET), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims.encode());
  }

  private static JsonObject ssoClaims(String subject) {
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", "library")
        .put("sub", subject)
        .put("typ", "Bearer")
        .put("iat", now())
        .put("exp", now() + 300);
  }

  private static String sso(String subject) {
    return KEY.sign(KEY.header().encode(), ssoClaims(subject).encode());
  }

  private static String subject() {
    return "user-" + UUID.randomUUID();
  }

  private static JsonObject me(ScenarioClient client) {
    return client.get("/auth/me").expect(200).data();
  }

  private static String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  private static <T> T asOperator(Function<AccountAdminRepository, T> work) {
    Vertx vertx = Vertx.vertx();
    try (AdminConnection connection =
        AdminConnection.connect(vertx, database.target())
            .toCompletionStage()
            .toCompletableFuture()
            .join()) {
      return work.apply(new AccountAdminRepository(connection, AccountNotices.ON));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void aFirstSightOnTwoNodesAtOnceMakesOneAccount() {
    String subject = subject();
    String token = sso(subject);
    List<CompletableFuture<JsonObject>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      RunningApp node = i % 2 == 0 ? running : second;
      all.add(CompletableFuture.supplyAsync(() -> me(node.with(token))));
    }
    Set<JsonObject> seen = new HashSet<>();
    all.forEach(each -> seen.add(each.join()));
    assertThat(seen).hasSize(1);
    JsonObject person = seen.iterator().next();
    assertThat(person.getValue("email")).isNull();
    assertThat(person.getJsonObject("identity"))
        .isEqualTo(new JsonObject().put("issuer", "sso").put("subject", subject));
    assertThat(
            query("select count(*)::text from auth.identities where subject = '" + subject + "'"))
        .isEqualTo("1");
    assertThat(
            query(
                "select count(*)::text from auth.users u where not exists (select from"
                    + " auth.identities where user_id = u.id) and not exists (select from"
                    + " auth.emails where user_id = u.id)"))
        .as("no account was left behind")
        .isEqualTo("0");
  }

  @Test
  void twoIssuersAndTwoSubjectsAreDifferentPeople() {
    String subject = subject();
    String one = me(running.with(sso(subject))).getString("id");
    String two = me(running.with(shared(subject))).getString("id");
    String three = me(running.with(shared(subject + " "))).getString("id");
    assertThat(Set.of(one, two, three)).hasSize(3);
    ScenarioClient first = running.with(sso(subject));
    String book =
        first.post("/books", "{\"title\":\"one\"}").expect(201).data().getValue("id").toString();
    running.with(sso(subject)).get("/books/" + book).expect(200);
    second.with(sso(subject)).get("/books/" + book).expect(200);
    running.with(shared(subject)).get("/books/" + book).expect(404, "NOT_FOUND");
  }

  @Test
  void anAddressJoinsNobody() {
    SignedUpUser own = running.person();
    String token =
        shared(
            new JsonObject()
                .put("sub", own.id())
                .put("email", own.email())
                .put("email_verified", true)
                .put("exp", now() + 300));
    JsonObject other = me(running.with(token));
    assertThat(other.getString("id")).isNotEqualTo(own.id());
    assertThat(other.getValue("email")).isNull();
    assertThat(me(own.client()).getString("email")).isEqualTo(own.email());
    assertThat(me(own.client()).containsKey("identity")).isTrue();
    assertThat(me(own.client()).getValue("identity")).isNull();
    // Who signs up with the address later is another person too.
    String email = "late-" + UUID.randomUUID() + "@example.com";
    String early =
        me(running.with(
                shared(
                    new JsonObject()
                        .put("sub", email)
                        .put("email", email)
                        .put("exp", now() + 300))))
            .getString("id");
    JsonObject late =
        running
            .nobody()
            .post(
                "/auth/signup",
                new JsonObject().put("email", email).put("password", RunningApp.PASSWORD).encode())
            .expect(201)
            .data();
    assertThat(late.getJsonObject("user").getString("id")).isNotEqualTo(early);
  }

  @Test
  void rolesOfATokenAreForItsRequestsAndThoseOfTheAccountForAll() throws Exception {
    String subject = subject();
    String notice = "{\"text\":\"x\"}";
    ScenarioClient plain = running.with(shared(subject));
    plain.post("/notices", notice).expect(403, "FORBIDDEN");
    running.with(shared(subject, "owner", "Editor", "*")).post("/notices", notice).expect(403);
    String id =
        running
            .with(shared(subject, "editor", "unknown"))
            .post("/notices", notice)
            .expect(201)
            .data()
            .getValue("id")
            .toString();
    plain.post("/notices", notice).expect(403, "FORBIDDEN");
    running.with(shared(subject, "editor")).delete("/notices/" + id).expect(403, "FORBIDDEN");
    assertThat(me(running.with(shared(subject, "editor"))).getJsonArray("roles")).isEmpty();
    asOperator(a -> a.changeRoles("front_end:" + subject, List.of("admin"), List.of()));
    TestDatabase.await(1_500, () -> plain.delete("/notices/" + id).status() == 204);
    assertThat(me(plain).getJsonArray("roles")).containsExactly("admin");
    plain.post("/notices", notice).expect(403, "FORBIDDEN");
  }

  @Test
  void forgedTokensAreRefused() {
    for (String token :
        List.of(
            KEY.sign(KEY.header().encode(), ssoClaims("x").put("aud", "other").encode()),
            KEY.sign(KEY.header().put("alg", "none").encode(), ssoClaims("x").encode()),
            KEY.sign(KEY.header().put("kid", "unknown").encode(), ssoClaims("x").encode()),
            IssuerTokens.sign(
                IssuerTokens.hs256(KEY.jwk()),
                KEY.header().put("alg", "HS256").encode(),
                ssoClaims("x").encode()),
            IssuerTokens.sign(
                IssuerTokens.hs256("another secret of at least 32 bytes"),
                "{\"alg\":\"HS256\"}",
                new JsonObject().put("sub", "x").put("exp", now() + 60).encode()))) {
      running.with(token).get("/books").expect(401, "INVALID_TOKEN");
    }
    running
        .with(KEY.sign(KEY.header().encode(), ssoClaims("x").put("exp", now() - 60).encode()))
        .get("/books")
        .expect(401, "TOKEN_EXPIRED");
    running
        .with(KEY.sign(KEY.header().encode(), ssoClaims("x").put("aud", "other").encode()))
        .post("/books", "{\"title\":\"" + "x".repeat(10_000) + "\"}")
        .expect(401, "INVALID_TOKEN");
    running
        .with(
            KEY.sign(
                KEY.header().encode(),
                ssoClaims("x").put("iss", "https://away.example.com").encode()))
        .get("/books")
        .expect(503, "UNAVAILABLE");
    assertThat(running.events())
        .filteredOn(Event.IssuerKeysUnavailable.class::isInstance)
        .hasSize(1);
    // The log says why, and nothing of the token.
    running
        .with(
            KEY.sign(
                KEY.header().encode(), ssoClaims("x").put("iss", "https://eve.example").encode()))
        .get("/books")
        .expect(401, "INVALID_TOKEN");
    assertThat(running.events())
        .contains(
            new Event.ExternalTokenRefused("sso", "its audience is not that of the spec"),
            new Event.ExternalTokenRefused("sso", "its alg is not that of the issuer"),
            new Event.ExternalTokenRefused("", "no issuer of the spec has its iss"))
        .filteredOn(Event.ExternalTokenRefused.class::isInstance)
        .noneMatch(event -> event.toString().contains("eve.example"));
  }

  /// Which factors they need is decided where they sign in.
  @Test
  void peopleOfIssuersPassWhereASecondFactorIsRequired() {
    String spec =
        """
        freehold: 1
        name: Vault
        auth:
          totp: required
          issuers: [{ name: front_end, secret_env: FRONT_END_SECRET }]
        people: { fields: { bio: string } }
        resources: { books: { fields: { title: { type: string, required: true } } } }
        """;
    try (RunningApp strict =
        RunningApp.of(
            switch (SpecChecker.check(spec.getBytes(UTF_8))) {
              case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
              case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
            },
            "FRONT_END_SECRET",
            SECRET)) {
      ScenarioClient outside = strict.with(shared(subject()));
      ScenarioClient own = strict.person().client();
      String bio = "{\"bio\":\"reads\"}";
      own.patch("/auth/me", bio).expect(403, "SECOND_FACTOR_REQUIRED");
      outside.patch("/auth/me", bio).expect(200);
      assertThat(outside.get("/auth/me").expect(200).data().getString("bio")).isEqualTo("reads");
      String book = "{\"title\":\"x\"}";
      own.post("/books", book).expect(403, "SECOND_FACTOR_REQUIRED");
      outside.post("/books", book).expect(201);
      String key = "{\"name\":\"CI\",\"scopes\":[\"books:read\"]}";
      own.post("/auth/keys", key).expect(403, "SECOND_FACTOR_REQUIRED");
      String made = outside.post("/auth/keys", key).expect(201).data().getString("key");
      strict.with(made).get("/books").expect(200);
      outside.get("/auth/me/export").expect(200);
    }
  }

  @Test
  void aTokenWaitsForItsKey() throws Exception {
    asked = new CountDownLatch(1);
    gate = new CountDownLatch(1);
    try (RunningApp third = RunningApp.on(database.target(), plan, "FRONT_END_SECRET", SECRET)) {
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String token = sso(subject());
        all.add(
            CompletableFuture.supplyAsync(
                () -> third.with(token).post("/books", "{\"title\":\"x\"}").status()));
      }
      gate.countDown();
      for (CompletableFuture<Integer> each : all) {
        assertThat(each.join()).isEqualTo(201);
      }
      third
          .with(KEY.sign(KEY.header().put("kid", "2").encode(), ssoClaims("x").encode()))
          .get("/books")
          .expect(401, "INVALID_TOKEN");
    } finally {
      gate.countDown();
    }
  }

  @Test
  void aDisabledAccountIsRefusedOnEveryNodeWithinASecondAndStaysSo() throws Exception {
    String subject = subject();
    String token = sso(subject);
    String id = me(running.with(token)).getString("id");
    second.with(token).get("/books").expect(200);
    String handle = "sso:" + subject;
    assertThat(asOperator(a -> a.disable(handle)).orElseThrow().id()).hasToString(id);
    TestDatabase.await(1_500, () -> running.with(token).get("/books").status() == 401);
    TestDatabase.await(1_500, () -> second.with(token).get("/books").status() == 401);
    running.with(sso(subject)).get("/auth/me").expect(401, "INVALID_TOKEN");
    running.with(sso(subject)).post("/books", "{\"title\":\"x\"}").expect(401, "INVALID_TOKEN");
    assertThat(
            query("select count(*)::text from auth.identities where subject = '" + subject + "'"))
        .isEqualTo("1");
    asOperator(a -> a.enable(handle));
    assertThat(me(running.with(token)).getString("id")).isEqualTo(id);
    assertThat(me(second.with(token)).getString("id")).isEqualTo(id);
  }

  @Test
  void routesOfTheAccountAnswerSensibly() throws Exception {
    String subject = subject();
    ScenarioClient client = running.with(shared(subject));
    String id = me(client).getString("id");
    client
        .put("/auth/password", "{\"current_password\":\"x\",\"password\":\"another fine one\"}")
        .expect(403, "FORBIDDEN");
    client.send("POST", "/auth/logout", null).expect(403, "FORBIDDEN");
    client
        .post("/auth/email/change", "{\"email\":\"x@example.com\",\"password\":\"x\"}")
        .expect(403, "FORBIDDEN");
    assertThat(client.get("/auth/sessions").expect(200).data().getJsonArray("sessions")).isEmpty();
    client.delete("/auth/sessions/" + UUID.randomUUID()).expect(404, "NOT_FOUND");
    client.delete("/auth/sessions").expect(204);
    assertThat(client.patch("/auth/me", "{\"name\":\"Ann\"}").expect(200).data().getString("name"))
        .isEqualTo("Ann");
    String key =
        client
            .post("/auth/keys", "{\"name\":\"k\",\"scopes\":[\"books:write\"]}")
            .expect(201)
            .data()
            .getString("key");
    running.with(key).post("/books", "{\"title\":\"by key\"}").expect(201);
    String export = client.get("/auth/me/export").expect(200).body();
    assertThat(export).contains("by key").contains(subject);

    client.send("DELETE", "/auth/me", "{\"password\":\"x\"}").expect(400, "VALIDATION_ERROR");
    client.send("DELETE", "/auth/me", "{}").expect(204);
    TestDatabase.await(1_500, () -> running.with(key).get("/books").status() == 401);
    // A token that is still valid makes a new account, with nothing of the old one.
    JsonObject again = me(client);
    assertThat(again.getString("id")).isNotEqualTo(id);
    assertThat(again.getValue("name")).isNull();
    assertThat(client.get("/books").expect(200).column("books", "title")).isEmpty();
    TestDatabase.await(
        1_500,
        () -> me(second.with(shared(subject))).getString("id").equals(again.getString("id")));
  }

  @Test
  void anAccountOfThisServerIsDeletedWithItsPasswordAsBefore() {
    SignedUpUser own = running.person();
    own.client().send("DELETE", "/auth/me", "{}").expect(400, "VALIDATION_ERROR");
    own.client()
        .send("DELETE", "/auth/me", "{\"password\":\"" + RunningApp.PASSWORD + "\"}")
        .expect(204);
  }

  @Test
  void toolsActForThem() {
    String token = shared(subject());
    McpClient tools = new McpClient(running.client("", "Bearer " + token));
    assertThat(tools.names()).contains("books_list", "books_create");
    running.with(token).post("/books", "{\"title\":\"mine\"}").expect(201);
    assertThat(tools.answer("books_list", new JsonObject()).encode()).contains("mine");
    McpClient stranger = new McpClient(running.client("", "Bearer " + shared(subject())));
    assertThat(stranger.answer("books_list", new JsonObject()).encode()).doesNotContain("mine");
  }

  @Test
  void whatHappensIsRecorded() throws Exception {
    String subject = subject();
    String handle = "front_end:" + subject;
    ScenarioClient client = running.with(shared(subject));
    client.get("/books").expect(200);
    asOperator(a -> a.disable(handle));
    TestDatabase.await(1_500, () -> client.get("/books").status() == 401);
    String hash = new AccountEmailHash(Secret.of(RunningApp.SECRET)).of(handle);
    TestDatabase.await(
        () ->
            asOperator(a -> a.events(handle, hash, 10)).stream()
                .map(RecordedEvent::kind)
                .toList()
                .containsAll(List.of("account_provisioned", "disabled", "external_token_denied")));
    List<Account> last = asOperator(a -> a.page("zzzz@zzzz.zz", 1_000));
    assertThat(last)
        .anyMatch(account -> account.email().equals(handle) && account.isDisabled())
        .allMatch(Account::isExternal);
  }

  @Test
  void firstSightsAreLimitedPerAddressAndKnownPeopleAreNot() {
    String known = shared(subject());
    second.with(known).get("/books").expect(200);
    ScenarioClient.Answer last = second.with(shared(subject())).get("/books");
    // The bucket fills again while it is emptied.
    for (int i = 0; i < 500 && last.status() != 429; i++) {
      last.expect(200);
      last = second.with(shared(subject())).get("/books");
    }
    last.expect(429, "RATE_LIMITED");
    second
        .with(shared(subject()))
        .post("/books", "{\"title\":\"" + "x".repeat(10_000) + "\"}")
        .expect(429, "RATE_LIMITED");
    for (int i = 0; i < 100; i++) {
      second.with(known).get("/books").expect(200);
    }
  }

  /// Of one address: the test before uses up another limit of it.
  @Test
  void forgedTokensAreLimitedPerAddressAndKnownPeopleAreNot() {
    String known = sso(subject());
    String other = new JsonObject().put("iss", "https://unknown.example.com").encode();
    try (RunningApp node =
        RunningApp.on(database.target(), plan, "FRONT_END_SECRET", SECRET, "RATE_LIMITS", "on")) {
      node.with(known).get("/books").expect(200);
      for (int i = 0; i < 200; i++) {
        node.with(KEY.sign(KEY.header().encode(), other))
            .get("/books")
            .expect(401, "INVALID_TOKEN");
      }
      ScenarioClient.Answer last = node.with(forged()).get("/books");
      // The bucket fills again while it is emptied.
      for (int i = 0; i < 1_000 && last.status() != 429; i++) {
        last.expect(401, "INVALID_TOKEN");
        last = node.with(forged()).get("/books");
      }
      last.expect(429, "RATE_LIMITED");
      node.with(known).get("/books").expect(200);
      node.with(KEY.sign(KEY.header().encode(), other)).get("/books").expect(401, "INVALID_TOKEN");
    }
  }

  /// The claims of a person under the signature of other claims.
  private static String forged() {
    String real = sso(subject());
    String other = sso(subject());
    return real.substring(0, real.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }

  @Test
  void aStartNeedsTheSecrets() {
    assertThatThrownBy(() -> RunningApp.on(database.target(), plan).close())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "FRONT_END_SECRET: is needed: the spec names it as the secret of the issuer front_end."
                + " Set it to the secret with which that issuer signs tokens.");
    assertThatThrownBy(
            () -> RunningApp.on(database.target(), plan, "FRONT_END_SECRET", "x".repeat(31)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("FRONT_END_SECRET: has 31 bytes");
    assertThatThrownBy(
            () ->
                RunningApp.on(
                    database.target(),
                    plan,
                    "FRONT_END_SECRET",
                    RunningApp.SECRET,
                    "PUBLIC_URL",
                    ISSUER))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("FRONT_END_SECRET: is the same as the secret of this server.")
        .hasMessageContaining("PUBLIC_URL: is the 'issuer' of sso in the spec.");
  }
}
