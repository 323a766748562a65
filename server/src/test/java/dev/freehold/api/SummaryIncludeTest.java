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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `include` of a summary: the rows that keys refer to, each only for who may read it. Each test runs
/// with both walls, and with the predicates of the statements alone.
final class SummaryIncludeTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("albums"));
    withoutPolicies = new ApiScenario(SpecFile.read("albums"));
    List.of("albums", "comments", "tags", "_people")
        .forEach(
            table ->
                withoutPolicies.sql("alter table app." + table + " disable row level security"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  private static ApiScenario scenario(boolean policies) {
    ApiScenario in = policies ? scenario : withoutPolicies;
    in.sql("delete from app.albums");
    in.sql("delete from app.tags");
    return in;
  }

  private static List<Object> column(Answer summary, String member, String field) {
    return summary.expect(200).data().getJsonArray("groups").stream()
        .map(group -> ((JsonObject) group).getJsonObject(member))
        .map(row -> row == null ? "null" : row.getValue(field))
        .toList();
  }

  private static int id(Answer created) {
    return created.expect(201).data().getInteger("id");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGroupShowsTheRowOfItsKeyToWhoMayReadIt(boolean policies) {
    ApiScenario in = scenario(policies);
    ScenarioClient admin = in.as(in.person("admin"));
    ScenarioClient user = in.as(in.person());
    int open = id(admin.post("/tags", "{\"name\":\"open\"}"));
    int secret =
        id(
            admin.post(
                "/tags", "{\"name\":\"hidden\",\"secret\":true,\"parent_id\":%d}".formatted(open)));
    for (int parent : new int[] {secret, open, secret, open, open}) {
      admin.post("/tags", "{\"name\":\"x\",\"parent_id\":%d}".formatted(parent)).expect(201);
    }
    String query = "/tags/summary?group=parent_id&include=parent.parent&sort=-count";
    Answer all = admin.get(query);
    assertThat(column(all, "parent", "name")).containsExactly("open", "hidden", "null");
    assertThat(all.body()).contains("\"parent\":{\"id\":" + open);
    for (ScenarioClient by : List.of(user, in.nobody())) {
      Answer some = by.get(query).bodyHasNo("hidden");
      assertThat(column(some, "parent", "name")).containsExactly("open", "null", "null");
      assertThat(some.data().getJsonArray("groups").getJsonObject(1).getInteger("parent_id"))
          .as("the key is in the rows too")
          .isEqualTo(secret);
    }
    Answer first = user.get(query + "&limit=1");
    assertThat(column(first, "parent", "name")).containsExactly("open");
    assertThat(first.data().getJsonObject("pagination").getBoolean("hasMore")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGroupShowsTheProfileOfAPersonWhoseRowsTheCallerReads(boolean policies) {
    ApiScenario in = scenario(policies);
    Person ann = in.person();
    Person bob = in.person();
    in.as(ann).patch("/auth/me", "{\"display_name\":\"Ann\"}").expect(200);
    int album = id(in.as(ann).post("/albums", "{\"title\":\"a\",\"open\":true}"));
    in.as(ann).post("/albums", "{\"title\":\"b\"}").expect(201);
    in.as(bob).post("/albums", "{\"title\":\"c\"}").expect(201);
    String query = "/albums/summary?group=user_id&include=user&count";
    String anns = "{\"id\":\"%s\",\"display_name\":\"Ann\"}".formatted(ann.id());
    String group = "{\"user_id\":\"%s\",\"count\":%d,\"user\":%s}";
    assertThat(groups(in.as(ann).get(query)).encode())
        .isEqualTo("[" + group.formatted(ann.id(), 2, anns) + "]");
    assertThat(groups(in.nobody().get(query)).encode())
        .isEqualTo("[" + group.formatted(ann.id(), 1, "null") + "]");
    Answer bobs = in.as(bob).get(query + "&sort=count,user_id");
    assertThat(column(bobs, "user", "display_name")).containsExactlyInAnyOrder("Ann", "Somebody");
    in.as(bob).post("/comments", "{\"album_id\":%d,\"text\":\"x\"}".formatted(album)).expect(201);
    assertThat(
            groups(
                    in.as(bob)
                        .get(
                            "/comments/summary?group=album_id,month(created_at)&include=album.user&max=created_at"))
                .getJsonObject(0)
                .getJsonObject("album")
                .getJsonObject("user")
                .encode())
        .isEqualTo(anns);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void groupsThatAreTooLargeTogetherAreRefused(boolean policies) {
    ApiScenario in = scenario(policies);
    ScenarioClient admin = in.as(in.person("admin"));
    in.sql(
        "insert into app.tags (name, note) select 'x', repeat('x', 100000) from generate_series(1,"
            + " 50)");
    in.sql("insert into app.tags (name, parent_id) select 'y', id from app.tags");
    String query = "/tags/summary?group=parent_id&include=parent";
    admin.get(query).expect(400, "VALIDATION_ERROR").details("limit too_large");
    assertThat(column(admin.get(query + "&limit=20"), "parent", "name")).hasSize(20);
  }

  private static JsonArray groups(Answer summary) {
    return summary.expect(200).data().getJsonArray("groups");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          comments | group=album_id&include=tags            | include bad_operator
          comments | group=album_id&include=album.tags      | include bad_operator
          comments | group=album_id&include=album.friends   | include bad_operator
          comments | group=album_id&include=user            | include bad_operator
          comments | group=month(created_at)&include=album  | include bad_operator
          comments | group=min_id&include=min               | include bad_operator
          albums   | group=user_id&include=user.albums.count | include unknown
          albums   | include=user                           | include bad_operator
          """)
  void onlyTheRowOfAKeyIsIncluded(String resource, String query, String details) {
    scenario
        .as(scenario.person())
        .get("/" + resource + "/summary?" + query)
        .expect(400)
        .details(details);
  }
}
