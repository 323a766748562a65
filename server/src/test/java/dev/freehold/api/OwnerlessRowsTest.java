package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows that belong to nobody: what each kind of caller may do, and what remains of an account that
/// entered them.
final class OwnerlessRowsTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("library"));
    withoutPolicies = new ApiScenario(SpecFile.read("library"));
    for (String table : List.of("shelves", "notices", "books")) {
      withoutPolicies.sql("alter table app." + table + " disable row level security");
    }
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// @param policies whether row-level security applies; otherwise only the statements restrict
  ///     access
  private static ApiScenario scenario(boolean policies) {
    return policies ? scenario : withoutPolicies;
  }

  private static String name() {
    return "Shelf " + UUID.randomUUID();
  }

  private static String shelf(String name, @Nullable Integer parent) {
    return new JsonObject().put("name", name).put("parent_id", parent).encode();
  }

  private static int id(Answer created) {
    return created.expect(201).data().getInteger("id");
  }

  private static String notice(String title, String rest) {
    return "{\"title\":\"" + title + "\"" + rest + "}";
  }

  private static List<Object> ids(Answer answer, String resource) {
    return answer.expect(200).column(resource, "id");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRoleWritesRowsThatEveryoneReads(boolean policies) {
    ApiScenario all = scenario(policies);
    ScenarioClient editor = all.as(all.person("editor"));
    ScenarioClient colleague = all.as(all.person("editor"));
    ScenarioClient user = all.as(all.person());
    String name = name();
    Answer created = editor.post("/shelves", shelf(name, null));
    int id = id(created);
    assertThat(created.data().fieldNames())
        .containsExactlyInAnyOrder("id", "name", "parent_id", "created_at", "updated_at");

    String path = "/shelves/" + id;
    for (ScenarioClient reader : List.of(all.nobody(), user, editor)) {
      reader.get(path).expect(200);
      assertThat(ids(reader.get("/shelves?q=" + name.substring(6)), "shelves")).containsExactly(id);
      reader.get("/shelves?user_id=" + UUID.randomUUID()).expect(400).details("user_id unknown");
      reader.get(path + "?fields=user_id").expect(400);
      reader.get("/shelves?sort=user_id").expect(400);
    }
    for (String body : List.of(shelf("x", null), "[" + shelf("x", null) + "]")) {
      all.nobody().post("/shelves", body).expect(401);
      user.post("/shelves", body).expect(403, "FORBIDDEN");
    }
    user.patch(path, "{\"name\":\"x\"}").expect(403);
    user.delete(path).expect(403);
    user.send("PATCH", "/shelves?max_affected=9&id=" + id, "{\"name\":\"x\"}").expect(403);
    editor
        .post("/shelves", "{\"name\":\"x\",\"user_id\":\"" + UUID.randomUUID() + "\"}")
        .expect(400)
        .details("user_id unknown");

    colleague.patch(path, shelf(name + " b", id)).expect(200);
    assertThat(editor.get(path + "?include=parent").expect(200).data().getInteger("parent_id"))
        .isEqualTo(id);
    colleague.delete(path).expect(204);
    editor.get(path).expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void conditionsAndPersonFieldsGrantAccess(boolean policies) {
    ApiScenario all = scenario(policies);
    Person keeper = all.person();
    ScenarioClient keeping = all.as(keeper);
    ScenarioClient user = all.as(all.person());
    ScenarioClient editor = all.as(all.person("editor"));
    String id =
        user.post("/notices", notice("Lost", ",\"keeper_id\":\"" + keeper.id() + "\""))
            .expect(201)
            .data()
            .getString("id");
    String path = "/notices/" + id;
    all.nobody().get(path).expect(200);
    // The user who entered the row has no more of it than every other user.
    user.get(path).expect(200);
    user.patch(path, "{\"title\":\"x\"}").expect(404);
    user.delete(path).expect(403);
    keeping.patch(path, "{\"title\":\"Found\"}").expect(200);
    keeping.patch(path, "{\"state\":\"closed\"}").expect(403, "FORBIDDEN");
    editor.patch(path, "{\"state\":\"closed\"}").expect(200);
    all.nobody().get(path).expect(404);
    assertThat(ids(all.nobody().get("/notices?id[in]=" + id), "notices")).isEmpty();
    assertThat(ids(user.get("/notices?id[in]=" + id), "notices")).containsExactly(id);
    keeping.patch(path, "{\"title\":\"x\"}").expect(404);
    editor.patch(path, "{\"state\":\"open\"}").expect(200);
    keeping.patch(path, "{\"keeper_id\":null}").expect(403);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void valuesAreUniqueAmongAllRows(boolean policies) {
    ApiScenario all = scenario(policies);
    ScenarioClient editor = all.as(all.person("editor"));
    ScenarioClient other = all.as(all.person("editor"));
    String name = name();
    int id = id(editor.post("/shelves", shelf(name, null)));
    Answer taken = other.post("/shelves", shelf(name, null)).expect(409).details("name taken");
    assertThat(taken.error().getString("message"))
        .isEqualTo("name must be unique; another row has this value.");
    String notice = notice(name, ",\"shelf_id\":" + id);
    editor.post("/notices", notice).expect(201);
    other.post("/notices", notice).expect(409).details("shelf_id taken", "title taken");
    other.post("/notices", notice(name, "")).expect(201);
    other.post("/notices", notice(name, "")).expect(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ownedRowsAndRowsOfNobodyReferToEachOther(boolean policies) {
    ApiScenario all = scenario(policies);
    ScenarioClient ann = all.as(all.person());
    ScenarioClient bob = all.as(all.person());
    ScenarioClient editor = all.as(all.person("editor"));
    int shelf = id(editor.post("/shelves", shelf(name(), null)));
    String title = "Secret " + UUID.randomUUID();
    String book =
        ann.post("/books", notice(title, ",\"shelf_id\":" + shelf))
            .expect(201)
            .data()
            .getString("id");
    bob.post("/books", notice("b", ",\"shelf_id\":" + shelf)).expect(201);
    bob.post("/books", notice("b", ",\"shelf_id\":999999"))
        .expect(400)
        .details("shelf_id unknown_reference");

    // Owned rows under a row of nobody: each caller sees the own ones.
    assertThat(ids(ann.get("/shelves/" + shelf + "/books"), "books")).containsExactly(book);
    assertThat(bob.get("/shelves/" + shelf + "?include=books").expect(200).response().body())
        .doesNotContain(title)
        .contains("\"b\"");
    all.nobody().get("/shelves/" + shelf + "/books").expect(401);

    // A row of nobody refers to a private row: only its owner can say so or see it.
    String body = notice("n", ",\"book_id\":\"" + book + "\"");
    bob.post("/notices", body).expect(400).details("book_id unknown_reference").bodyHasNo(title);
    String notice = ann.post("/notices", body).expect(201).data().getString("id");
    assertThat(ann.get("/notices/" + notice + "?include=book").expect(200).response().body())
        .contains(title);
    bob.get("/notices/" + notice + "?include=book").expect(200).bodyHasNo(title);
    assertThat(ids(ann.get("/books/" + book + "/notices"), "notices")).containsExactly(notice);
    bob.get("/books/" + book + "/notices").expect(404);

    editor.delete("/shelves/" + shelf).expect(409);
    ann.delete("/books/" + book).expect(204);
    ann.patch("/notices/" + notice, "{}").expect(404);
    assertThat(ann.get("/notices/" + notice).expect(200).data().getValue("book_id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pagesBulkWritesAndIdempotencyKeysWork(boolean policies) {
    ApiScenario all = scenario(policies);
    ScenarioClient editor = all.as(all.person("editor"));
    int parent = id(editor.post("/shelves", shelf(name(), null)));
    String children =
        "["
            + shelf(name(), parent)
            + ","
            + shelf(name(), parent)
            + ","
            + shelf(name(), parent)
            + "]";
    Answer first =
        editor.send("POST", "/shelves", children, "Idempotency-Key", "k" + parent).expect(201);
    Answer again =
        editor.send("POST", "/shelves", children, "Idempotency-Key", "k" + parent).expect(201);
    assertThat(again.response().body()).isEqualTo(first.response().body());

    String under = "/shelves/" + parent + "/shelves?limit=2";
    JsonObject page = all.nobody().get(under).expect(200).data();
    assertThat(page.getJsonObject("pagination").getInteger("total")).isEqualTo(3);
    String cursor = page.getJsonObject("pagination").getString("nextCursor");
    assertThat(ids(all.nobody().get(under + "&cursor=" + cursor), "shelves")).hasSize(1);

    String query = "/shelves?max_affected=9&parent_id=" + parent;
    editor.send("PATCH", query + "&dry_run=true", "{\"parent_id\":null}").expect(200);
    editor.send("PATCH", query, "{\"parent_id\":" + parent + "}").expect(200);
    editor.delete(query).expect(200);
    assertThat(ids(all.nobody().get(under), "shelves")).isEmpty();
  }

  @Test
  void theRowsOfADeletedAccountRemain() {
    Person person = scenario.person("editor");
    ScenarioClient editor = scenario.as(person);
    ScenarioClient user = scenario.as(scenario.person());
    int shelf = id(editor.post("/shelves", shelf(name(), null)));
    String notice =
        editor
            .post("/notices", notice("n", ",\"keeper_id\":\"" + person.id() + "\""))
            .expect(201)
            .data()
            .getString("id");
    String book = editor.post("/books", notice("b", "")).expect(201).data().getString("id");
    String before = user.get("/shelves/" + shelf).expect(200).response().body();

    // Without the role nothing of the row changes for others, and nothing is left for the account.
    ScenarioClient former = scenario.as(scenario.withRoles(person));
    former.patch("/shelves/" + shelf, "{\"name\":\"x\"}").expect(403);
    assertThat(user.get("/shelves/" + shelf).expect(200).response().body()).isEqualTo(before);

    scenario.sql("delete from auth.users where id = '" + person.id() + "'");
    assertThat(user.get("/shelves/" + shelf).expect(200).response().body()).isEqualTo(before);
    assertThat(user.get("/notices/" + notice).expect(200).data().getValue("keeper_id")).isNull();
    assertThat(scenario.query("select count(*)::text from app.books where id = '" + book + "'"))
        .isEqualTo("0");
    assertThat(
            scenario.query(
                "select count(*)::text from information_schema.columns where table_schema = 'app'"
                    + " and column_name = 'user_id' and table_name in ('shelves', 'notices')"))
        .isEqualTo("0");
  }
}
