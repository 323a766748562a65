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
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Words of access through rows that refer to a row: an assignment is for the pupils who are enrolled in
/// its class, a badge for the holders of its awards. With both walls, and with the statements alone.
final class ReferringRowTest {
  private static final List<String> TABLES =
      List.of("classes", "enrolments", "assignments", "submissions", "badges", "awards");

  private static ApiScenario scenario;
  private static ApiScenario statementsAlone;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("courses"));
    statementsAlone = new ApiScenario(SpecFile.read("courses"));
    TABLES.forEach(
        table -> statementsAlone.sql("alter table app." + table + " disable row level security"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
    statementsAlone.close();
  }

  /// A class with a teacher, a pupil and a published assignment; another class with another pupil.
  private static final class School {
    final ApiScenario scenario;
    final Person pupilPerson;
    final ScenarioClient office;
    final ScenarioClient teacher;
    final ScenarioClient pupil;
    final ScenarioClient other;
    final long enrolment;
    final long otherEnrolment;
    final long assignment;
    final long schoolClass;

    School(boolean walls) {
      scenario = walls ? ReferringRowTest.scenario : statementsAlone;
      office = scenario.as(scenario.person("office"));
      Person teacherPerson = scenario.person();
      teacher = scenario.as(teacherPerson);
      pupilPerson = scenario.person();
      pupil = scenario.as(pupilPerson);
      Person otherPerson = scenario.person();
      other = scenario.as(otherPerson);
      schoolClass = schoolClass("1a", teacherPerson);
      enrolment = enrol(schoolClass, pupilPerson);
      otherEnrolment = enrol(schoolClass("1b", teacherPerson), otherPerson);
      assignment =
          id(
              teacher.post(
                  "/assignments",
                  new JsonObject()
                      .put("class_id", schoolClass)
                      .put("title", "Fractions")
                      .put("published", true)
                      .encode()));
    }

    long schoolClass(String name, Person teacher) {
      return id(
          office.post(
              "/classes", "{\"name\":\"%s\",\"teachers\":[\"%s\"]}".formatted(name, teacher.id())));
    }

    long enrol(long in, Person person) {
      return id(
          office.post(
              "/enrolments", "{\"class_id\":%d,\"pupil_id\":\"%s\"}".formatted(in, person.id())));
    }

    String path() {
      return "/assignments/" + assignment;
    }

    Answer submit(ScenarioClient by) {
      return by.post(
          "/submissions", "{\"assignment_id\":%d,\"text\":\"1/2\"}".formatted(assignment));
    }

    void expectNothing(ScenarioClient by) {
      by.get(path()).expect(404);
      by.get(path() + "/submissions").expect(404);
      for (String query :
          List.of("", "?q=fractions", "?sort=-title", "?count=estimated", "?title=Fractions")) {
        Answer list = by.get("/assignments" + query).expect(200).bodyHasNo("Fractions");
        assertThat(list.data().getJsonObject("pagination").getInteger("total")).as(query).isZero();
      }
      assertThat(by.get("/assignments/summary").expect(200).data().encode())
          .contains("\"count\":0");
      submit(by).expect(400).details("assignment_id unknown_reference");
    }
  }

  private static long id(Answer created) {
    return created.expect(201).data().getLong("id");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEnrolledReadWhatIsPublished(boolean walls) {
    School school = new School(walls);
    Answer read = school.pupil.get(school.path()).expect(200);
    for (String query : List.of("", "?q=fractions", "?sort=-title", "?title=Fractions")) {
      Answer list = school.pupil.get("/assignments" + query).expect(200);
      assertThat(list.column("assignments", "id"))
          .as(query)
          .containsExactly((int) school.assignment);
    }
    assertThat(school.pupil.get("/assignments/summary").expect(200).data().encode())
        .contains("\"count\":1");
    long submission = id(school.submit(school.pupil));
    school
        .pupil
        .get("/submissions/" + submission + "?include=assignment")
        .expect(200)
        .data()
        .getJsonObject("assignment")
        .getString("title");
    school.expectNothing(school.other);
    school.other.get("/submissions/" + submission).expect(404);
    // Reading an assignment gives no look at its class, nor at who else is enrolled.
    school.pupil.get("/classes/" + school.schoolClass).expect(404);
    school.pupil.get("/enrolments/" + school.otherEnrolment).expect(404);
    school.pupil.patch(school.path(), "{\"title\":\"x\"}").expect(404);

    school.teacher.patch(school.path(), "{\"published\":false}").expect(200);
    school.pupil.get(school.path()).expect(404);
    school.pupil.send("GET", school.path(), null, "If-None-Match", read.header("ETag")).expect(404);
    school.expectNothing(school.pupil);
    school.teacher.patch(school.path(), "{\"published\":true}").expect(200);
    school.pupil.get(school.path()).expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onePersonsEnrolmentAndAnothersStateDoNotMeetTogether(boolean walls) {
    School school = new School(walls);
    Person second = school.scenario.person();
    school.enrol(school.schoolClass, second);
    school.office.patch("/enrolments/" + school.enrolment, "{\"paused\":true}").expect(200);
    school.scenario.as(second).get(school.path()).expect(200);
    school.expectNothing(school.pupil);
    // A second enrolment of the same pupil that is not paused is one row that meets all.
    school.enrol(school.schoolClass, school.pupilPerson);
    school.pupil.get(school.path()).expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatEndedIsGoneWithTheNextRequest(boolean walls) {
    School school = new School(walls);
    String next =
        school
            .pupil
            .get("/assignments?limit=1&count=none")
            .expect(200)
            .data()
            .getJsonObject("pagination")
            .getString("nextCursor");
    assertThat(next).isNull();
    school.office.delete("/enrolments/" + school.enrolment).expect(204);
    school.expectNothing(school.pupil);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesMovesAndFieldsFollowTheHolder(boolean walls) {
    School school = new School(walls);
    long badge = id(school.office.post("/badges", "{\"name\":\"Swimmer\"}"));
    String path = "/badges/" + badge;
    school.pupil.get(path).expect(404);
    long award =
        id(
            school.office.post(
                "/awards",
                "{\"badge_id\":%d,\"holder_id\":\"%s\"}"
                    .formatted(badge, school.pupilPerson.id())));
    school.pupil.get(path).expect(404);
    school.pupil.patch(path, "{\"motto\":\"x\"}").expect(404);
    school.office.patch("/awards/" + award, "{\"confirmed\":true}").expect(200);
    school.pupil.patch(path, "{\"motto\":\"Deep\"}").expect(200);
    school.pupil.patch(path, "{\"name\":\"x\"}").expect(400).details("name read_only");
    school.office.patch(path, "{\"state\":\"worn\"}").expect(409).details("state move");
    school.pupil.patch("/badges?max_affected=5&name=Swimmer", "{\"state\":\"worn\"}").expect(200);
    school.other.patch(path, "{\"motto\":\"x\"}").expect(404);
    school.other.delete(path).expect(404);
    school.office.post("/badges", "{\"name\":\"a\",\"motto\":\"b\"}").expect(201);
    school.office.delete(path).expect(404);
    school.pupil.delete(path).expect(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select count(*) from app.assignments | 1 | 0 | 0",
        "select count(*) from app.badges | 1 | 0 | 0",
        "with u as (update app.badges set motto = 'x' returning 1) select count(*) from u | 1 | 0 |"
            + " 0",
      })
  void thePoliciesAlone(String sql, int pupil, int other, int nobody) {
    School school = new School(true);
    long badge = id(school.office.post("/badges", "{\"name\":\"Diver\"}"));
    id(
        school.office.post(
            "/awards",
            "{\"badge_id\":%d,\"holder_id\":\"%s\",\"confirmed\":true}"
                .formatted(badge, school.pupilPerson.id())));
    assertThat(asRole(school, school.pupilPerson.id().toString(), sql)).isEqualTo(pupil);
    assertThat(asRole(school, school.scenario.person().id().toString(), sql)).isEqualTo(other);
    assertThat(asRole(school, "", sql)).isEqualTo(nobody);
  }

  /// The trigger leaves the row out, and without it the policy refuses it.
  @Test
  void triggerAndPolicyRefuseASubmissionOfOneWhoIsNotEnrolled() {
    School school = new School(true);
    String stranger = school.scenario.person().id().toString();
    String add =
        "insert into app.submissions (user_id, assignment_id, text) values ('%s', %d, 'x')"
            .formatted(stranger, school.assignment);
    String count = "select count(*)::text from app.submissions where user_id = '" + stranger + "'";
    asRole(school, stranger, add);
    assertThat(school.scenario.query(count)).isEqualTo("0");
    school.scenario.sql("alter table app.submissions disable trigger _still_granted");
    try {
      assertThatThrownBy(() -> asRole(school, stranger, add))
          .isInstanceOf(DatabaseException.class)
          .hasStackTraceContaining("row-level security");
    } finally {
      school.scenario.sql("alter table app.submissions enable trigger _still_granted");
    }
  }

  /// The count that a statement of the role that serves resources returns.
  private static int asRole(School school, String user, String sql) {
    try (var connection = school.scenario.connection()) {
      connection.execute("set role " + school.scenario.apiRole());
      connection.execute("set freehold.user_id = '" + user + "'");
      connection.execute("set freehold.roles = ''");
      if (sql.startsWith("insert")) {
        connection.execute(sql);
        return 1;
      }
      Object count = connection.query(sql, Tuple.tuple()).iterator().next().getValue(0);
      return ((Number) count).intValue();
    }
  }
}
