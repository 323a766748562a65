package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields that the server takes from a related row, in every way of writing.
final class CopyTest {
  private static ApiScenario scenario;

  private Person person;
  private ScenarioClient buyer;
  private ScenarioClient staff;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("copies"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void people() {
    person = scenario.person();
    buyer = scenario.as(person);
    staff = scenario.as(scenario.person("staff"));
  }

  private static long id(Answer created) {
    return created.expect(201).data().getLong("id");
  }

  private long product(String more) {
    return id(staff.post("/products", "{\"name\":\"Kettle\"," + more + "}"));
  }

  private static String line(long product) {
    return "{\"product_id\":" + product + "}";
  }

  private static String batch(String path, String body) {
    return "{\"operations\":[{\"method\":\"POST\",\"path\":\"%s\",\"body\":%s}]}"
        .formatted(path, body);
  }

  private long lines() {
    return Long.parseLong(
        scenario.query(
            "select count(*)::text from app.lines where user_id = '" + person.id() + "'"));
  }

  @Test
  void aNewRowHasTheValuesOfTheRelatedRow() {
    long product = product("\"price\":\"12.50\",\"cost\":\"4\"");
    Answer created = buyer.post("/lines", line(product)).expect(201);
    assertThat(created.data().getString("unit_price")).isEqualTo("12.50");
    assertThat(created.data().getString("name")).isEqualTo("Kettle");
    assertThat(created.data().getString("dear_at")).isNull();
    created.bodyHasNo("unit_cost");
    Answer read = buyer.get("/lines/" + created.data().getLong("id")).expect(200);
    assertThat(read.data()).isEqualTo(created.data());
    assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
    assertThat(staff.get("/lines/" + read.data().getLong("id")).data().getString("unit_cost"))
        .isEqualTo("4");
    buyer.post("/lines", "[" + line(product) + "," + line(product) + "]").expect(201);
    buyer.post("/batch", batch("/lines", line(product))).expect(200);
    assertThat(buyer.post("/lines?dry_run=true", line(product)).expect(200).body())
        .contains("\"unit_price\":\"12.50\"");
    assertThat(
            scenario.query(
                "select string_agg(distinct concat_ws(' ', unit_price, name, unit_cost), ', ') || '"
                    + " ' || count(*) from app.lines where product_id = "
                    + product))
        .isEqualTo("12.50 Kettle 4 4");
  }

  @Test
  void aRowOfTheSameBatchIsCopiedFrom() {
    String both =
        """
        {"operations": [
          {"method": "PATCH", "path": "/products/%1$d", "body": {"price": "3"}},
          {"method": "POST", "path": "/lines", "body": {"product_id": %1$d}}]}\
        """
            .formatted(product("\"price\":\"2\""));
    assertThat(staff.post("/batch", both).expect(200).body()).contains("\"unit_price\":\"3\"");
  }

  @Test
  void noClientWritesACopy() {
    long product = product("\"price\":\"12.50\"");
    String cheap = "{\"product_id\":" + product + ",\"unit_price\":\"0.01\"}";
    for (ScenarioClient client : List.of(buyer, staff)) {
      client.post("/lines", cheap).expect(400).details("unit_price read_only");
      client.post("/lines", "[" + cheap + "]").expect(400);
      client.post("/batch", batch("/lines", cheap)).expect(400);
      client.post("/lines?dry_run=true", cheap).expect(400).details("unit_price read_only");
    }
    assertThat(lines()).isZero();
    String path = "/lines/" + id(buyer.post("/lines", line(product)));
    JsonObject before = buyer.get(path).data();
    for (ScenarioClient client : List.of(buyer, staff)) {
      client.patch(path, "{\"unit_price\":\"0.01\"}").expect(400).details("unit_price read_only");
      client.patch(path, "{\"unit_price\":null}").expect(400).details("unit_price read_only");
      client.patch("/lines?id=" + path.substring(7), "{\"name\":\"x\"}").expect(400);
    }
    buyer.put(path, before.copy().put("name", "x").encode()).expect(400).details("name read_only");
    buyer.patch(path, "{\"product_id\":" + product("\"price\":\"1\"") + "}").expect(400);
    assertThat(buyer.get(path).data()).isEqualTo(before);
    buyer.put(path, before.encode()).expect(200);
    buyer.patch(path, "{\"quantity\":2,\"unit_price\":\"12.50\"}").expect(200);
    assertThat(buyer.get(path).data().getString("unit_price")).isEqualTo("12.50");
  }

  @Test
  void aCopyStaysWhenItsSourceChanges() {
    long product = product("\"price\":\"12.50\"");
    long note = id(buyer.post("/notes", "{\"text\":\"kept\"}"));
    String both = "{\"product_id\":%d,\"note_id\":%d}".formatted(product, note);
    String path = "/lines/" + id(buyer.post("/lines", both));
    String tag = buyer.get(path).header("ETag");
    staff.patch("/products/" + product, "{\"price\":\"99\",\"name\":\"Pot\"}").expect(200);
    buyer.patch("/notes/" + note, "{\"text\":\"other\"}").expect(200);
    assertThat(buyer.get(path).header("ETag")).isEqualTo(tag);
    buyer.patch(path, "{\"quantity\":3}").expect(200);
    buyer.patch("/lines?id=" + path.substring(7), "{\"quantity\":4}").expect(200);
    staff.patch("/products/" + product, "{\"listed\":false}").expect(200);
    buyer.delete("/notes/" + note).expect(204);
    JsonObject row = buyer.get(path).data();
    assertThat(row.getValue("note_id")).isNull();
    assertThat(row.getString("text")).isEqualTo("kept");
    assertThat(row.getString("unit_price")).isEqualTo("12.50");
    assertThat(row.getString("name")).isEqualTo("Kettle");
    assertThat(buyer.post("/lines", line(product("\"price\":\"0\""))).data().getValue("text"))
        .isNull();
  }

  /// A product that is not listed is one that does not exist, whatever its values.
  @ParameterizedTest
  @ValueSource(strings = {"1", "6000"})
  void anUnreadableRowIsNotCopied(String price) {
    long hidden = product("\"listed\":false,\"price\":\"" + price + "\"");
    String unknown = "{\"product_id\":999999999,\"quantity\":1000}";
    String body = unknown.replace("999999999", Long.toString(hidden));
    String refusal =
        buyer.post("/lines", unknown).expect(400).details("product_id unknown_reference").body();
    Answer refused = buyer.post("/lines", body).expect(400);
    assertThat(refused.error().getValue("details"))
        .isEqualTo(new JsonObject(refusal).getJsonObject("error").getValue("details"));
    buyer.post("/lines", "[" + body + "]").expect(400).bodyHasNo("unit_price");
    buyer.post("/batch", batch("/lines", body)).expect(400).bodyHasNo("unit_price");
    long note = id(staff.post("/notes", "{\"text\":\"secret\"}"));
    long product = product("\"price\":\"1\"");
    buyer
        .post("/lines", "{\"product_id\":%d,\"note_id\":%d}".formatted(product, note))
        .expect(400)
        .details("note_id unknown_reference")
        .bodyHasNo("secret");
    assertThat(lines()).isZero();
  }

  @Test
  void theDatabaseJudgesRulesOverACopy() {
    long product = product("\"price\":\"100\"");
    buyer
        .post("/lines", "{\"product_id\":" + product + ",\"quantity\":101}")
        .expect(400)
        .details("unit_price rule");
    String path =
        "/lines/" + id(buyer.post("/lines", "{\"product_id\":" + product + ",\"quantity\":100}"));
    buyer.patch(path, "{\"quantity\":101}").expect(400).details("unit_price rule");
    buyer.patch(path, "{\"quantity\":99}").expect(200);
  }

  @Test
  void aStampReadsACopy() {
    long product = product("\"price\":\"1001\"");
    JsonObject row = buyer.post("/lines", line(product)).expect(201).data();
    assertThat(row.getString("dear_at")).isEqualTo(row.getString("created_at"));
  }

  /// The statement computes the value that the trigger will copy, and the policy judges the row.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accessThatReadsACopyJudgesTheNewRow(boolean walls) {
    try (ApiScenario store = new ApiScenario(SpecFile.read("copies"))) {
      ScenarioClient seller = store.as(store.person("staff"));
      long dear = id(seller.post("/products", "{\"name\":\"Car\",\"price\":\"5000\"}"));
      long cheap = id(seller.post("/products", "{\"name\":\"Toy\",\"price\":\"4999\"}"));
      if (!walls) {
        store.sql("alter table app.lines disable row level security");
      }
      ScenarioClient by = store.as(store.person());
      by.post("/lines", line(dear)).expect(403, "FORBIDDEN");
      by.post("/lines", "[" + line(cheap) + "," + line(dear) + "]").expect(403);
      assertThat(store.query("select count(*)::text from app.lines")).isEqualTo("0");
      by.post("/lines", line(cheap)).expect(201);
      long hidden =
          id(seller.post("/products", "{\"name\":\"Sled\",\"price\":\"1\",\"listed\":false}"));
      by.post("/lines", line(hidden)).expect(400).details("product_id unknown_reference");
    }
  }

  @Test
  void aCopyIsAFieldOfQueries() {
    long product = product("\"price\":\"7\"");
    buyer.post("/lines", "[" + line(product) + "," + line(product) + "]").expect(201);
    assertThat(buyer.get("/lines?unit_price[gte]=7&name=Kettle").column("lines", "unit_price"))
        .containsExactly("7", "7");
    assertThat(buyer.get("/lines/summary?sum=unit_price").expect(200).body())
        .contains("\"unit_price\":\"14\"");
    buyer.get("/lines?unit_cost=4").expect(400).details("unit_cost unknown");
    buyer.get("/lines/summary?sum=unit_cost").expect(400);
  }

  @Test
  void theTriggerCopiesInSqlToo() {
    long product = product("\"price\":\"12.50\"");
    long hidden = product("\"price\":\"3\",\"listed\":false");
    String insert = "insert into app.lines (user_id, product_id%s) values ('" + person.id() + "', ";
    scenario.sql(asServer(insert.formatted("") + product + ")"));
    for (String refused :
        List.of(
            insert.formatted(", unit_price") + product + ", 0.01)",
            insert.formatted("") + hidden + ")",
            "update app.lines set unit_price = 0.01")) {
      assertThatThrownBy(() -> scenario.sql(asServer(refused)))
          .isInstanceOf(DatabaseException.class);
    }
    // An operator restores rows with the values that they had.
    scenario.sql(insert.formatted("") + product + ")");
    scenario.sql(insert.formatted(", unit_price, name") + product + ", 9, 'Old')");
    scenario.sql(insert.formatted("") + hidden + ")");
    String found =
        "select string_agg(unit_price || name, ' ' order by id) from app.lines where user_id = '"
            + person.id()
            + "'";
    assertThat(scenario.query(found)).isEqualTo("12.50Kettle 12.50Kettle 9Old 3Kettle");
    scenario.sql("update app.lines set unit_price = 8 where name = 'Old'");
    assertThat(scenario.query(found)).isEqualTo("12.50Kettle 12.50Kettle 8Old 3Kettle");
  }

  private String asServer(String statement) {
    return "begin; set local role %s; set local freehold.user_id = '%s'; set local freehold.roles = ''; %s; commit"
        .formatted(scenario.apiRole(), person.id(), statement);
  }

  /// Where the role of the server may write all columns, as with a single login, the trigger keeps copies.
  @Test
  void theTriggerKeepsWhatAStatementWouldChange() {
    try (ApiScenario store = new ApiScenario(SpecFile.read("copies"))) {
      store.sql("grant insert, update on app.lines to " + store.apiRole());
      Person by = store.person();
      ScenarioClient seller = store.as(store.person("staff"));
      long product = id(seller.post("/products", "{\"name\":\"Cup\",\"price\":\"5\"}"));
      String server =
          "begin; set local role %s; set local freehold.user_id = '%s'; set local freehold.roles = ''; %%s; commit"
              .formatted(store.apiRole(), by.id());
      store.sql(
          server.formatted(
              "insert into app.lines (user_id, product_id, unit_price) values ('%s', %d, 0.01)"
                  .formatted(by.id(), product)));
      store.sql(server.formatted("update app.lines set unit_price = 0.01, quantity = 7"));
      assertThat(store.query("select unit_price || ' ' || quantity from app.lines"))
          .isEqualTo("5 7");
    }
  }

  /// Name and price change together, also to a price that nobody may order at.
  @Test
  void aConcurrentChangeOfTheSourceIsSeenWhollyOrNotAtAll() {
    long product = product("\"price\":\"1\"");
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> changes =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !ended.get(); i++) {
                int price = i % 2 == 0 ? 6000 : i % 1000;
                staff
                    .patch(
                        "/products/" + product,
                        "{\"price\":\"%1$d\",\"name\":\"%1$d\"}".formatted(price))
                    .expect(200);
              }
            });
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      statuses.add(buyer.post("/lines", line(product)).status());
    }
    ended.set(true);
    changes.join();
    assertThat(statuses).containsOnly(201, 403);
    assertThat(
            scenario.query(
                "select count(*) filter (where name not in (unit_price::text, 'Kettle') or"
                    + " unit_price >= 5000) || ' of ' || count(*) from app.lines where product_id ="
                    + " "
                    + product))
        .isEqualTo("0 of " + lines());
  }
}
