package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests access that depends on the values of the row: every way to reach a row outside the
/// condition, and every way to move a row across it.
final class ConditionalAccessTest {
  /// A word that only the draft contains.
  private static final String SECRET = "unpublished";

  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("magazine"));
    withoutPolicies = new ApiScenario(SpecFile.read("magazine"));
    withoutPolicies.sql("alter table app.articles disable row level security");
    withoutPolicies.sql("alter table app.comments disable row level security");
    withoutPolicies.sql("alter table app.folders disable row level security");
    withoutPolicies.sql("alter table app.proofs disable row level security");
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// An author, a reader and an editor, and a draft and a published article of the author in one
  /// section.
  private static final class Newsroom {
    final ApiScenario scenario;
    final ScenarioClient author;
    final ScenarioClient reader;
    final ScenarioClient editor;
    final ScenarioClient anonymous;
    final long section;
    final long draft;
    final long published;

    /// @param policies whether row-level security applies; otherwise only the statements restrict
    ///     access
    Newsroom(boolean policies) {
      scenario = policies ? ConditionalAccessTest.scenario : withoutPolicies;
      author = scenario.as(scenario.person());
      reader = scenario.as(scenario.person());
      editor = scenario.as(scenario.person("editor"));
      anonymous = scenario.nobody();
      section = id(editor.post("/sections", "{\"name\":\"News\"}"));
      draft = article("{\"title\":\"Draft\",\"body\":\"unpublished words\",\"section_id\":%d}");
      published = article("{\"title\":\"News\",\"body\":\"words\",\"section_id\":%d}");
      editor.patch("/articles/" + published, "{\"status\":\"published\"}").expect(200);
    }

    long article(String body) {
      return id(author.post("/articles", body.formatted(section)));
    }

    String mine() {
      return "section_id=" + section;
    }
  }

  private static long id(Answer answer) {
    return answer.expect(201).data().getLong("id");
  }

  private static List<Object> ids(Answer answer) {
    return answer.expect(200).column("articles", "id");
  }

  private static int total(Answer answer) {
    return answer.expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDraftIsNotFoundByAnyRequest(boolean policies) {
    Newsroom room = new Newsroom(policies);
    String path = "/articles/" + room.draft;
    String tag = room.author.get(path).expect(200).header("ETag");
    for (ScenarioClient client : List.of(room.anonymous, room.reader)) {
      client.get(path).expect(404, "NOT_FOUND").bodyHasNo(SECRET);
      client.send("GET", path, null, "If-None-Match", tag).expect(404);
      client.get(path + "?include=section,comments").expect(404);
      client.get(path + "/comments").expect(404);
      for (String query :
          List.of(
              "",
              "&count=estimated",
              "&sort=-status,id",
              "&sort=-title",
              "&limit=1",
              "&status[in]=draft,published",
              "&body[contains]=words",
              "&q=words",
              "&or=(title.eq.Draft,title.eq.News)",
              "&include=section")) {
        Answer list = client.get("/articles?" + room.mine() + query);
        assertThat(ids(list)).as(query).containsExactly(Integer.valueOf((int) room.published));
        list.bodyHasNo(SECRET);
        if (!query.contains("count")) {
          assertThat(total(list)).as(query).isEqualTo(1);
        }
      }
      Answer summary = client.get("/articles/summary?group=status&count&" + room.mine());
      assertThat(summary.expect(200).data().getJsonArray("groups").encode())
          .isEqualTo("[{\"status\":\"published\",\"count\":1}]");
      assertThat(total(client.get("/articles?" + room.mine() + "&q=" + SECRET))).isZero();
      assertThat(total(client.get("/articles?" + room.mine() + "&title=Draft"))).isZero();
      Answer nested = client.get("/sections/" + room.section + "/articles");
      assertThat(ids(nested)).containsExactly(Integer.valueOf((int) room.published));
      Answer included = client.get("/sections/" + room.section + "?include=articles").expect(200);
      included.bodyHasNo(SECRET);
      JsonObject articles = included.data().getJsonObject("articles");
      assertThat(articles.getJsonArray("data")).hasSize(1);
      assertThat(articles.getBoolean("hasMore")).isFalse();
    }
    assertThat(total(room.author.get("/articles?" + room.mine()))).isEqualTo(2);
    assertThat(total(room.editor.get("/articles?" + room.mine()))).isEqualTo(2);
    assertThat(ids(room.author.get("/articles?q=" + SECRET + "&" + room.mine()))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void othersCannotReferenceOrChangeADraft(boolean policies) {
    Newsroom room = new Newsroom(policies);
    String comment = "{\"text\":\"x\",\"article_id\":%d}";
    room.reader.post("/comments", comment.formatted(room.published)).expect(201);
    room.author.post("/comments", comment.formatted(room.draft)).expect(201);
    Answer hidden = room.reader.post("/comments", comment.formatted(room.draft));
    Answer missing = room.reader.post("/comments", comment.formatted(999_999_999));
    hidden.expect(400).details("article_id unknown_reference");
    missing.expect(400).details("article_id unknown_reference");
    String path = "/articles/" + room.draft;
    room.reader.patch(path, "{\"title\":\"x\"}").expect(404, "NOT_FOUND");
    room.reader.put(path, "{\"title\":\"x\"}").expect(404, "NOT_FOUND");
    room.reader.delete(path).expect(404, "NOT_FOUND");
    room.reader.patch("/articles", "[{\"id\":" + room.draft + ",\"title\":\"x\"}]").expect(404);
    assertThat(affected(room.reader.patch(bulk(room), "{\"title\":\"x\"}"))).isZero();
    assertThat(affected(room.reader.delete(bulk(room)))).isZero();
    assertThat(room.author.get(path).data().getString("title")).isEqualTo("Draft");
    JsonObject seen =
        room.reader.get("/comments?include=article&article_id=" + room.draft).expect(200).data();
    assertThat(seen.getJsonArray("comments").getJsonObject(0).getValue("article")).isNull();
  }

  /// A row of one's own that the condition hides.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOwnRowOutsideTheConditionIsNotFound(boolean policies) {
    Newsroom room = new Newsroom(policies);
    String folder =
        room.author.post("/folders", "{\"name\":\"f\"}").expect(201).data().getString("id");
    String paper = "{\"title\":\"p\",\"folder_id\":\"" + folder + "\"}";
    String id = room.author.post("/papers", paper).expect(201).data().getString("id");
    room.scenario.sql("update app.folders set open = false where id = '" + folder + "'");
    room.author.get("/folders/" + folder).expect(404);
    room.author.post("/papers", paper).expect(400).details("folder_id unknown_reference");
    room.author.patch("/papers/" + id, paper).expect(400).details("folder_id unknown_reference");
    JsonObject seen = room.author.get("/papers/" + id + "?include=folder").expect(200).data();
    assertThat(seen.getValue("folder")).isNull();
    room.author.get("/folders/" + folder + "/papers").expect(404);
  }

  private static String bulk(Newsroom room) {
    return "/articles?max_affected=10&" + room.mine();
  }

  private static int affected(Answer answer) {
    return answer.expect(200).data().getInteger("affected");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theConditionAppliesBeforeAndAfterAnUpdate(boolean policies) {
    Newsroom room = new Newsroom(policies);
    String path = "/articles/" + room.draft;
    String publish = "{\"title\":\"Now\",\"status\":\"published\"}";
    String before = room.author.get(path).header("ETag");
    room.author.patch(path, publish).expect(403, "FORBIDDEN");
    room.author.put(path, publish).expect(403, "FORBIDDEN");
    room.author.send("PATCH", path, publish, "If-Match", before).expect(403, "FORBIDDEN");
    room.author.send("PATCH", path, publish, "If-Match", "\"0\"").expect(412);
    room.author
        .patch("/articles", "[{\"id\":" + room.draft + ",\"status\":\"published\"}]")
        .expect(403, "FORBIDDEN");
    room.author
        .post(
            "/batch",
            "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"%s\",\"body\":%s}]}"
                .formatted(path, publish))
        .expect(403, "FORBIDDEN");
    assertThat(affected(room.author.patch(bulk(room), "{\"status\":\"published\"}"))).isZero();
    assertThat(room.author.get(path).header("ETag")).isEqualTo(before);

    room.author.patch(path, "{\"status\":\"review\"}").expect(200);
    room.author.delete(path).expect(404, "NOT_FOUND");
    room.author.patch(path, "{\"status\":\"draft\",\"title\":\"Again\"}").expect(200);
    // The author cannot reach published rows, so they stay unchanged.
    room.author.patch("/articles/" + room.published, "{\"title\":\"x\"}").expect(404);
    room.author.patch("/articles/" + room.published, "{\"status\":\"draft\"}").expect(404);
    room.author.delete("/articles/" + room.published).expect(404);
    // A bulk change affects only the draft.
    assertThat(affected(room.author.patch(bulk(room), "{\"title\":\"Both\"}"))).isEqualTo(1);
    room.editor.patch(path, "{\"status\":\"published\",\"pinned\":true}").expect(200);
    room.anonymous.get(path).expect(200);
    room.editor.patch(path, "{\"status\":\"draft\"}").expect(200);
    room.anonymous.get(path).expect(404);
    room.author.delete(path).expect(204);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theConditionAppliesToANewRow(boolean policies) {
    Newsroom room = new Newsroom(policies);
    String published = "{\"title\":\"x\",\"status\":\"published\"}";
    room.author.post("/articles", published).expect(403, "FORBIDDEN");
    room.editor.post("/articles", published).expect(403, "FORBIDDEN");
    room.anonymous.post("/articles", "{\"title\":\"x\"}").expect(401);
    int before = total(room.author.get("/articles?title=Sole"));
    room.author
        .post("/articles", "[{\"title\":\"Sole\"},{\"title\":\"x\",\"status\":\"published\"}]")
        .expect(403, "FORBIDDEN");
    assertThat(total(room.author.get("/articles?title=Sole"))).isEqualTo(before);
    room.author.post("/articles", "{\"title\":\"Sole\",\"status\":\"review\"}").expect(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConditionOnTheTimeChangesWithoutAWrite(boolean policies) {
    Newsroom room = new Newsroom(policies);
    String path = "/articles/" + room.published;
    room.editor.patch(path, "{\"publish_at\":\"2999-01-01T00:00:00Z\"}").expect(200);
    room.anonymous.get(path).expect(404);
    assertThat(total(room.anonymous.get("/articles?" + room.mine()))).isZero();
    room.scenario.sql(
        "update app.articles set publish_at = now() - interval '1 second' where id = "
            + room.published);
    room.anonymous.get(path).expect(200);

    String comment = "{\"text\":\"x\",\"article_id\":" + room.published + "}";
    JsonObject made = room.reader.post("/comments", comment).expect(201).data();
    String own = "/comments/" + made.getString("id");
    room.reader.patch(own, "{\"text\":\"y\"}").expect(200);
    room.scenario.sql(
        "update app.comments set created_at = now() - interval '31 minutes' where id = '"
            + made.getString("id")
            + "'");
    room.reader.patch(own, "{\"text\":\"z\"}").expect(404, "NOT_FOUND");
    room.reader.get(own).expect(200);
    room.reader.delete(own).expect(204);
  }

  /// The server does not compare the values in a request with a row outside the condition.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wholeRowsAreAcceptedWithinTheCondition(boolean policies) {
    Newsroom room = new Newsroom(policies);
    JsonObject draft = room.author.get("/articles/" + room.draft).expect(200).data();
    JsonObject published = room.author.get("/articles/" + room.published).expect(200).data();
    room.author
        .patch("/articles", "[%s]".formatted(draft.copy().put("pinned", true).encode()))
        .expect(400)
        .details("[0].pinned read_only");
    for (Object pinned : List.of(true, false)) {
      JsonObject outside = published.copy().put("pinned", pinned);
      room.author
          .patch("/articles", "[%s,%s]".formatted(draft.encode(), outside.encode()))
          .expect(404, "NOT_FOUND");
      room.reader.patch("/articles", "[%s]".formatted(outside.encode())).expect(404, "NOT_FOUND");
    }
    room.author
        .patch("/articles", "[%s]".formatted(draft.copy().put("status", "published").encode()))
        .expect(403, "FORBIDDEN");
    room.author
        .patch("/articles", "[%s]".formatted(draft.copy().put("status", "review").encode()))
        .expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConditionMayNameTheOwnerOfTheRow(boolean policies) {
    Newsroom room = new Newsroom(policies);
    UUID self = UUID.fromString(room.author.get("/auth/me").expect(200).data().getString("id"));
    long proof = id(room.author.post("/proofs", "{\"reader\":\"" + UUID.randomUUID() + "\"}"));
    room.author.post("/proofs", "{\"reader\":\"" + self + "\"}").expect(403);
    String path = "/proofs/" + proof;
    room.author.patch(path, "{\"approved\":true}").expect(404);
    Answer many = room.author.patch("/proofs?max_affected=9&id=" + proof, "{\"approved\":true}");
    assertThat(many.expect(200).data().getInteger("affected")).isZero();
    assertThat(room.author.get(path).expect(200).data().getBoolean("approved")).isFalse();
    room.reader.patch(path, "{\"approved\":true}").expect(200);
  }
}
