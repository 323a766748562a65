package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.RawHttpTestClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests `GET /auth/me/export`: what is in it, and what must not be.
final class AccountExportTest {
  private static final String EXPORT = "/auth/me/export";

  private static final String SPEC =
      """
      freehold: 1
      name: Diary
      auth: { roles: [staff] }
      people:
        fields: { nick: string }
      teams:
        roles: [admin, member]
        fields: { name: string }
      resources:
        notes:
          fields: { text: { type: text, maxLength: 300000 }, code: { type: string, hidden: true } }
        posts:
          id: integer
          access: { read: user }
          fields:
            title: string
            rating: { type: integer, read: role:staff, write: role:staff }
        verdicts:
          access: { read: role:staff, create: nobody, update: nobody, delete: nobody }
          fields: { text: string }
        letters:
          access: { read: owner or recipient }
          fields: { text: string, recipient: { type: ref, to: people } }
        records:
          owner: member
          access: { read: team, create: team }
          fields: { text: string }
        countries:
          owner: none
          access: { read: public }
          fields: { name: string }
      """;

  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.parse(SPEC));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static List<JsonObject> lines(Answer export) {
    assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(export.body()).endsWith("}\n");
    return export.body().lines().map(JsonObject::new).toList();
  }

  private static List<String> resources(List<JsonObject> lines) {
    return lines.stream().map(line -> line.getString("resource")).distinct().toList();
  }

  @Test
  void hasTheAccountAndEveryRowOfThePersonAndNothingElse() {
    Person ann = scenario.person();
    Person bob = scenario.person();
    ScenarioClient client = scenario.as(ann);
    ScenarioClient other = scenario.as(bob);
    client.patch("/auth/me", "{\"nick\":\"annie\",\"name\":\"Ann\"}").expect(200);
    client.post("/notes", "{\"text\":\"mine\\nand mine\"}").expect(201);
    JsonObject post = client.post("/posts", "{\"title\":\"my post\"}").expect(201).data();
    client
        .post("/letters", "{\"text\":\"to bob\",\"recipient_id\":\"" + bob.id() + "\"}")
        .expect(201);
    other.post("/notes", "{\"text\":\"foreign\"}").expect(201);
    other.post("/posts", "{\"title\":\"foreign\"}").expect(201);
    // What the person may read, but does not own, is the data of somebody else.
    other
        .post("/letters", "{\"text\":\"foreign\",\"recipient_id\":\"" + ann.id() + "\"}")
        .expect(201);
    scenario.sql("insert into app.countries (id, name) values (gen_random_uuid(), 'foreign')");
    scenario.sql("update app.notes set code = 'hidden code'");
    scenario.sql("update app.posts set rating = 77");
    scenario.sql(
        "insert into app.verdicts (id, user_id, text) values (gen_random_uuid(), '"
            + ann.id()
            + "', 'of staff alone')");
    String team = client.post("/teams", "{\"name\":\"t\"}").expect(201).data().getString("id");
    client.inTeam(team).post("/records", "{\"text\":\"of the team\"}").expect(201);

    for (ScenarioClient asked : List.of(client, client.inTeam(team))) {
      Answer export = asked.get(EXPORT).expect(200);
      List<JsonObject> lines = lines(export);
      assertThat(resources(lines)).containsExactly("auth/me", "notes", "posts", "letters");
      assertThat(lines).hasSize(4);
      assertThat(lines.getFirst().getJsonObject("data"))
          .isEqualTo(client.get("/auth/me").expect(200).data());
      assertThat(lines.get(1).getJsonObject("data").getString("text")).isEqualTo("mine\nand mine");
      assertThat(lines.get(2).getJsonObject("data"))
          .isEqualTo(client.get("/posts/" + post.getValue("id")).expect(200).data());
      export
          .bodyHasNo("foreign")
          .bodyHasNo("hidden code")
          .bodyHasNo("rating")
          .bodyHasNo("of staff")
          .bodyHasNo("of the team")
          .bodyHasNo("argon2");
    }
    Person asStaff = scenario.withRoles(ann, "staff");
    List<JsonObject> more = lines(scenario.as(asStaff).get(EXPORT).expect(200));
    assertThat(resources(more)).containsExactly("auth/me", "notes", "posts", "verdicts", "letters");
    assertThat(more.get(2).getJsonObject("data").getInteger("rating")).isEqualTo(77);
  }

  @Test
  void hasTheSessionsOfThePerson() {
    Person ann = signedUp("s@example.org");
    List<JsonObject> lines = lines(scenario.as(ann).get(EXPORT).expect(200));
    assertThat(resources(lines)).containsExactly("auth/me", "auth/sessions");
    assertThat(lines.get(1).getJsonObject("data").getBoolean("current")).isTrue();
  }

  /// Not the keys themselves, which are nowhere.
  @Test
  void hasTheKeysOfThePerson() {
    Person ann = signedUp("keys@example.org");
    Person bob = signedUp("other-keys@example.org");
    String made = "{\"name\":\"nightly\",\"scopes\":[\"*:read\"]}";
    scenario.as(bob).post("/auth/keys", made).expect(201);
    String first = scenario.as(ann).post("/auth/keys", made).expect(201).data().getString("key");
    scenario.as(ann).post("/auth/keys", made).expect(201);
    Answer export = scenario.as(ann).get(EXPORT).expect(200);
    List<JsonObject> lines = lines(export);
    assertThat(lines.stream().map(line -> line.getString("resource")))
        .containsExactly("auth/me", "auth/sessions", "auth/keys", "auth/keys");
    assertThat(lines.subList(2, 4).stream().map(line -> (Object) line.getJsonObject("data")))
        .containsExactlyElementsOf(
            scenario.as(ann).get("/auth/keys").expect(200).data().getJsonArray("keys"));
    export.bodyHasNo(first.substring(3));
  }

  /// Rows of all sizes, each once.
  @Test
  void manyRowsComeInParts() {
    Person ann = scenario.person();
    scenario.sql(
        """
        insert into app.posts (user_id, title) select '%1$s', 'title ' || i from generate_series(1, 1001) i;
        insert into app.notes (id, user_id, text)
          select gen_random_uuid(), '%1$s', repeat('é', case when i %% 7 = 0 then 250000 else 10 end)
            from generate_series(1, 60) i\
        """
            .formatted(ann.id()));
    List<JsonObject> lines = lines(scenario.as(ann).get(EXPORT).expect(200));
    assertThat(lines).hasSize(1 + 60 + 1001);
    Set<Object> ids = new HashSet<>();
    lines.forEach(line -> ids.add(line.getJsonObject("data").getValue("id")));
    assertThat(ids).hasSize(1 + 60 + 1001);
  }

  /// An export whose client is slow keeps its account from a second one, and ends when its session does
  /// (K8): the body has no end then.
  @Test
  void anExportEndsWithItsSession() throws Exception {
    Person ann = signedUp("slow@example.org");
    scenario.sql(
        """
        insert into app.notes (id, user_id, text)
          select gen_random_uuid(), '%s', repeat('x', 250000) from generate_series(1, 120) i\
        """
            .formatted(ann.id()));
    try (RawHttpTestClient slow = scenario.server().connect()) {
      slow.send(
          "GET /api/v1"
              + EXPORT
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + ann.token()
              + "\r\n\r\n");
      assertThat(slow.read(true).status()).isEqualTo(200);
      ScenarioClient client = scenario.as(ann);
      client.get(EXPORT).expect(429, "RATE_LIMITED");
      client.post("/auth/logout", "{}").expect(204);
      long taken = 0;
      int last = 0;
      for (int b = slow.readByte(); b >= 0; b = slow.readByte()) {
        taken++;
        last = b;
      }
      assertThat(taken).isLessThan(120 * 250_000);
      assertThat(last).isNotEqualTo('0');
    }
    lines(scenario.as(signedIn("slow@example.org", "login", 200)).get(EXPORT).expect(200));
  }

  private static Person signedUp(String email) {
    return signedIn(email, "signup", 201);
  }

  private static Person signedIn(String email, String how, int status) {
    JsonObject data =
        scenario
            .nobody()
            .post(
                "/auth/" + how,
                new JsonObject().put("email", email).put("password", "a fine password").encode())
            .expect(status)
            .data();
    return new Person(
        UUID.fromString(data.getJsonObject("user").getString("id")),
        data.getString("access_token"));
  }

  @Test
  void aRequestIsCheckedLikeEveryOther() {
    scenario.nobody().get(EXPORT).expect(401, "UNAUTHORIZED");
    Person ann = scenario.person();
    scenario.as(ann).get(EXPORT + "?user_id=x").expect(400).details("user_id unknown");
    scenario.as(ann).post(EXPORT, "{}").expect(405);
    scenario.sql("delete from auth.users where id = '" + ann.id() + "'");
    scenario.as(ann).get(EXPORT).expect(401, "INVALID_TOKEN");
  }
}
