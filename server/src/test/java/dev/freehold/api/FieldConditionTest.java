package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields that a caller may write, and moves that a caller may make, while the stored row meets a
/// condition: with both walls, with the statements alone, and with the triggers alone.
final class FieldConditionTest {
  private static ApiScenario bothWalls;
  private static ApiScenario statementsAlone;

  @BeforeAll
  static void start() {
    bothWalls = new ApiScenario(SpecFile.read("bureau"));
    statementsAlone = new ApiScenario(SpecFile.read("bureau"));
    for (String table : List.of("findings", "offers", "sheets")) {
      statementsAlone.sql("alter table app." + table + " disable trigger user");
      statementsAlone.sql("alter table app." + table + " disable row level security");
    }
  }

  @AfterAll
  static void stop() {
    bothWalls.close();
    statementsAlone.close();
  }

  /// A doctor with a finding, and an editor.
  private static final class Ward {
    final ApiScenario scenario;
    final Person doctorPerson;
    final ScenarioClient doctor;
    final ScenarioClient editor;
    final ScenarioClient other;
    final long finding;
    final String path;

    Ward(boolean walls) {
      scenario = walls ? bothWalls : statementsAlone;
      doctorPerson = scenario.person();
      doctor = scenario.as(doctorPerson);
      editor = scenario.as(scenario.person("editor"));
      other = scenario.as(scenario.person());
      finding = id(doctor.post("/findings", "{\"text\":\"first\"}"));
      path = "/findings/" + finding;
    }

    String stored() {
      Answer answer = doctor.get(path).expect(200);
      return answer.header("ETag") + answer.data();
    }
  }

  private static long id(Answer created) {
    return created.expect(201).data().getLong("id");
  }

  private static int affected(Answer answer) {
    return answer.expect(200).data().getInteger("affected");
  }

  private static String batch(String method, String path, String body) {
    return "{\"operations\":[{\"method\":\"%s\",\"path\":\"%s\",\"body\":%s}]}"
        .formatted(method, path, body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFieldClosesWhenTheStoredRowNoLongerMeetsTheCondition(boolean walls) {
    Ward ward = new Ward(walls);
    ward.other.patch(ward.path, "{\"text\":\"no\"}").expect(400).details("text read_only");
    ward.doctor.patch(ward.path, "{\"text\":\"second\"}").expect(200);
    // The stored row is judged: the last change may close the field.
    ward.doctor.patch(ward.path, "{\"text\":\"third\",\"signed\":true}").expect(200);
    String before = ward.stored();
    String body = "{\"note\":\"n\",\"text\":\"late\"}";
    String row = "{\"id\":" + ward.finding + ",\"note\":\"n\",\"text\":\"late\"}";
    for (Answer refused :
        List.of(
            ward.doctor.patch(ward.path, body),
            ward.doctor.put(ward.path, body),
            ward.doctor.put(ward.path, row),
            ward.doctor.send("PATCH", ward.path, body, "Prefer", "return=minimal"),
            ward.doctor.patch(ward.path + "?dry_run=true", body))) {
      refused.expect(400, "VALIDATION_ERROR").details("text read_only");
    }
    ward.doctor.patch("/findings", "[" + row + "]").expect(400).details("[0].text read_only");
    ward.doctor
        .post("/batch", batch("PATCH", ward.path, body))
        .expect(400)
        .details("operations[0].text read_only");
    assertThat(affected(ward.doctor.patch("/findings?id=" + ward.finding, body))).isZero();
    assertThat(ward.stored()).isEqualTo(before);
    // The value of the row is no write, and the other grant has no condition.
    ward.doctor.put(ward.path, ward.doctor.get(ward.path).data().encode()).expect(200);
    ward.doctor.patch(ward.path, "{\"note\":\"n\",\"text\":\"third\"}").expect(200);
    ward.editor.patch(ward.path, "{\"text\":\"corrected\"}").expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChangeByQueryLeavesOutRowsThatDoNotMeetTheCondition(boolean walls) {
    Ward ward = new Ward(walls);
    long open = id(ward.doctor.post("/findings", "{\"text\":\"open\"}"));
    ward.doctor.patch(ward.path, "{\"signed\":true}").expect(200);
    String both = "/findings?max_affected=5&id[in]=" + open + "," + ward.finding;
    assertThat(affected(ward.doctor.patch(both, "{\"text\":\"new\"}"))).isEqualTo(1);
    assertThat(affected(ward.doctor.patch(both, "{\"signed\":true}"))).isEqualTo(2);
    assertThat(affected(ward.doctor.patch(both, "{\"signed\":false}"))).isZero();
    assertThat(ward.doctor.get("/findings/" + open).data().getString("text")).isEqualTo("new");
    assertThat(ward.doctor.get(ward.path).data().getString("text")).isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNewRowIsJudgedByItself(boolean walls) {
    Ward ward = new Ward(walls);
    ward.doctor.post("/offers", "{\"amount\":5}").expect(201);
    ward.doctor.post("/offers", "{\"state\":\"closed\"}").expect(201);
    String closed = "{\"amount\":5,\"state\":\"closed\"}";
    ward.doctor.post("/offers", closed).expect(400).details("amount read_only");
    ward.doctor.post("/offers?dry_run=true", closed).expect(400).details("amount read_only");
    ward.doctor
        .post("/offers", "[{\"amount\":5}," + closed + "]")
        .expect(400)
        .details("[1].amount read_only");
    ward.doctor
        .post("/batch", batch("POST", "/offers", closed))
        .expect(400)
        .details("operations[0].amount read_only");
    String path = "/offers/" + id(ward.doctor.post("/offers", "{\"amount\":5}"));
    ward.doctor.patch(path, "{\"state\":\"closed\"}").expect(200);
    // The body opens the row, and the stored row is closed.
    ward.doctor
        .patch(path, "{\"amount\":6,\"state\":\"open\"}")
        .expect(400)
        .details("amount read_only");
    ward.doctor.patch(path, "{\"state\":\"open\"}").expect(200);
    ward.doctor.patch(path, "{\"amount\":6}").expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBooleanHasMoves(boolean walls) {
    Ward ward = new Ward(walls);
    Answer started = ward.doctor.post("/findings", "{\"text\":\"a\",\"signed\":true}").expect(400);
    assertThat(started.details("signed not_one_of").error().getString("message"))
        .isEqualTo("signed must be false in a new row.");
    Answer other = ward.other.patch(ward.path, "{\"signed\":true}").expect(409, "CONFLICT");
    assertThat(other.details("signed move").error().getString("message"))
        .isEqualTo("signed cannot change from false to true.");
    ward.other.patch(ward.path, "{\"signed\":false,\"note\":\"same\"}").expect(200);
    ward.doctor.patch(ward.path, "{\"signed\":true}").expect(200);
    ward.doctor.patch(ward.path, "{\"signed\":false}").expect(409).details("signed move");
    ward.doctor.patch(ward.path, "{\"checked\":false}").expect(409).details("checked move");
    ward.other.patch(ward.path, "{\"checked\":true}").expect(200);
    ward.other.patch(ward.path, "{\"checked\":false}").expect(409).details("checked move");
    ward.doctor.patch(ward.path, "{\"checked\":false}").expect(200);
    ward.doctor.patch(ward.path, "{\"checked\":null}").expect(409).details("checked move");
    String none = "/findings/" + id(ward.doctor.post("/findings", "{\"text\":\"none\"}"));
    ward.doctor
        .patch(none, "{\"text\":\"some\",\"signed\":true}")
        .expect(409)
        .details("signed move");
    ward.doctor.patch(none, "{\"text\":\"some\"}").expect(200);
    ward.doctor.patch(none, "{\"signed\":true}").expect(200);
  }

  /// A project with a lead who has a sheet, as another member has.
  private static final class Office {
    final ApiScenario scenario;
    final Person leadPerson;
    final ScenarioClient owner;
    final ScenarioClient lead;
    final ScenarioClient member;
    final ScenarioClient editor;
    final String project;
    final String ofLead;
    final String ofMember;

    Office(boolean walls) {
      scenario = walls ? bothWalls : statementsAlone;
      leadPerson = scenario.person();
      owner = scenario.as(scenario.person());
      lead = scenario.as(leadPerson);
      member = scenario.as(scenario.person());
      editor = scenario.as(scenario.person("editor"));
      long id = id(owner.post("/projects", "{\"lead_id\":\"" + leadPerson.id() + "\"}"));
      project = "/projects/" + id;
      ofLead = sheet(lead, id);
      ofMember = sheet(member, id);
    }

    private static String sheet(ScenarioClient by, long project) {
      return "/sheets/" + id(by.post("/sheets", "{\"project_id\":" + project + ",\"hours\":8}"));
    }
  }

  private static String to(String status) {
    return "{\"status\":\"" + status + "\"}";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMoveHasACondition(boolean walls) {
    Office office = new Office(walls);
    for (ScenarioClient by : List.of(office.lead, office.member)) {
      String path = by == office.lead ? office.ofLead : office.ofMember;
      by.patch(path, to("submitted")).expect(200);
    }
    office.lead.patch(office.ofLead, to("approved")).expect(409).details("status move");
    office
        .lead
        .post("/batch", batch("PATCH", office.ofLead, to("approved")))
        .expect(409)
        .details("operations[0].status move");
    assertThat(
            affected(
                office.lead.patch(
                    "/sheets?max_affected=5&project_id=" + office.project.substring(10),
                    to("approved"))))
        .isEqualTo(1);
    assertThat(office.member.get(office.ofMember).data().getString("status")).isEqualTo("approved");
    assertThat(office.lead.get(office.ofLead).data().getString("status")).isEqualTo("submitted");
    // Each listing of a move has its own grant.
    office.lead.patch(office.ofLead, to("draft")).expect(200);
    office.lead.patch(office.ofLead, "{\"hours\":100}").expect(200);
    office.lead.patch(office.ofLead, to("submitted")).expect(200);
    office.lead.patch(office.ofLead, to("draft")).expect(409).details("status move");
    office.editor.patch(office.ofLead, to("draft")).expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConditionReadsTheRowsOfItsPath(boolean walls) {
    Office office = new Office(walls);
    office.member.patch(office.ofMember, "{\"hours\":9}").expect(200);
    office.lead.patch(office.ofMember, "{\"hours\":1}").expect(400).details("hours read_only");
    office.owner.patch(office.project, "{\"running\":false}").expect(200);
    office.member.patch(office.ofMember, "{\"hours\":10}").expect(400).details("hours read_only");
    String late = "{\"project_id\":" + office.project.substring(10) + ",\"hours\":8}";
    office.member.post("/sheets", late).expect(400).details("hours read_only");
    office.owner.patch(office.project, "{\"running\":true}").expect(200);
    office.member.patch(office.ofMember, "{\"hours\":10}").expect(200);
    office.member.patch(office.ofMember, to("submitted")).expect(200);
    office.member.patch(office.ofMember, "{\"hours\":11}").expect(400).details("hours read_only");
  }

  /// The trigger alone: plain SQL as the serving role, with the settings of a caller.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false | text = 'x'                | none
          false | text = 'x', signed = true | none
          true  | text = 'x'                | _writes_text
          true  | text = 'first'            | none
          true  | signed = false            | _moves_signed
          false | checked = false           | _moves_checked
          false | checked = true            | none
          """)
  void theTriggerJudgesTheStoredRow(boolean signed, String assignment, String refusal) {
    Ward ward = new Ward(true);
    if (signed) {
      ward.doctor.patch(ward.path, "{\"signed\":true}").expect(200);
    }
    String before = ward.stored();
    String sql =
        ("begin; set local role %s; set local freehold.user_id = '%s'; set local freehold.roles"
                + " = ''; update app.findings set %s where id = %d; commit")
            .formatted(bothWalls.apiRole(), ward.doctorPerson.id(), assignment, ward.finding);
    if (refusal.equals("none")) {
      bothWalls.sql(sql);
    } else {
      assertThatThrownBy(() -> bothWalls.sql(sql))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.constraint()).isEqualTo(refusal));
      assertThat(ward.stored()).isEqualTo(before);
    }
  }

  @Test
  void theTriggerKnowsTheCallerOfACondition() {
    Office office = new Office(true);
    office.lead.patch(office.ofLead, to("submitted")).expect(200);
    office.member.patch(office.ofMember, to("submitted")).expect(200);
    String update =
        "begin; set local role %s; set local freehold.user_id = '%s'; set local freehold.roles = '';"
                .formatted(bothWalls.apiRole(), office.leadPerson.id())
            + " update app.sheets set status = 'approved' where id = %s; commit";
    bothWalls.sql(update.formatted(office.ofMember.substring(8)));
    assertThatThrownBy(() -> bothWalls.sql(update.formatted(office.ofLead.substring(8))))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.constraint()).isEqualTo("_moves_status"));
  }
}
