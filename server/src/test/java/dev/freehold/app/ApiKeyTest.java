package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.ApiKeyCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// API keys on the whole server, on two nodes of one database.
final class ApiKeyTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Keys
      auth: { roles: [editor] }
      resources:
        books:
          fields:
            title: { type: string, required: true, maxLength: 80 }
        pages:
          fields:
            book: { type: ref, to: books, onDelete: cascade, required: true }
            text: { type: string, required: true, maxLength: 80 }
        notices:
          access: { read: public, create: role:editor, update: role:editor, delete: role:editor }
          fields:
            text: { type: string, required: true, maxLength: 80 }
      """;

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
    running = RunningApp.on(database.target(), plan);
    second = RunningApp.on(database.target(), plan, "RATE_LIMITS", "on");
  }

  @AfterAll
  static void stop() {
    second.close();
    running.close();
    database.close();
  }

  private static JsonObject created(SignedUpUser person, String... scopes) {
    return person
        .client()
        .post(
            "/auth/keys",
            new JsonObject()
                .put("name", "a key")
                .put("scopes", new JsonArray(List.of(scopes)))
                .encode())
        .expect(201)
        .data();
  }

  private static ScenarioClient keyOf(SignedUpUser person, String... scopes) {
    return running.with(created(person, scopes).getString("key"));
  }

  private static String book(ScenarioClient client) {
    return client
        .post("/books", "{\"title\":\"one\"}")
        .expect(201)
        .data()
        .getValue("id")
        .toString();
  }

  private static String page(String book) {
    return new JsonObject().put("book_id", book).put("text", "x").encode();
  }

  @Test
  void aKeyIsShownOnceAndStoredHashed() {
    SignedUpUser person = running.person();
    Answer answer =
        person
            .client()
            .post(
                "/auth/keys",
                "{\"name\":\" import \",\"scopes\":[\"books:read\",\"pages:write\",\"books:read\"],"
                    + "\"expires_at\":\"2999-01-01T00:00:00Z\"}")
            .expect(201);
    JsonObject made = answer.data();
    String key = made.getString("key");
    assertThat(ApiKeyCodec.isWellFormed(key)).isTrue();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Location")).isEqualTo("/api/v1/auth/keys/" + made.getString("id"));
    assertThat(made.getString("name")).isEqualTo("import");
    assertThat(made.getJsonArray("scopes")).containsExactly("books:read", "pages:write");
    Answer list = person.client().get("/auth/keys").expect(200);
    list.bodyHasNo(key).bodyHasNo(key.substring(3, 30));
    JsonObject shown = list.data().getJsonArray("keys").getJsonObject(0);
    made.remove("key");
    assertThat(shown).isEqualTo(made);
    assertThat(shown.getValue("last_used_at")).isNull();
    assertThat(list.data().getJsonObject("pagination").getInteger("total")).isEqualTo(1);
    assertThat(
            TestDatabase.query(
                database.target(),
                "select count(*)::text from auth.keys where encode(hash, 'escape') like '%"
                    + key.substring(3, 20)
                    + "%' or hash = sha256('"
                    + key
                    + "') and octet_length(hash) = 32"))
        .isEqualTo("1");
    running.person().client().get("/auth/keys").expect(200).bodyHasNo(made.getString("id"));
  }

  @Test
  void useIsRecordedOnceAnHour() throws Exception {
    SignedUpUser person = running.person();
    JsonObject made = created(person, "books:read");
    String id = made.getString("id");
    ScenarioClient key = running.with(made.getString("key"));
    for (int i = 0; i < 5; i++) {
      key.get("/books").expect(200);
      key.post("/books", "{\"title\":\"one\"}").expect(403, "FORBIDDEN");
    }
    TestDatabase.await(() -> uses(id).equals("key_denied 1, key_used 1"));
    running.with(keyOfNobody()).get("/books").expect(401, "INVALID_TOKEN");
    sql("update auth.keys set expires_at = now() where id = '" + id + "'");
    TestDatabase.await(2_000, () -> key.get("/books").status() == 401);
    for (int i = 0; i < 5; i++) {
      key.get("/books").expect(401, "INVALID_TOKEN");
    }
    TestDatabase.await(() -> uses(id).equals("key_denied 1, key_refused 1, key_used 1"));
    assertThat(
            TestDatabase.query(
                database.target(),
                "select count(distinct user_id)::text || ' ' || (select user_id::text from auth.keys where id = '%1$s') from auth.events where session_id = '%1$s'"
                    .formatted(id)))
        .isEqualTo("1 " + person.client().get("/auth/me").expect(200).data().getString("id"));
  }

  private static String uses(String key) {
    return TestDatabase.query(
        database.target(),
        "select coalesce(string_agg(kind || ' ' || n, ', ' order by kind), '') from (select kind, sum(count) as n from auth.events where session_id = '%s' group by kind) k"
            .formatted(key));
  }

  /// Of the right form, and unknown.
  private static String keyOfNobody() {
    SignedUpUser person = running.person();
    JsonObject made = created(person, "*:read");
    person.client().delete("/auth/keys/" + made.getString("id")).expect(204);
    return made.getString("key");
  }

  @Test
  void theBodyIsReadStrictly() {
    ScenarioClient client = running.person().client();
    client.post("/auth/keys", "[]").expect(400, "VALIDATION_ERROR");
    client.post("/auth/keys", "{").expect(400, "MALFORMED_JSON");
    client
        .post("/auth/keys", "{}")
        .expect(400, "VALIDATION_ERROR")
        .details("name required", "scopes required");
    client
        .post(
            "/auth/keys",
            "{\"name\":7,\"scopes\":[],\"expires_at\":\"2001-01-01T00:00:00Z\",\"id\":[[1],{}]}")
        .expect(400, "VALIDATION_ERROR")
        .details("name type", "expires_at too_small", "id unknown");
    client
        .post("/auth/keys", "{\"name\":\" \",\"scopes\":{\"a\":1},\"expires_at\":5}")
        .expect(400, "VALIDATION_ERROR")
        .details("name too_short", "scopes type", "expires_at type");
    client
        .post("/auth/keys", "{\"name\":\"" + "x".repeat(101) + "\",\"scopes\":[]}")
        .expect(400, "VALIDATION_ERROR")
        .details("name too_long");
    client
        .post("/auth/keys", "{\"name\":\"x\",\"scopes\":[]}")
        .expect(400, "VALIDATION_ERROR")
        .details("scopes too_short");
    Answer unknown =
        client
            .post(
                "/auth/keys",
                "{\"name\":\"x\",\"scopes\":[\"boks:read\",[1],\"books:delete\",\"books\",\"\"]}")
            .expect(400, "VALIDATION_ERROR")
            .details(
                "scopes[0] not_one_of",
                "scopes[1] type",
                "scopes[2] not_one_of",
                "scopes[3] not_one_of",
                "scopes[4] not_one_of");
    assertThat(unknown.body())
        .contains(
            "books:read, books:write, pages:read, pages:write, notices:read, notices:write,"
                + " *:read, *:write");
    client.get("/auth/keys?sort=name").expect(400, "VALIDATION_ERROR");
  }

  /// better-auth before 1.3.26 (CVE-2025-61928) made a key for the account that the body named, and asked
  /// for no sign-in then.
  @Test
  void aKeyIsOfItsCallerAlone() {
    SignedUpUser person = running.person();
    SignedUpUser stranger = running.person();
    for (String member : List.of("user_id", "userId", "user", "account", "owner")) {
      String body =
          new JsonObject()
              .put("name", "x")
              .put("scopes", new JsonArray().add("*:write"))
              .put(member, stranger.id())
              .encode();
      running.nobody().post("/auth/keys", body).expect(401, "UNAUTHORIZED");
      person
          .client()
          .post("/auth/keys", body)
          .expect(400, "VALIDATION_ERROR")
          .details(member + " unknown");
    }
    for (SignedUpUser each : List.of(person, stranger)) {
      assertThat(each.client().get("/auth/keys").expect(200).data().getJsonArray("keys")).isEmpty();
    }
  }

  @Test
  void aKeyActsWithinItsScopesAndAsItsPersonAlone() {
    SignedUpUser person = running.person();
    SignedUpUser stranger = running.person();
    String own = book(person.client());
    String foreign = book(stranger.client());
    person.client().post("/pages", page(own)).expect(201);

    ScenarioClient reader = keyOf(person, "books:read");
    reader.get("/books/" + own).expect(200);
    reader.get("/books/" + foreign).expect(404, "NOT_FOUND");
    assertThat(reader.get("/books").expect(200).column("books", "id")).hasSize(1);
    for (Answer refused :
        List.of(
            reader.get("/pages"),
            reader.get("/pages/summary"),
            reader.get("/books/" + own + "/pages"),
            reader.post("/books", "{\"title\":\"x\"}"),
            reader.post("/books/bulk", "[{\"title\":\"x\"}]"),
            reader.patch("/books/" + own, "{\"title\":\"x\"}"),
            reader.put("/books/" + own, "{\"title\":\"x\"}"),
            reader.patch("/books?title=one&max_affected=5", "{\"title\":\"x\"}"),
            reader.delete("/books/" + own),
            reader.delete("/books?title=one&max_affected=5"))) {
      refused.expect(403, "FORBIDDEN");
      assertThat(refused.error().getString("message"))
          .startsWith("The API key does not have the scope ");
    }
    assertThat(reader.get("/pages").error().getString("message"))
        .isEqualTo("The API key does not have the scope pages:read.");
    // What is out of scope is unknown to a query, as for a caller who may not read it.
    reader.get("/books?include=pages").expect(400, "VALIDATION_ERROR");
    reader.get("/books?pages.count[gt]=0").expect(400, "VALIDATION_ERROR");
    reader.get("/books?sort=pages.count").expect(400, "VALIDATION_ERROR");
    ScenarioClient pages = keyOf(person, "pages:read");
    pages.get("/pages").expect(200);
    pages.get("/pages?include=book").expect(400, "VALIDATION_ERROR");
    pages.get("/pages?book.title=one").expect(400, "VALIDATION_ERROR");
    pages.get("/pages/summary?group=book.title").expect(400, "VALIDATION_ERROR");
    keyOf(person, "pages:read", "books:read").get("/pages?include=book").expect(200);
    keyOf(person, "*:read").get("/pages?include=book").expect(200);

    ScenarioClient writer = keyOf(person, "books:write");
    writer.get("/books/" + own).expect(200);
    writer.patch("/books/" + own, "{\"title\":\"two\"}").expect(200);
    writer.patch("/books/" + foreign, "{\"title\":\"two\"}").expect(404, "NOT_FOUND");
    writer.get("/pages").expect(403, "FORBIDDEN");
    String made = book(keyOf(person, "*:write"));
    person.client().get("/books/" + made).expect(200);
    writer.delete("/books/" + made).expect(204);
  }

  @Test
  void aReferenceOutOfScopeIsAnUnknownOne() {
    SignedUpUser person = running.person();
    String own = book(person.client());
    String missing = UUID.randomUUID().toString();
    ScenarioClient pages = keyOf(person, "pages:write");
    Answer known = pages.post("/pages", page(own)).expect(400, "VALIDATION_ERROR");
    Answer unknown = pages.post("/pages", page(missing)).expect(400, "VALIDATION_ERROR");
    assertThat(known.error().getJsonArray("details"))
        .isEqualTo(unknown.error().getJsonArray("details"));
    pages.post("/pages/bulk", "[" + page(own) + "]").expect(400, "VALIDATION_ERROR");
    ScenarioClient both = keyOf(person, "pages:write", "books:read");
    String stored = both.post("/pages", page(own)).expect(201).data().getValue("id").toString();
    pages.patch("/pages/" + stored, "{\"text\":\"y\"}").expect(200);
    pages
        .patch("/pages/" + stored, new JsonObject().put("book_id", own).encode())
        .expect(400, "VALIDATION_ERROR");
  }

  @Test
  void scopesHoldInABatchForIdempotencyAndForTools() {
    SignedUpUser person = running.person();
    String own = book(person.client());
    String reading = created(person, "books:read").getString("key");
    ScenarioClient reader = running.with(reading);
    String batch =
        "{\"operations\":[{\"method\":\"GET\",\"path\":\"/books/%s\"},{\"method\":\"%s\",\"path\":\"%s\"}]}";
    reader.post("/batch", batch.formatted(own, "GET", "/books")).expect(200);
    reader.post("/batch", batch.formatted(own, "GET", "/pages")).expect(403, "FORBIDDEN");
    reader.post("/batch", batch.formatted(own, "DELETE", "/books/" + own)).expect(403, "FORBIDDEN");

    String body = "{\"title\":\"kept\"}";
    person.client().send("POST", "/books", body, "Idempotency-Key", "k1").expect(201);
    reader.send("POST", "/books", body, "Idempotency-Key", "k1").expect(403, "FORBIDDEN");
    String writing = created(person, "books:write").getString("key");
    ScenarioClient writer = running.with(writing);
    assertThat(writer.send("POST", "/books", body, "Idempotency-Key", "k1").status())
        .as("the stored response was made for another view")
        .isIn(409, 422);

    McpClient tools = new McpClient(running.client("", "Bearer " + reading));
    assertThat(tools.names())
        .contains("books_list", "books_get")
        .noneMatch(name -> name.startsWith("pages") || name.endsWith("_create"));
    McpClient writers = new McpClient(running.client("", "Bearer " + writing));
    assertThat(writers.names()).contains("books_list", "books_create", "books_delete");
  }

  @Test
  void aKeyNeverActsOnTheAccount() {
    SignedUpUser person = running.person();
    JsonObject made = created(person, "*:write");
    ScenarioClient key = running.with(made.getString("key"));
    ScenarioClient unknown = running.with(ApiKeyCodec.generate(new SecureRandom()));
    for (ScenarioClient client : List.of(key, unknown)) {
      List<Answer> answers = new ArrayList<>();
      answers.add(client.get("/auth/me"));
      answers.add(client.get("/auth/sessions"));
      answers.add(client.get("/auth/keys"));
      answers.add(client.delete("/auth/sessions"));
      answers.add(client.delete("/auth/keys/" + made.getString("id")));
      answers.add(client.send("POST", "/auth/logout", null));
      answers.add(client.post("/auth/keys", "{\"name\":\"more\",\"scopes\":[\"*:write\"]}"));
      answers.add(
          client.put(
              "/auth/password",
              "{\"current_password\":\""
                  + RunningApp.PASSWORD
                  + "\",\"password\":\"another fine one\"}"));
      for (Answer answer : answers) {
        answer.expect(403, "FORBIDDEN");
        assertThat(answer.error().getString("message"))
            .isEqualTo("An API key may not use the account itself; sign in for that.");
      }
    }
    key.get("/books").expect(200);
    person.client().get("/auth/me").expect(200);
  }

  @Test
  void aDeletedKeyStopsOnEveryNodeWithinASecond() throws Exception {
    SignedUpUser person = running.person();
    JsonObject made = created(person, "books:read");
    String key = made.getString("key");
    running.with(key).get("/books").expect(200);
    second.with(key).get("/books").expect(200);
    running.person().client().delete("/auth/keys/" + made.getString("id")).expect(404, "NOT_FOUND");
    person.client().delete("/auth/keys/" + made.getString("id")).expect(204);
    running.with(key).get("/books").expect(401, "INVALID_TOKEN");
    TestDatabase.await(1_500, () -> second.with(key).get("/books").status() == 401);
    person.client().delete("/auth/keys/" + made.getString("id")).expect(404, "NOT_FOUND");
  }

  @Test
  void whatHappensToThePersonHappensToTheKey() throws Exception {
    SignedUpUser person = running.person();
    String key = created(person, "*:write").getString("key");
    ScenarioClient client = running.with(key);
    String notice = "{\"text\":\"x\"}";
    client.post("/notices", notice).expect(403, "FORBIDDEN");
    sql("insert into auth.roles values ('" + person.id() + "', 'editor')");
    TestDatabase.await(1_500, () -> client.post("/notices", notice).status() == 201);
    sql("delete from auth.roles where user_id = '" + person.id() + "'");
    TestDatabase.await(1_500, () -> client.post("/notices", notice).status() == 403);

    person
        .client()
        .put(
            "/auth/password",
            "{\"current_password\":\""
                + RunningApp.PASSWORD
                + "\",\"password\":\"another fine one\"}")
        .expect(204);
    client.get("/books").expect(200);

    sql("update auth.users set disabled_at = now() where id = '" + person.id() + "'");
    TestDatabase.await(1_500, () -> client.get("/books").status() == 401);
    sql("update auth.users set disabled_at = null where id = '" + person.id() + "'");
    client.get("/books").expect(200);
    sql("update auth.keys set expires_at = now() where user_id = '" + person.id() + "'");
    TestDatabase.await(1_500, () -> client.get("/books").status() == 401);
    sql("update auth.keys set expires_at = null where user_id = '" + person.id() + "'");
    client.get("/books").expect(200);
    sql("delete from auth.users where id = '" + person.id() + "'");
    TestDatabase.await(1_500, () -> client.get("/books").status() == 401);
  }

  @Test
  void theLastUseIsWrittenBesideTheRequests() throws Exception {
    SignedUpUser person = running.person();
    JsonObject made = created(person, "books:read");
    ScenarioClient client = running.with(made.getString("key"));
    client.get("/books").expect(200);
    TestDatabase.await(() -> lastUse(made) != null);
    String first = lastUse(made);
    // Other tests may have used up the look-ups of keys that the node does not know.
    TestDatabase.await(() -> second.with(made.getString("key")).get("/books").status() == 200);
    for (int i = 0; i < 20; i++) {
      client.get("/books").expect(200);
      second.with(made.getString("key")).get("/books").expect(200);
    }
    assertThat(lastUse(made)).as("within the same minute").isEqualTo(first);
  }

  private static String lastUse(JsonObject key) {
    return TestDatabase.query(
        database.target(),
        "select last_used_at::text from auth.keys where id = '" + key.getString("id") + "'");
  }

  @Test
  void anAccountHasAtMostFiftyKeysAlsoByRequestsAtTheSameTime() {
    SignedUpUser person = running.person();
    sql(
        "insert into auth.keys (id, user_id, name, hash, scopes) select gen_random_uuid(), '"
            + person.id()
            + "', 'x', sha256((random()::text || i)::bytea), '{*:read}' from generate_series(1, 45)"
            + " i");
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(
          CompletableFuture.supplyAsync(
              () ->
                  person
                      .client()
                      .post("/auth/keys", "{\"name\":\"x\",\"scopes\":[\"*:read\"]}")
                      .status()));
    }
    assertThat(all.stream().map(CompletableFuture::join).filter(status -> status == 201))
        .hasSize(5);
    person
        .client()
        .post("/auth/keys", "{\"name\":\"x\",\"scopes\":[\"*:read\"]}")
        .expect(409, "CONFLICT");
    assertThat(
            TestDatabase.query(
                database.target(),
                "select count(*)::text from auth.keys where user_id = '" + person.id() + "'"))
        .isEqualTo("50");
  }

  @Test
  void unknownKeysAreLimitedPerAddressAndValidOnesAreNot() {
    SignedUpUser person = running.person();
    SecureRandom random = new SecureRandom();
    second.with("fh_" + "0".repeat(49)).get("/books").expect(401, "INVALID_TOKEN");
    String body = "{\"title\":\"" + "x".repeat(10_000) + "\"}";
    for (String method : List.of("GET", "POST")) {
      // A slow machine gets some more meanwhile.
      Answer last = unknown(random, method, body);
      for (int i = 0; i < 200 && last.status() != 429; i++) {
        last.expect(401, "INVALID_TOKEN");
        last = unknown(random, method, body);
      }
      last.expect(429, "RATE_LIMITED");
    }
    second.with(person.accessToken()).get("/books").expect(200);
    String known = created(person, "books:read").getString("key");
    running.with(known).get("/books").expect(200);
    for (int i = 0; i < 100; i++) {
      running.with(known).get("/books").expect(200);
    }
  }

  private static Answer unknown(SecureRandom random, String method, String body) {
    return second
        .with(ApiKeyCodec.generate(random))
        .send(method, "/books", method.equals("GET") ? null : body);
  }

  private static void sql(String sql) {
    TestDatabase.execute(database.target(), sql);
  }
}
