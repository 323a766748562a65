package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole numbers that a double cannot represent, in every operation on a row. A `bigint` is a
/// string in responses, and a number or a string in bodies. An integer id is never that large.
final class WholeNumberTest {
  /// In ascending order.
  private static final List<String> EDGES =
      List.of(
          "-9223372036854775807",
          "-9007199254740993",
          "-9007199254740992",
          "-1",
          "0",
          "9007199254740991",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775806",
          "9223372036854775807");

  private static ApiScenario scenario;
  private ApiScenario.Person person;
  private ScenarioClient owner;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("meters"));
  }

  @BeforeEach
  void signUp() {
    person = scenario.person();
    owner = scenario.as(person);
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private long meter(String members) {
    return owner
        .post("/meters", "{\"label\":\"m\"" + members + "}")
        .expect(201)
        .data()
        .getLong("id");
  }

  private static String reading(Object meter, String value) {
    return "{\"meter_id\":" + meter + ",\"reading\":" + value + "}";
  }

  @Test
  void everyOperationReturnsEveryDigit() {
    long meter = meter("");
    for (String edge : EDGES) {
      Answer created = owner.post("/readings", reading(meter, edge)).expect(201);
      assertThat(created.data().getValue("reading")).isEqualTo(edge);
      assertThat(created.data().getValue("meter_id")).isEqualTo((int) meter);
      String path = "/readings/" + created.data().getString("id");
      JsonObject row = owner.get(path).expect(200).data();
      assertThat(row.getValue("reading")).isEqualTo(edge);
      assertThat(owner.put(path, row.encode()).expect(200).data().getValue("reading"))
          .isEqualTo(edge);
      assertThat(owner.get("/readings?reading=" + edge).column("readings", "reading"))
          .containsExactly(edge);
    }
    assertThat(owner.get("/readings?limit=50").column("readings", "reading"))
        .isEqualTo(new ArrayList<Object>(EDGES));
    assertThat(owner.get("/readings?limit=50&sort=-reading").column("readings", "reading"))
        .isEqualTo(new ArrayList<Object>(EDGES.reversed()));
    assertThat(
            owner
                .get("/readings?reading[between]=9007199254740992,9223372036854775806")
                .column("readings", "reading"))
        .isEqualTo(new ArrayList<Object>(EDGES.subList(6, 9)));
    assertThat(
            owner
                .get("/readings?reading[in]=9007199254740993,-9007199254740993")
                .column("readings", "reading"))
        .containsExactly("-9007199254740993", "9007199254740993");
    assertThat(
            owner
                .get("/readings?or=(reading.lt.-9007199254740992,reading.gt.9007199254740993)")
                .column("readings", "reading"))
        .containsExactly(
            "-9223372036854775807",
            "-9007199254740993",
            "9223372036854775806",
            "9223372036854775807");
    JsonObject included = owner.get("/meters/" + meter + "?include=readings").expect(200).data();
    assertThat(
            included.getJsonObject("readings").getJsonArray("data").stream()
                .map(r -> ((JsonObject) r).getValue("reading")))
        .containsExactlyElementsOf(EDGES);
    assertThat(included.getValue("offset")).isEqualTo("9007199254740993");
    assertThat(
            owner
                .get("/readings?include=meter&limit=1")
                .data()
                .getJsonArray("readings")
                .getJsonObject(0)
                .getJsonObject("meter")
                .getValue("offset"))
        .isEqualTo("9007199254740993");
  }

  @Test
  void cursorsDistinguishAdjacentNumbers() {
    long meter = meter("");
    EDGES.forEach(edge -> owner.post("/readings", reading(meter, edge)).expect(201));
    List<Object> seen = new ArrayList<>();
    String next = "/readings?limit=1&page=1";
    for (int page = 0; page < EDGES.size(); page++) {
      Answer answer = owner.get(next + "&sort=reading").expect(200);
      seen.addAll(answer.column("readings", "reading"));
      next =
          "/readings?limit=1&cursor="
              + answer.data().getJsonObject("pagination").getString("nextCursor");
    }
    assertThat(seen).isEqualTo(new ArrayList<Object>(EDGES));
  }

  @Test
  void bodiesTakeNumbersAndStrings() {
    long meter =
        meter(
            ",\"serial\":\"9007199254740993\",\"marks\":[\"9007199254740993\",-9007199254740993]");
    JsonObject row = owner.get("/meters/" + meter).expect(200).data();
    assertThat(row.getValue("serial")).isEqualTo("9007199254740993");
    assertThat(row.getJsonArray("marks"))
        .isEqualTo(new JsonArray().add("9007199254740993").add("-9007199254740993"));
    assertThat(row.getValue("id")).isEqualTo((int) meter);
    owner
        .post("/meters", "{\"label\":\"m\",\"serial\":9007199254740993}")
        .expect(409)
        .details("serial taken");
    meter(",\"serial\":9007199254740992");
    assertThat(owner.get("/meters?marks[contains]=9007199254740993").column("meters", "serial"))
        .containsExactly("9007199254740993");

    owner
        .patch("/meters", "[{\"id\":\"" + meter + "\",\"serial\":\"5\"}]")
        .expect(200)
        .bodyHasNo("\"serial\":5");
    owner
        .patch("/meters", "[{\"id\":\"0" + meter + "\",\"serial\":\"5\"}]")
        .expect(400)
        .details("[0].id type");
    owner
        .post(
            "/readings",
            "[" + reading("\"" + meter + "\"", "\"7\"") + "," + reading(meter, "8") + "]")
        .expect(201);
    assertThat(owner.get("/readings?meter_id=" + meter).column("readings", "reading"))
        .containsExactly("7", "8");
  }

  @Test
  void aBatchReferenceKeepsEveryDigit() {
    JsonArray steps =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("method", "POST")
                    .put("path", "/meters")
                    .put("body", new JsonObject().put("label", "m")))
            .add(
                new JsonObject()
                    .put("method", "POST")
                    .put("path", "/readings")
                    .put(
                        "body",
                        new JsonObject().put("meter_id", "$1.id").put("reading", "$1.offset")));
    owner
        .post("/batch", new JsonObject().put("operations", steps).encode())
        .expect(200)
        .bodyHasNo(":9007199254740993");
    assertThat(owner.get("/readings").column("readings", "reading"))
        .containsExactly("9007199254740993");
  }

  @Test
  void anEchoedValueMayHaveEitherForm() {
    String path = "/meters/" + meter("");
    for (String same : List.of("\"9007199254740993\"", "9007199254740993")) {
      owner.put(path, "{\"label\":\"x\",\"offset\":" + same + "}").expect(200);
    }
    for (String other : List.of("\"9007199254740992\"", "9007199254740992", "null")) {
      owner
          .put(path, "{\"label\":\"x\",\"offset\":" + other + "}")
          .expect(400)
          .details("offset read_only");
    }
    String id = path.substring("/meters/".length());
    owner.put(path, "{\"id\":" + id + "}").expect(200);
    owner.put(path, "{\"id\":\"" + id + "\"}").expect(200);
  }

  @Test
  void rulesCompareEveryDigit() {
    String body = "{\"reading\":\"9007199254740992\",\"before\":";
    owner.post("/readings", body + "\"9007199254740992\"}").expect(201);
    owner.post("/readings", body + "\"9007199254740993\"}").expect(400, "VALIDATION_ERROR");
    owner
        .post("/readings", "{\"reading\":\"-9223372036854775808\"}")
        .expect(400)
        .details("reading too_small");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e3", "1.0", "%205x", "%2B5", "05", "-", "0x5", "five", "9223372036854775808"})
  void filtersTakeDigits(String value) {
    owner.get("/readings?reading=" + value).expect(400, "VALIDATION_ERROR");
    owner.get("/readings?reading[in]=1," + value).expect(400, "VALIDATION_ERROR");
    owner.get("/readings?meter_id=" + value).expect(400, "VALIDATION_ERROR");
  }

  @Test
  void idsAreExactAsDoubles() {
    String insert =
        "insert into app.meters (id, user_id, label) overriding system value values (%s, '"
            + person.id()
            + "', 'imported')";
    for (String id : List.of("9007199254740992", "9223372036854775807", "0", "-1")) {
      assertThat(refusal(insert.formatted(id))).isEqualTo("CHECK");
    }
    scenario.sql(insert.formatted("9007199254740991"));
    assertThat(owner.get("/meters/9007199254740991").expect(200).data().getValue("id"))
        .isEqualTo(9007199254740991L);
    assertThat(owner.get("/meters?id[gte]=9007199254740991").column("meters", "id"))
        .containsExactly(9007199254740991L);
    owner.post("/readings", reading("9007199254740991", "1")).expect(201);
    for (String id : List.of("9007199254740992", "9223372036854775807", "9223372036854775808")) {
      owner.get("/meters/" + id).expect(400, "VALIDATION_ERROR").details("id format");
      owner.post("/readings", reading(id, "1")).expect(400).details("meter_id out_of_range");
      owner.get("/meters?id=" + id).expect(400).details("id out_of_range");
      owner
          .patch("/meters", "[{\"id\":" + id + ",\"label\":\"x\"}]")
          .expect(400)
          .details("[0].id out_of_range");
    }
    owner.get("/meters?id[gt]=0").expect(200);
    owner.get("/readings/" + UUID.randomUUID()).expect(404);
  }

  private static String refusal(String sql) {
    try {
      scenario.sql(sql);
      return "";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
