package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `include` of a list of references: its rows in its order, each only for who may read it. Each test
/// runs with both walls, and with the predicates of the statements alone.
final class IncludedListTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("albums"));
    withoutPolicies = new ApiScenario(SpecFile.read("albums"));
    List.of("albums", "comments", "tags", "_people", "_albums_friends", "_albums_tags")
        .forEach(
            table ->
                withoutPolicies.sql("alter table app." + table + " disable row level security"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// An album with two friends, of whom one has a name, and with the tags c, a and a secret one.
  private static final class Album {
    final ApiScenario scenario;
    final Person named;
    final Person unnamed;
    final ScenarioClient owner;
    final ScenarioClient friend;
    final ScenarioClient admin;
    final int a;
    final int c;
    final int secret;
    final int id;

    Album(boolean policies) {
      scenario = policies ? IncludedListTest.scenario : withoutPolicies;
      named = scenario.person();
      unnamed = scenario.person();
      owner = scenario.as(scenario.person());
      friend = scenario.as(named);
      admin = scenario.as(scenario.person("admin"));
      friend.patch("/auth/me", "{\"display_name\":\"Ann\"}").expect(200);
      a = tag("a");
      c = tag("c");
      secret = tag("hidden");
      id =
          owner
              .post(
                  "/albums",
                  "{\"title\":\"Trip\",\"friends\":[\"%s\",\"%s\"],\"tags\":[%d,%d,%d]}"
                      .formatted(unnamed.id(), named.id(), c, secret, a))
              .expect(201)
              .data()
              .getInteger("id");
      admin.patch("/tags/" + secret, "{\"secret\":true}").expect(200);
    }

    int tag(String name) {
      return admin.post("/tags", "{\"name\":\"" + name + "\"}").expect(201).data().getInteger("id");
    }

    String path() {
      return "/albums/" + id;
    }

    /// The album in each way to read it.
    Map<String, JsonObject> everyRead(ScenarioClient by, String query) {
      return Map.of(
          "row", by.get(path() + "?" + query).expect(200).data(),
          "list", only(by.get("/albums?" + query + "&id=" + id), "albums"),
          "sorted list", only(by.get("/albums?" + query + "&sort=-tags.count&id=" + id), "albums"),
          "condition", only(by.get("/albums?" + query + "&tags.name=a&id=" + id), "albums"));
    }

    private static JsonObject only(Answer answer, String resource) {
      JsonArray rows = answer.expect(200).data().getJsonArray(resource);
      assertThat(rows).hasSize(1);
      return rows.getJsonObject(0);
    }
  }

  private static List<Object> names(JsonObject rows, String field) {
    return rows.getJsonArray("data").stream()
        .map(row -> ((JsonObject) row).getValue(field))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theRowsHaveTheOrderOfTheListAndTheIdsStay(boolean policies) {
    Album album = new Album(policies);
    for (ScenarioClient by : List.of(album.owner, album.friend)) {
      album
          .everyRead(by, "include=tags")
          .forEach(
              (way, row) -> {
                assertThat(row.getJsonArray("tags"))
                    .as(way)
                    .containsExactly(album.c, album.secret, album.a);
                JsonObject rows = row.getJsonObject("tags.rows");
                assertThat(rows.fieldNames()).as(way).containsExactly("data", "hasMore");
                assertThat(names(rows, "id")).as(way).containsExactly(album.c, album.a);
                assertThat(names(rows, "name")).as(way).containsExactly("c", "a");
                assertThat(rows.getBoolean("hasMore")).as(way).isFalse();
              });
    }
    album.owner.patch(album.path(), "{\"friends\":[]}").expect(200);
    album.friend.get(album.path() + "?include=tags").expect(404);
    assertThat(album.friend.get("/albums?include=tags&id=" + album.id).expect(200).body())
        .doesNotContain("rows");
    List<Integer> many = List.of(album.tag("1"), album.tag("2"), album.tag("3"), album.tag("4"));
    album.owner.patch(album.path(), "{\"tags\":" + many.reversed() + "}").expect(200);
    JsonObject longer =
        album.owner.get(album.path() + "?include=tags&fields=id").expect(200).data();
    assertThat(longer.fieldNames()).containsExactly("id", "tags.rows");
    assertThat(names(longer.getJsonObject("tags.rows"), "id"))
        .as("not limited to a page of tags")
        .isEqualTo(many.reversed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoMayReadARowOfTheListSeesIt(boolean policies) {
    Album album = new Album(policies);
    album.admin.get(album.path() + "?include=tags").expect(404);
    album.owner.patch(album.path(), "{\"open\":true}").expect(200);
    assertThat(tags(album.admin, album)).containsExactly("c", "hidden", "a");
    assertThat(tags(album.owner, album)).containsExactly("c", "a");
    assertThat(tags(album.scenario.nobody(), album)).containsExactly("c", "a");
    assertThat(album.owner.get(album.path() + "?include=tags").body()).doesNotContain("hidden");
    Answer shown = album.owner.get(album.path() + "?include=tags").expect(200);
    assertThat(shown.response().headers().firstValue("ETag")).isEmpty();
    String tag = album.owner.get(album.path()).expect(200).header("ETag");
    album.admin.patch("/tags/" + album.a, "{\"name\":\"b\"}").expect(200);
    assertThat(
            names(
                album
                    .owner
                    .send("GET", album.path() + "?include=tags", null, "If-None-Match", tag)
                    .expect(200)
                    .data()
                    .getJsonObject("tags.rows"),
                "name"))
        .as("a version of the album says nothing about its tags")
        .containsExactly("c", "b");
    album.admin.delete("/tags/" + album.c).expect(204);
    assertThat(tags(album.owner, album)).containsExactly("b");
    album.owner.patch(album.path(), "{\"tags\":[]}").expect(200);
    assertThat(tags(album.owner, album)).isEmpty();
  }

  private static List<Object> tags(ScenarioClient by, Album album) {
    return names(
        by.get(album.path() + "?include=tags").expect(200).data().getJsonObject("tags.rows"),
        "name");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListOfAccountsShowsProfilesAndNothingElse(boolean policies) {
    Album album = new Album(policies);
    String expected =
        "{\"data\":[{\"id\":\"%s\",\"display_name\":\"Somebody\"},{\"id\":\"%s\",\"display_name\":\"Ann\"}],\"hasMore\":false}"
            .formatted(album.unnamed.id(), album.named.id());
    for (ScenarioClient by : List.of(album.owner, album.friend, album.scenario.as(album.unnamed))) {
      album
          .everyRead(by, "include=friends")
          .forEach(
              (way, row) ->
                  assertThat(row.getJsonObject("friends.rows").encode())
                      .as(way)
                      .isEqualTo(expected));
    }
    album.scenario.as(album.scenario.person()).get(album.path() + "?include=friends").expect(404);
    album.owner.patch(album.path(), "{\"open\":true}").expect(200);
    assertThat(
            album
                .scenario
                .nobody()
                .get(album.path() + "?include=friends,user")
                .expect(200)
                .bodyHasNo("Ann")
                .data()
                .getJsonObject("friends.rows")
                .encode())
        .isEqualTo("{\"data\":[],\"hasMore\":false}");
    album.scenario.sql("delete from auth.users where id = '" + album.unnamed.id() + "'");
    assertThat(
            names(
                album
                    .owner
                    .get(album.path() + "?include=friends")
                    .data()
                    .getJsonObject("friends.rows"),
                "display_name"))
        .containsExactly("Ann");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listsFollowAndLeadToOtherRelations(boolean policies) {
    Album album = new Album(policies);
    album.admin.patch("/tags/" + album.a, "{\"parent_id\":%d}".formatted(album.secret)).expect(200);
    album.admin.patch("/tags/" + album.c, "{\"parent_id\":%d}".formatted(album.a)).expect(200);
    album
        .friend
        .post(
            "/comments",
            "{\"album_id\":%d,\"text\":\"Nice\",\"tags\":[%d,%d]}"
                .formatted(album.id, album.a, album.c))
        .expect(201);
    JsonObject row =
        album
            .owner
            .get(
                album.path()
                    + "?include=comments.tags.parent,tags.parent,tags.comments_by_tags.count,tags.count,friends")
            .expect(200)
            .bodyHasNo("hidden")
            .data();
    JsonObject comment = row.getJsonObject("comments").getJsonArray("data").getJsonObject(0);
    assertThat(comment.getJsonArray("tags")).containsExactly(album.a, album.c);
    assertThat(names(comment.getJsonObject("tags.rows"), "name")).containsExactly("a", "c");
    assertThat(parents(comment)).containsExactly("null", "a");
    assertThat(parents(row)).containsExactly("a", "null");
    assertThat(names(row.getJsonObject("tags.rows"), "comments_by_tags.count"))
        .containsExactly(1, 1);
    assertThat(row.getInteger("tags.count")).isEqualTo(2);
    assertThat(names(row.getJsonObject("friends.rows"), "display_name"))
        .containsExactly("Somebody", "Ann");
    Answer nested = album.friend.get(album.path() + "/comments?include=tags,album.friends");
    JsonObject below = Album.only(nested, "comments");
    assertThat(names(below.getJsonObject("tags.rows"), "name")).containsExactly("a", "c");
    assertThat(names(below.getJsonObject("album").getJsonObject("friends.rows"), "display_name"))
        .containsExactly("Somebody", "Ann");
  }

  private static List<String> parents(JsonObject row) {
    return names(row.getJsonObject("tags.rows"), "parent").stream()
        .map(parent -> parent == null ? "null" : ((JsonObject) parent).getString("name"))
        .collect(Collectors.toList());
  }

  /// At most 1 MiB of rows.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListOfLongRowsIsCutAndSaysSo(boolean policies) {
    Album album = new Album(policies);
    String note = "x".repeat(90_000);
    List<Integer> tags =
        IntStream.range(0, 13)
            .mapToObj(
                i ->
                    album
                        .admin
                        .post("/tags", "{\"name\":\"%d\",\"note\":\"%s\"}".formatted(i, note))
                        .expect(201)
                        .data()
                        .getInteger("id"))
            .toList();
    album.owner.patch(album.path(), "{\"tags\":" + tags + "}").expect(200);
    JsonObject rows =
        album.owner.get(album.path() + "?include=tags").data().getJsonObject("tags.rows");
    assertThat(names(rows, "id")).isEqualTo(tags.subList(0, 11));
    assertThat(rows.getBoolean("hasMore")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          albums | tags.rows            | include unknown
          albums | friends.count        | include unknown
          albums | friends.user         | include unknown
          albums | tags,tags            | include repeated
          albums | tags.albums          | include unknown
          albums | comments.album.comments | include too_many
          comments | tags.comments      | include unknown
          comments | album.comments.tags.parent | include too_deep
          tags   | albums               | include unknown
          """)
  void whatNoIncludeReaches(String resource, String include, String details) {
    scenario
        .as(scenario.person())
        .get("/" + resource + "?include=" + include)
        .expect(400)
        .details(details.split(";"));
  }
}
