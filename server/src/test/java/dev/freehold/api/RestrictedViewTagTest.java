package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The tag of a row for a caller who may not read every field of it.
final class RestrictedViewTagTest {
  private static ApiScenario scenario;
  private Person person;
  private ScenarioClient nurse;
  private ScenarioClient doctor;
  private String path = "";

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("clinic"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void aPatient() {
    person = scenario.person();
    nurse = scenario.as(person);
    doctor = scenario.as(scenario.person("doctor"));
    path = "/patients/" + made().data().getLong("id");
  }

  private Answer made() {
    return nurse
        .post(
            "/patients",
            "{\"name\":\"Ann\",\"born\":\"1990-02-03\",\"seen\":\"2026-01-02T03:04:05.000006Z\","
                + "\"alarm\":\"07:30:00\",\"weight\":61.25,\"height\":\"1.70\",\"drugs\":[\"a\"],"
                + "\"visits\":[\"2026-01-02T03:04:05Z\"],\"notes\":{\"b\":[1,2.50]}}")
        .expect(201);
  }

  @Test
  void everyResponseWithTheRowHasTheSameTag() {
    Answer made = made();
    String row = "/patients/" + made.data().getLong("id");
    String tag = made.header("ETag");
    assertThat(tag).matches("\"[0-9a-f]{32}\\.[\\w-]{8}\"");
    assertThat(nurse.get(row).header("ETag")).isEqualTo(tag);
    assertThat(nurse.patch(row, "{}").header("ETag")).isEqualTo(tag);
    assertThat(scenario.nobody().get(row).header("ETag")).isEqualTo(tag);
    String changed = nurse.patch(row, "{\"weight\":62}").expect(200).header("ETag");
    assertThat(changed).isNotEqualTo(tag);
    assertThat(nurse.get(row).header("ETag")).isEqualTo(changed);
    assertThat(nurse.get(row + "?fields=name").version()).isEqualTo(nurse.get(row).version());
  }

  @Test
  void aChangeOfAnUnreadableFieldKeepsTheTag() {
    Answer before = nurse.get(path);
    String tag = before.header("ETag");
    doctor.patch(path, "{\"diagnosis\":\"flu\"}").expect(200);
    doctor.patch("/patients", "[{\"id\":" + path.substring(10) + ",\"diagnosis\":\"cold\"}]");
    doctor.patch("/patients?id=" + path.substring(10), "{\"diagnosis\":\"none\"}").expect(200);

    nurse.send("GET", path, null, "If-None-Match", tag).expect(304);
    scenario.nobody().send("GET", path, null, "If-None-Match", tag).expect(304);
    assertThat(nurse.get(path).response().body()).isEqualTo(before.response().body());
    for (int version = 0; version < 9; version++) {
      nurse.send("PATCH", path, "{\"name\":\"B\"}", "If-Match", "\"" + version + "\"").expect(412);
      nurse.send("GET", path, null, "If-Match", "\"" + version + "\"").expect(412);
    }
    nurse.send("PATCH", path, "{\"name\":\"Bea\"}", "If-Match", tag).expect(200);
    assertThat(doctor.get(path).version()).isEqualTo("5");
  }

  @Test
  void ifMatchRefusesAChangeOfAReadableField() {
    String tag = nurse.get(path).header("ETag");
    doctor.patch(path, "{\"diagnosis\":\"flu\",\"name\":\"Bea\"}").expect(200);

    nurse.send("GET", path, null, "If-None-Match", tag).expect(200);
    for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
      String body = method.equals("DELETE") ? null : "{\"name\":\"Cat\"}";
      nurse.send(method, path, body, "If-Match", tag).expect(412, "PRECONDITION_FAILED");
      nurse.send(method, path, body, "If-None-Match", nurse.get(path).header("ETag")).expect(412);
    }
    nurse.send("PATCH", path, "{}", "If-Match", tag).expect(412);
    nurse.send("DELETE", path, null, "If-Match", nurse.get(path).header("ETag")).expect(204);
  }

  @Test
  void aTagOfAnotherRoleDoesNotMatch() {
    String tag = nurse.get(path).header("ETag");
    ScenarioClient promoted = scenario.as(scenario.withRoles(person, "doctor"));
    Answer now = promoted.send("GET", path, null, "If-None-Match", tag).expect(200);
    assertThat(now.data().containsKey("diagnosis")).isTrue();
    nurse.send("GET", path, null, "If-None-Match", now.header("ETag")).expect(200);
    nurse.send("PATCH", path, "{\"name\":\"B\"}", "If-Match", now.header("ETag")).expect(412);
  }

  @Test
  void updatedAtFollowsFieldsThatEverybodyReads() {
    String before = doctor.get(path).data().getString("updated_at");
    String hidden = doctor.patch(path, "{\"diagnosis\":\"flu\"}").data().getString("updated_at");
    assertThat(hidden).isEqualTo(before);
    String shown =
        doctor
            .patch(path, "{\"diagnosis\":\"flu\",\"name\":\"Bea\"}")
            .data()
            .getString("updated_at");
    assertThat(shown).isGreaterThan(before);
  }

  /// The nurse's tag follows the values, and the doctor's the version.
  @Test
  void aReferenceThatIsSetToNullChangesTheTag() {
    String ward = nurse.post("/wards", "{\"name\":\"w\"}").expect(201).data().getString("id");
    nurse.patch(path, "{\"ward_id\":\"" + ward + "\"}").expect(200);
    Answer nurses = nurse.get(path);
    Answer doctors = doctor.get(path);
    nurse.delete("/wards/" + ward).expect(204);
    for (ScenarioClient each : new ScenarioClient[] {nurse, doctor}) {
      String tag = (each == nurse ? nurses : doctors).header("ETag");
      Answer now = each.send("GET", path, null, "If-None-Match", tag).expect(200);
      assertThat(now.data().getString("updated_at"))
          .isGreaterThan(nurses.data().getString("updated_at"));
      each.send("PATCH", path, "{\"name\":\"B\"}", "If-Match", tag).expect(412);
    }
    assertThat(doctor.get(path).version())
        .isEqualTo(Long.toString(Long.parseLong(doctors.version()) + 1));
  }

  @Test
  void aFieldThatNobodyReadsChangesNoTag() {
    Answer made = nurse.post("/keys", "{\"label\":\"k\",\"secret\":\"a\"}").expect(201);
    String key = "/keys/" + made.data().getLong("id");
    Answer changed = nurse.patch(key, "{\"secret\":\"b\"}").expect(200);
    assertThat(changed.header("ETag")).isEqualTo(made.header("ETag"));
    assertThat(changed.data()).isEqualTo(made.data());
    nurse.send("GET", key, null, "If-None-Match", made.header("ETag")).expect(304);
  }
}
