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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the moves of an enum field: every way to write a value, by every kind of caller, with the
/// statements and the trigger, with the statements alone, and with the trigger alone.
final class MovesTest {
  private static final int ROUNDS = 200;

  private static ApiScenario scenario;
  private static ApiScenario withoutTriggers;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("shop-orders"));
    withoutTriggers = new ApiScenario(SpecFile.read("shop-orders"));
    withoutTriggers.sql("alter table app.orders disable trigger user");
    withoutTriggers.sql("alter table app.articles disable trigger user");
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutTriggers.close();
  }

  /// A buyer, another buyer, staff, and an order of the buyer.
  private static final class Shop {
    final ApiScenario scenario;
    final Person person;
    final ScenarioClient buyer;
    final ScenarioClient other;
    final ScenarioClient staff;
    final long order;
    final String path;

    /// @param triggers whether the triggers check moves too; otherwise only the statements do
    Shop(boolean triggers) {
      scenario = triggers ? MovesTest.scenario : withoutTriggers;
      person = scenario.person();
      buyer = scenario.as(person);
      other = scenario.as(scenario.person());
      staff = scenario.as(scenario.person("staff"));
      order = order("Chair");
      path = "/orders/" + order;
    }

    long order(String title) {
      return id(buyer.post("/orders", "{\"title\":\"" + title + "\"}"));
    }

    /// The order, its tag and its time of change.
    String stored() {
      Answer answer = buyer.get(path).expect(200);
      return answer.header("ETag") + answer.data();
    }

    String status() {
      return buyer.get(path).expect(200).data().getString("status");
    }
  }

  private static long id(Answer answer) {
    return answer.expect(201).data().getLong("id");
  }

  private static String status(String value) {
    return "{\"status\":\"" + value + "\"}";
  }

  private static String batch(String path, String body) {
    return "{\"operations\":[{\"method\":\"GET\",\"path\":\"/orders\"},{\"method\":\"PATCH\",\"path\":\"%s\",\"body\":%s}]}"
        .formatted(path, body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusedMoveStoresNothingInEveryWayOfWriting(boolean triggers) {
    Shop shop = new Shop(triggers);
    String body = "{\"title\":\"Table\",\"status\":\"shipped\"}";
    String whole = "{\"id\":" + shop.order + ",\"title\":\"Table\",\"status\":\"shipped\"}";
    String before = shop.stored();
    String tag = shop.buyer.get(shop.path).header("ETag");
    for (Answer refused :
        List.of(
            shop.buyer.patch(shop.path, body),
            shop.buyer.put(shop.path, body),
            shop.buyer.put(shop.path, whole),
            shop.buyer.send("PATCH", shop.path, body, "If-Match", tag),
            shop.buyer.patch(shop.path + "?dry_run=true", body),
            shop.buyer.send("PATCH", shop.path, body, "Prefer", "return=minimal"))) {
      refused.expect(409, "CONFLICT").details("status move");
      assertThat(refused.error().getString("message"))
          .isEqualTo("status cannot change from open to shipped.");
    }
    shop.buyer.send("PATCH", shop.path, body, "If-Match", "\"0\"").expect(412);
    shop.buyer
        .patch("/orders", "[{\"id\":" + shop.order("Free") + ",\"title\":\"x\"}," + whole + "]")
        .expect(409, "CONFLICT")
        .details("[1].status move");
    shop.buyer
        .post("/batch", batch(shop.path, body))
        .expect(409, "CONFLICT")
        .details("operations[1].status move");
    assertThat(affected(shop.buyer.patch(shop.path.replace("/orders/", "/orders?id="), body)))
        .isZero();
    assertThat(shop.stored()).isEqualTo(before);
    assertThat(shop.buyer.get("/orders?title=x").column("orders", "id")).isEmpty();
    // The caller cannot reach the row, whatever the move.
    shop.other.patch(shop.path, body).expect(404, "NOT_FOUND").bodyHasNo("open");
    shop.other.patch(shop.path, status("cancelled")).expect(404, "NOT_FOUND");
    shop.scenario.nobody().patch(shop.path, status("cancelled")).expect(401);
  }

  private static int affected(Answer answer) {
    return answer.expect(200).data().getInteger("affected");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMoveNeedsItsGrant(boolean triggers) {
    Shop shop = new Shop(triggers);
    shop.staff.patch(shop.path, status("cancelled")).expect(409, "CONFLICT");
    shop.buyer.patch(shop.path, status("cancelled")).expect(200);
    shop.staff.patch(shop.path, status("shipped")).expect(409, "CONFLICT");
    shop.staff.put(shop.path, status("open")).expect(200);
    shop.staff.patch(shop.path, status("packed")).expect(200);
    shop.buyer.patch(shop.path, status("cancelled")).expect(409).details("status move");
    shop.staff.patch(shop.path, status("shipped")).expect(200);
    shop.staff.patch(shop.path, status("open")).expect(409).details("status move");
    // Staff may do both with their own orders.
    long own = id(shop.staff.post("/orders", "{}"));
    shop.staff.patch("/orders/" + own, status("cancelled")).expect(200);
    shop.staff.patch("/orders", "[{\"id\":" + own + ",\"status\":\"open\"}]").expect(200);
    shop.staff.post("/batch", batch("/orders/" + own, status("shipped"))).expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStoredValueIsNoMove(boolean triggers) {
    Shop shop = new Shop(triggers);
    shop.staff.patch(shop.path, status("shipped")).expect(200);
    String body = "{\"title\":\"Lamp\",\"status\":\"shipped\",\"parcel\":null}";
    shop.buyer.patch(shop.path, body).expect(200);
    shop.buyer.put(shop.path, shop.buyer.get(shop.path).data().encode()).expect(200);
    shop.buyer.patch("/orders", "[{\"id\":" + shop.order + ",\"status\":\"shipped\"}]").expect(200);
    assertThat(affected(shop.buyer.patch("/orders?id=" + shop.order, body))).isEqualTo(1);
    shop.buyer.post("/batch", batch(shop.path, body)).expect(200);
    shop.buyer.patch(shop.path, "{\"status\":null}").expect(400).details("status not_null");
    shop.buyer.patch(shop.path, status("lost")).expect(400).details("status not_one_of");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNewRowStartsAtTheDefault(boolean triggers) {
    Shop shop = new Shop(triggers);
    for (String body : List.of("{\"status\":\"shipped\"}", "{\"status\":\"cancelled\"}")) {
      Answer refused = shop.staff.post("/orders", body);
      refused.expect(400, "VALIDATION_ERROR").details("status not_one_of");
      assertThat(refused.error().getString("message"))
          .isEqualTo("status must be 'open' in a new row.");
      shop.staff.post("/orders", "[{}," + body + "]").expect(400).details("[1].status not_one_of");
    }
    shop.buyer.post("/orders", "{\"parcel\":\"small\"}").expect(400).details("parcel not_one_of");
    shop.buyer.post("/orders", "{\"status\":null}").expect(400).details("status not_null");
    shop.buyer.post("/articles", "{\"status\":null}").expect(400).details("status not_one_of");
    shop.buyer.post("/orders", "{\"status\":\"open\",\"parcel\":null}").expect(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nullIsAStateOfAMove(boolean triggers) {
    Shop shop = new Shop(triggers);
    shop.buyer.patch(shop.path, parcel("\"large\"")).expect(409).details("parcel move");
    shop.staff.patch(shop.path, parcel("\"small\"")).expect(200);
    Answer refused = shop.buyer.patch(shop.path, parcel("null")).expect(409);
    assertThat(refused.error().getString("message"))
        .isEqualTo("parcel cannot change from small to null.");
    shop.buyer.patch(shop.path, parcel("\"large\"")).expect(200);
    shop.buyer.patch(shop.path, parcel("null")).expect(200);
    // The error names both fields.
    shop.buyer
        .patch(shop.path, "{\"parcel\":\"large\",\"status\":\"shipped\"}")
        .expect(409)
        .details("status move", "parcel move");
    // One move is allowed, the other is not.
    shop.buyer
        .patch(shop.path, "{\"parcel\":\"small\",\"status\":\"shipped\"}")
        .expect(409)
        .details("status move");
    assertThat(shop.buyer.get(shop.path).data().getValue("parcel")).isNull();
  }

  private static String parcel(String json) {
    return "{\"parcel\":" + json + "}";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChangeByQuerySkipsRowsWithoutTheMove(boolean triggers) {
    Shop shop = new Shop(triggers);
    long packed = shop.order("Chair");
    shop.staff.patch("/orders/" + packed, status("packed")).expect(200);
    shop.order("Chair");
    String mine = "/orders?max_affected=10&user_id=" + shop.person.id();
    assertThat(affected(shop.buyer.patch(mine, status("cancelled")))).isEqualTo(2);
    assertThat(shop.buyer.get("/orders?status=cancelled").column("orders", "id")).hasSize(2);
    assertThat(affected(shop.staff.patch(mine, status("open")))).isEqualTo(2);
    // The limit counts the rows that can move.
    assertThat(
            affected(
                shop.staff.patch(
                    "/orders?max_affected=1&user_id=" + shop.person.id() + "&status=packed",
                    status("shipped"))))
        .isEqualTo(1);
    assertThat(affected(shop.staff.patch(mine, status("packed")))).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void movesAndConditionsBothApply(boolean triggers) {
    ApiScenario on = triggers ? scenario : withoutTriggers;
    ScenarioClient author = on.as(on.person());
    ScenarioClient editor = on.as(on.person("editor"));
    String path = "/articles/" + id(author.post("/articles", "{\"title\":\"First\"}"));
    String title = author.get(path).header("ETag");
    author
        .patch(path, "{\"title\":\"Now\",\"status\":\"published\"}")
        .expect(409)
        .details("status move");
    editor.patch(path, status("review")).expect(409).details("status move");
    assertThat(author.get(path).header("ETag")).isEqualTo(title);
    author.patch(path, status("review")).expect(200);
    author.patch(path, status("draft")).expect(200);
    author.patch(path, status("review")).expect(200);
    // The owner may make the move, but has no access to the resulting row.
    author.patch(path, status("published")).expect(403, "FORBIDDEN");
    editor.patch(path, status("published")).expect(200);
    on.nobody().get(path).expect(200);
    author.patch(path, status("draft")).expect(404, "NOT_FOUND");
    editor.patch(path, status("draft")).expect(200);
    on.nobody().get(path).expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofTwoMovesAtTheSameTimeOneHolds(boolean triggers) throws Exception {
    Shop shop = new Shop(triggers);
    Set<String> outcomes = new HashSet<>();
    CyclicBarrier barrier = new CyclicBarrier(2);
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < ROUNDS; i++) {
        String path = "/orders/" + shop.order("Race");
        Future<Answer> cancelled =
            both.submit(
                () -> {
                  barrier.await();
                  return shop.buyer.patch(path, status("cancelled"));
                });
        Future<Answer> shipped =
            both.submit(
                () -> {
                  barrier.await();
                  return shop.staff.patch(path, status("shipped"));
                });
        List<Integer> answers =
            List.of(cancelled.get().response().statusCode(), shipped.get().response().statusCode());
        assertThat(answers).as("round %d", i).containsExactlyInAnyOrder(200, 409);
        String winner = answers.getFirst() == 200 ? "cancelled" : "shipped";
        (answers.getFirst() == 200 ? shipped : cancelled).get().details("status move");
        assertThat(shop.buyer.get(path).data().getString("status")).isEqualTo(winner);
        outcomes.add(winner);
      }
    }
    assertThat(outcomes).isNotEmpty();
  }

  /// The trigger alone: plain SQL as the serving role, with the settings of a caller.
  @ParameterizedTest
  @CsvSource({
    "owner, '', open, cancelled, true",
    "owner, '', open, shipped, false",
    "owner, '', cancelled, open, true",
    "owner, ',staff,', open, shipped, true",
    "owner, ',staff,', open, cancelled, true",
    "other, ',staff,', open, shipped, true",
    "other, ',staff,', open, cancelled, false",
    "other, ',staff,', shipped, open, false",
    "other, ',staff,', shipped, packed, false",
    "other, ',staff,', cancelled, shipped, false",
    "other, ',staff,', shipped, shipped, true",
  })
  void theTriggerRefusesWhatIsNotListed(
      String user, String roles, String from, String to, boolean allowed) {
    Shop shop = new Shop(true);
    scenario.sql("update app.orders set status = '" + from + "' where id = " + shop.order);
    String id =
        user.equals("owner") ? shop.person.id().toString() : scenario.person().id().toString();
    String sql =
        asCaller(id, roles)
            + "update app.orders set status = '%s' where id = %d; commit".formatted(to, shop.order);
    if (allowed) {
      scenario.sql(sql);
      assertThat(shop.status()).isEqualTo(to);
    } else {
      assertThatThrownBy(() -> scenario.sql(sql))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.constraint()).isEqualTo("_moves_status"));
      assertThat(shop.status()).isEqualTo(from);
    }
  }

  private static String asCaller(String user, String roles) {
    return "begin; set local role \"%s\"; set local freehold.user_id = '%s'; set local freehold.roles = '%s'; "
        .formatted(scenario.query("select current_database() || '_api'"), user, roles);
  }

  /// During a rollout, the server and the database have different specs.
  @Test
  void aMoveThatOnlyTheTriggerRefusesIsAConflict() {
    try (ApiScenario rollout = new ApiScenario(SpecFile.read("shop-orders"))) {
      ScenarioClient buyer = rollout.as(rollout.person());
      String path = "/orders/" + id(buyer.post("/orders", "{}"));
      rollout.sql(
          "drop trigger _moves_status on app.orders; create trigger _moves_status before update on"
              + " app.orders for each row when (old.status <> new.status) execute function"
              + " app._refuse_move()");
      Answer refused = buyer.patch(path, status("cancelled")).expect(409, "CONFLICT");
      refused.details("status move");
      assertThat(refused.error().getString("message"))
          .isEqualTo("status cannot change to this value.");
      buyer.patch(path, "{\"title\":\"x\"}").expect(200);
    }
  }

  @Test
  void theOperatorMayChangeAnyValue() {
    Shop shop = new Shop(true);
    List<String> values = new ArrayList<>(List.of("shipped", "open", "cancelled", "packed"));
    for (String value : values) {
      shop.scenario.sql("update app.orders set status = '" + value + "' where id = " + shop.order);
      assertThat(shop.status()).isEqualTo(value);
    }
  }

  /// As if another request had moved the order away for the time of the statement.
  @Test
  void aMoveThatWasImpossibleForAMomentIsAConflict() {
    Shop shop = new Shop(true);
    String body = "{\"status\":\"cancelled\"}";
    JsonObject seen = shop.buyer.get(shop.path).expect(200).data();
    shop.scenario.sql(
        "create policy moment on app.orders as restrictive for update using (id <> %d)"
            .formatted(shop.order));
    try {
      for (Answer answer :
          List.of(
              shop.buyer.patch(shop.path, body),
              shop.buyer.put(shop.path, seen.copy().put("status", "cancelled").encode()),
              shop.buyer.patch(
                  "/orders", "[{\"id\":" + shop.order + ",\"status\":\"cancelled\"}]"))) {
        answer.expect(409, "CONFLICT");
        assertThat(answer.error().getJsonArray("details").getJsonObject(0).getString("code"))
            .isEqualTo("move");
        assertThat(answer.error().getString("message"))
            .contains("was changed by another request at the same time");
      }
    } finally {
      shop.scenario.sql("drop policy moment on app.orders");
    }
    shop.buyer.patch(shop.path, body).expect(200);
  }
}
