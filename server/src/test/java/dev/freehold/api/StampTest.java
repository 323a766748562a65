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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields that the server sets when the row comes to meet a condition, in every way of writing.
final class StampTest {
  private static ApiScenario scenario;

  private Person person;
  private ScenarioClient doctor;
  private Person otherPerson;
  private ScenarioClient other;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("stamps"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void people() {
    person = scenario.person();
    doctor = scenario.as(person);
    otherPerson = scenario.person();
    other = scenario.as(otherPerson);
  }

  private static long id(Answer created) {
    return created.expect(201).data().getLong("id");
  }

  private static String batch(String method, String path, String body) {
    return "{\"operations\":[{\"method\":\"%s\",\"path\":\"%s\",\"body\":%s}]}"
        .formatted(method, path, body);
  }

  private String finding(String body) {
    return "/findings/" + id(doctor.post("/findings", body));
  }

  private static void isUnsigned(JsonObject row) {
    for (String field : List.of("signed_at", "signed_on", "signed_by_id", "signer")) {
      assertThat(row.getValue(field)).as(field).isNull();
    }
  }

  /// @param at when the row was signed
  private static void isSigned(JsonObject row, Person by, String at) {
    assertThat(row.getString("signed_at")).isEqualTo(at);
    assertThat(row.getString("signed_on")).isEqualTo(at.substring(0, 10));
    assertThat(row.getString("signed_by_id")).isEqualTo(by.id().toString());
  }

  @Test
  void aNewRowThatMeetsTheConditionIsStamped() {
    isUnsigned(doctor.post("/findings", "{\"text\":\"a\"}").expect(201).data());
    String signed = "{\"text\":\"a\",\"signed\":true}";
    Answer created = doctor.post("/findings", signed).expect(201);
    isSigned(created.data(), person, created.data().getString("created_at"));
    assertThat(created.data().getString("signer")).isEqualTo(person.id().toString());
    Answer read = doctor.get("/findings/" + created.data().getLong("id")).expect(200);
    assertThat(read.data()).isEqualTo(created.data());
    assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
    doctor.post("/findings", "[" + signed + ",{\"text\":\"many\"}]").expect(201);
    doctor.post("/batch", batch("POST", "/findings", signed)).expect(200);
    assertThat(
            scenario.query(
                "select string_agg(distinct concat(signed, signed_at = created_at, signed_by_id ="
                    + " user_id), ' ' order by concat(signed, signed_at = created_at, signed_by_id"
                    + " = user_id)) from app.findings where user_id = '"
                    + person.id()
                    + "'"))
        .isEqualTo("f ttt");
    assertThat(doctor.post("/findings?dry_run=true", signed).expect(200).body())
        .contains("\"signed_by_id\":\"" + person.id());
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, ''",
    "PUT, ''",
    "PATCH, array",
    "PATCH, query",
    "PATCH, batch",
    "SQL, ''",
  })
  void aChangedRowIsStampedWhenItComesToMeetTheCondition(String method, String way) {
    String path = finding("{\"text\":\"a\"}");
    String id = path.substring(10);
    sign(method, way, path, "true");
    JsonObject row = doctor.get(path).expect(200).data();
    // Plain SQL that sets no time of change has no other sign of it.
    String at = method.equals("SQL") ? row.getString("signed_at") : row.getString("updated_at");
    assertThat(at).isNotNull();
    isSigned(row, otherPerson, at);
    doctor.patch(path, "{\"text\":\"b\"}").expect(200);
    sign("PATCH", "", path, "true");
    doctor.patch("/findings?id=" + id, "{\"text\":\"c\"}").expect(200);
    isSigned(doctor.get(path).data(), otherPerson, at);
    sign(method, way, path, "false");
    isUnsigned(doctor.get(path).data());
    doctor.patch(path, "{\"signed\":true}").expect(200);
    JsonObject again = doctor.get(path).data();
    isSigned(again, person, again.getString("updated_at"));
  }

  private void sign(String method, String way, String path, String value) {
    String body = "{\"signed\":" + value + "}";
    String id = path.substring(10);
    if (method.equals("SQL")) {
      scenario.sql(
          "begin; set local role %s; set local freehold.user_id = '%s'; set local freehold.roles = ''; update app.findings set signed = %s where id = %s; commit"
              .formatted(scenario.apiRole(), otherPerson.id(), value, id));
      return;
    }
    switch (way) {
      case "array" ->
          other.patch("/findings", "[{\"id\":" + id + ",\"signed\":" + value + "}]").expect(200);
      case "query" -> other.patch("/findings?id=" + id, body).expect(200);
      case "batch" -> other.post("/batch", batch("PATCH", path, body)).expect(200);
      default -> {
        Answer answer = other.send(method, path, body).expect(200);
        assertThat(answer.data()).isEqualTo(other.get(path).data());
        assertThat(answer.header("ETag")).isEqualTo(other.get(path).header("ETag"));
      }
    }
  }

  @Test
  void theConditionsOfTwoStampsAreJudgedEachByItself() {
    String path = finding("{\"signed\":true}");
    JsonObject first = doctor.get(path).data();
    assertThat(first.getValue("signer")).isNull();
    other.patch(path, "{\"text\":\"a\"}").expect(200);
    JsonObject second = doctor.get(path).data();
    assertThat(second.getString("signer")).isEqualTo(otherPerson.id().toString());
    isSigned(second, person, first.getString("signed_at"));
  }

  @Test
  void aStampStaysWhileTheConditionHolds() {
    long ticket = id(doctor.post("/tickets", "{\"status\":\"solved\"}"));
    String path = "/tickets/" + ticket;
    String at = doctor.get(path).data().getString("solved_at");
    doctor.patch(path, "{\"status\":\"closed\"}").expect(200);
    assertThat(doctor.get(path).data().getString("solved_at")).isEqualTo(at).isNotNull();
    // A condition that is unknown is not met.
    doctor.patch(path, "{\"status\":null}").expect(200);
    assertThat(doctor.get(path).data().getString("solved_at")).isNull();
  }

  @Test
  void noClientWritesAStamp() {
    String stamp = "{\"signed_at\":\"2020-01-01T00:00:00Z\"}";
    doctor.post("/findings", stamp).expect(400).details("signed_at read_only");
    String path = finding("{\"text\":\"a\",\"signed\":true}");
    String before = doctor.get(path).data().encode();
    doctor.patch(path, stamp).expect(400).details("signed_at read_only");
    doctor.patch(path, "{\"signed_at\":null}").expect(400).details("signed_at read_only");
    doctor
        .patch(path, "{\"signed_by_id\":\"" + otherPerson.id() + "\"}")
        .expect(400)
        .details("signed_by_id read_only");
    doctor
        .patch("/findings?id=" + path.substring(10), stamp)
        .expect(400)
        .details("signed_at read_only");
    assertThat(doctor.get(path).data().encode()).isEqualTo(before);
    doctor.put(path, before).expect(200);
    assertThatThrownBy(
            () ->
                scenario.sql(
                    "begin; set local role %s; set local freehold.user_id = '%s'; set local freehold.roles = ''; update app.findings set signed_at = now() where id = %s; commit"
                        .formatted(scenario.apiRole(), person.id(), path.substring(10))))
        .isInstanceOf(DatabaseException.class);
  }

  @Test
  void whatChangesNothingStampsNothing() {
    String path = finding("{\"text\":\"a\"}");
    Answer before = doctor.get(path);
    doctor.patch(path, "{}").expect(200);
    assertThat(
            doctor
                .patch(path + "?dry_run=true", "{\"signed\":true}")
                .expect(200)
                .data()
                .getString("signed_by_id"))
        .isEqualTo(person.id().toString());
    doctor.send("PATCH", path, "{\"signed\":true}", "If-Match", "\"0\"").expect(412);
    assertThat(doctor.get(path).data()).isEqualTo(before.data());
    assertThat(doctor.get(path).header("ETag")).isEqualTo(before.header("ETag"));
  }

  /// A deleted account leaves the rows that name it.
  @Test
  void aReferenceThatBecomesNullIsAChangeToo() {
    String signed = finding("{\"text\":\"a\"}");
    other.patch(signed, "{\"signed\":true}").expect(200);
    String at = doctor.get(signed).data().getString("signed_at");
    String ticket =
        "/tickets/" + id(doctor.post("/tickets", "{\"assignee_id\":\"" + otherPerson.id() + "\"}"));
    assertThat(doctor.get(ticket).data().getString("assigned_at")).isNotNull();
    String tag = doctor.get(ticket).header("ETag");
    scenario.sql("delete from auth.users where id = '" + otherPerson.id() + "'");
    assertThat(doctor.get(ticket).data().getString("assigned_at")).isNull();
    assertThat(doctor.get(ticket).header("ETag")).isNotEqualTo(tag);
    assertThat(doctor.get(signed).data().getString("signed_by_id")).isNull();
    assertThat(doctor.get(signed).data().getString("signed_at")).isEqualTo(at);
  }

  /// The statement judges the row as the trigger will make it, and the policy the row that it made.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accessThatReadsAStampJudgesTheNewStamp(boolean walls) {
    try (ApiScenario letters = new ApiScenario(SpecFile.read("stamps"))) {
      if (!walls) {
        letters.sql("alter table app.letters disable row level security");
      }
      ScenarioClient by = letters.as(letters.person());
      by.post("/letters", "{\"sent\":true}").expect(403);
      by.post("/letters", "{\"text\":\"a\",\"sent\":true}").expect(400).details("text read_only");
      String path = "/letters/" + id(by.post("/letters", "{\"text\":\"a\"}"));
      by.patch(path, "{\"sent\":true}").expect(403, "FORBIDDEN");
      by.patch("/letters?id=" + path.substring(9), "{\"sent\":true}").expect(200);
      assertThat(by.get(path).data().getBoolean("sent")).isFalse();
      by.patch(path, "{\"text\":\"b\"}").expect(200);
    }
  }

  @Test
  void anOperatorMayRepairAStamp() {
    String path = finding("{\"text\":\"a\",\"signed\":true}");
    String row = " where id = " + path.substring(10);
    scenario.sql("update app.findings set signed_at = '2020-01-01T00:00:00Z'" + row);
    assertThat(doctor.get(path).data().getString("signed_at")).startsWith("2020-01-01");
    doctor.patch(path, "{\"text\":\"b\"}").expect(200);
    assertThat(doctor.get(path).data().getString("signed_at")).startsWith("2020-01-01");
    scenario.sql("update app.findings set signed = false" + row);
    assertThat(doctor.get(path).data().getString("signed_at")).isNull();
    scenario.sql("update app.findings set signed = true, signed_at = '2021-01-01Z'" + row);
    assertThat(doctor.get(path).data().getString("signed_at")).startsWith("2021-01-01");
  }
}
