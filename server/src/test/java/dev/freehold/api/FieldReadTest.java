package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields that a caller may read in some rows and not in others, in every way to a row.
final class FieldReadTest {
  private static final String SECRET = "Headache";
  private static ApiScenario scenario;

  private Person doctorPerson;
  private Person patientPerson;
  private Person nursePerson;
  private ScenarioClient clerk;
  private ScenarioClient doctor;
  private ScenarioClient patient;
  private long file;
  private long visit;
  private String path = "";

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("readers"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void aVisit() {
    scenario.sql("delete from app.files");
    doctorPerson = scenario.person();
    patientPerson = scenario.person();
    nursePerson = scenario.person();
    clerk = scenario.as(scenario.person("desk"));
    doctor = scenario.as(doctorPerson);
    patient = scenario.as(patientPerson);
    scenario.as(nursePerson).patch("/auth/me", "{\"display_name\":\"Nadja\"}").expect(200);
    file =
        clerk
            .post("/files", "{\"name\":\"f\",\"account_id\":\"" + patientPerson.id() + "\"}")
            .expect(201)
            .data()
            .getLong("id");
    visit = made(clerk.post("/visits", body(SECRET)).expect(201));
    path = "/visits/" + visit;
    doctor.patch(path, "{\"code\":\"R51\"}").expect(200);
  }

  private String body(String reason) {
    return """
    {"file_id":%d,"doctor_id":"%s","nurse_id":"%s","reason":"%s","price":"12.5","phone":"0228"}
    """
        .formatted(file, doctorPerson.id(), nursePerson.id(), reason);
  }

  private static long made(Answer answer) {
    return answer.data().getLong("id");
  }

  private void hides(Answer answer) {
    answer.expect(answer.status());
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
    answer
        .bodyHasNo(SECRET)
        .bodyHasNo("R51")
        .bodyHasNo("12.5")
        .bodyHasNo("0228")
        .bodyHasNo("Nadja")
        .bodyHasNo(nursePerson.id().toString());
    assertThat(answer.body()).contains("\"reason\":null").contains("\"price\":null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/visits/{visit}",
        "/visits/{visit}?fields=id,reason,price,nurse_id&include=nurse",
        "/visits",
        "/visits?include=nurse&count=estimated",
        "/visits?sort=-minutes&limit=1",
        "/files/{file}/visits?include=nurse",
        "/files?include=visits.nurse",
        "/files/{file}?include=visits",
        "/notes?include=visit.nurse",
        "/visits/{visit}/notes?include=visit"
      })
  void aReadShowsItToItsReadersAlone(String address) {
    clerk.post("/notes", "{\"visit_id\":" + visit + "}").expect(201);
    String place = address.replace("{visit}", "" + visit).replace("{file}", "" + file);
    hides(clerk.get(place));
    for (ScenarioClient reader : new ScenarioClient[] {doctor, patient}) {
      if (reader == patient || !place.startsWith("/files")) {
        assertThat(reader.get(place).expect(200).body()).contains(SECRET).contains("\"12.5\"");
      }
    }
  }

  @Test
  void anIncludedPersonIsShownToItsReadersAlone() {
    assertThat(clerk.get(path + "?include=nurse").data().getValue("nurse")).isNull();
    assertThat(doctor.get(path + "?include=nurse").data().getJsonObject("nurse"))
        .isEqualTo(
            new JsonObject().put("id", nursePerson.id().toString()).put("display_name", "Nadja"));
  }

  @Test
  void aWriteDoesNotShowWhatItWrote() {
    String row = "{\"id\":" + visit + ",\"reason\":\"" + SECRET + "\",\"minutes\":20}";
    hides(clerk.post("/visits", body(SECRET)));
    hides(clerk.post("/visits", "[" + body(SECRET) + "]"));
    hides(clerk.post("/visits?dry_run=true", body(SECRET)));
    hides(clerk.patch(path, row.replace("\"id\":" + visit + ",", "")));
    hides(clerk.put(path, body(SECRET)));
    hides(clerk.patch("/visits", "[" + row + "]"));
    hides(
        clerk.send(
            "POST", "/visits", body(SECRET), "Idempotency-Key", "key-" + visit + "-0123456789"));
    hides(
        clerk.post(
            "/batch",
            "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/visits/%d\",\"body\":{\"reason\":\"%s\"}},{\"method\":\"GET\",\"path\":\"/visits/%d\"}]}"
                .formatted(visit, SECRET, visit)));
    assertThat(doctor.get(path).data().getString("reason")).isEqualTo(SECRET);
  }

  /// The clerk has the field in the own answers, and cannot ask for it: some rows hide it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /visits?reason=Headache",
        "GET | /visits?reason[ne]=x",
        "GET | /visits?reason[icontains]=head",
        "GET | /visits?reason[null]=true",
        "GET | /visits?price[gt]=1",
        "GET | /visits?or=(reason.eq.Headache,minutes.eq.1)",
        "GET | /visits?sort=reason",
        "GET | /visits?sort=-price,id",
        "GET | /visits?q=headache",
        "GET | /visits?nurse_id[null]=false",
        "GET | /visits?nurse.display_name=Nadja",
        "GET | /visits?sort=nurse.display_name",
        "GET | /diaries?user_id[null]=false",
        "GET | /diaries?user.display_name=Somebody",
        "GET | /diaries?sort=user.display_name",
        "GET | /diaries/summary?group=user_id",
        "GET | /visits?phone=0228",
        "GET | /visits?seen_at[null]=false",
        "GET | /files/{file}/visits?reason=Headache",
        "GET | /files/{file}/visits?sort=reason",
        "GET | /notes?visit.reason=Headache",
        "GET | /notes?sort=visit.price",
        "GET | /notes?visit.nurse.display_name=Nadja",
        "GET | /visits/summary?group=reason",
        "GET | /visits/summary?sum=price",
        "GET | /visits/summary?min=seen_at",
        "GET | /visits/summary?reason=Headache",
        "GET | /notes/summary?visit.reason=Headache",
        "PATCH | /visits?reason=Headache&max_affected=9",
        "DELETE | /visits?reason=Headache&max_affected=9"
      })
  void aQueryByItIsUnknownToWhoReadsItInSomeRowsOnly(String method, String address) {
    String place = address.strip().replace("{file}", "" + file);
    String body = method.strip().equals("PATCH") ? "{\"minutes\":11}" : null;
    Answer answer = clerk.send(method.strip(), place, body).expect(400, "VALIDATION_ERROR");
    assertThat(answer.error().getJsonArray("details").getJsonObject(0).getString("code"))
        .as(answer.body())
        .isEqualTo("unknown");
    assertThat(doctor.get(path).data().getInteger("minutes")).isEqualTo(10);
  }

  @Test
  void aQueryByItServesWhoReadsItInEveryRow() {
    ScenarioClient stranger = scenario.as(scenario.person());
    for (ScenarioClient reader : new ScenarioClient[] {doctor, patient}) {
      assertThat(total(reader, "/visits?reason=Headache&sort=reason,-price")).isEqualTo(1);
      assertThat(total(reader, "/visits?nurse.display_name=Nadja")).isEqualTo(1);
      assertThat(total(reader, "/visits?q=headache")).isEqualTo(1);
      assertThat(reader.get("/visits/summary?group=reason&sum=price").expect(200).body())
          .contains("\"reason\":\"Headache\"")
          .contains("\"price\":\"12.5\"");
    }
    assertThat(total(stranger, "/visits?reason=Headache")).isZero();
    assertThat(stranger.get("/visits/summary?group=reason").data().getJsonArray("groups"))
        .isEmpty();
    assertThat(total(patient, "/notes?visit.reason=Headache")).isZero();
  }

  private static int total(ScenarioClient client, String address) {
    return client.get(address).expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  @Test
  void aCursorIsNoWayAroundIt() {
    for (int i = 0; i < 3; i++) {
      clerk.post("/visits", body("r" + i)).expect(201);
    }
    Answer first = doctor.get("/visits?sort=reason&limit=2").expect(200);
    String next = first.data().getJsonObject("pagination").getString("nextCursor");
    String second = "/visits?sort=reason&limit=2&cursor=" + next;
    assertThat(doctor.get(second).data().getJsonArray("visits")).hasSize(2);
    clerk.get(second).expect(400).bodyHasNo("r1");
    // Who is no longer the doctor reads none of the rows with the old cursor.
    clerk.patch(
        "/visits?doctor_id=" + doctorPerson.id() + "&max_affected=9", "{\"doctor_id\":null}");
    assertThat(doctor.get(second).expect(200).data().getJsonArray("visits")).isEmpty();
  }

  /// The clerk may change the row, and neither read nor write the code.
  @ParameterizedTest
  @ValueSource(strings = {"R51", "R52"})
  void aGuessTellsNothing(String guess) {
    String code = "{\"code\":\"" + guess + "\"}";
    clerk.patch(path, code).expect(400).details("code read_only");
    clerk.put(path, code).expect(400).details("code read_only");
    clerk
        .patch("/visits", "[{\"id\":" + visit + ",\"code\":\"" + guess + "\"}]")
        .expect(400)
        .details("[0].code read_only");
    assertThat(
            clerk
                .patch("/visits?id=" + visit + "&max_affected=9", code)
                .expect(200)
                .data()
                .getInteger("affected"))
        .isZero();
    clerk
        .post(
            "/batch",
            "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/visits/%d\",\"body\":%s}]}"
                .formatted(visit, code))
        .expect(400);
    assertThat(doctor.get(path).data().getString("code")).isEqualTo("R51");
  }

  @Test
  void aGuessOfTheStampTellsNothing() {
    doctor.patch(path, "{\"seen\":true}").expect(200);
    String at = doctor.get(path).data().getString("seen_at");
    clerk.patch(path, "{\"seen_at\":\"" + at + "\"}").expect(400).details("seen_at read_only");
    clerk.patch(path, "{\"seen_at\":null}").expect(200);
    doctor.patch(path, "{\"seen_at\":\"" + at + "\"}").expect(200);
  }

  /// A client may send back the row as it reads it: null in place of a value is no change.
  @Test
  void theRowAsReadIsNoChange() {
    JsonObject read = clerk.get(path).data();
    read.remove("updated_at");
    clerk.patch(path, read.encode()).expect(200);
    clerk.put(path, read.encode()).expect(200);
    clerk.patch("/visits", "[" + read.encode() + "]").expect(200);
    assertThat(
            clerk
                .patch("/visits?id=" + visit + "&max_affected=9", "{\"code\":null,\"minutes\":12}")
                .expect(200)
                .data()
                .getInteger("affected"))
        .isEqualTo(1);
    JsonObject now = doctor.get(path).data();
    assertThat(now.getString("reason")).isEqualTo(SECRET);
    assertThat(now.getString("code")).isEqualTo("R51");
    assertThat(now.getString("price")).isEqualTo("12.5");
    assertThat(now.getString("nurse_id")).isEqualTo(nursePerson.id().toString());
    assertThat(now.getInteger("minutes")).isEqualTo(12);
    // Who reads the value can take it away.
    doctor.patch(path, "{\"code\":null,\"reason\":null}").expect(200);
    assertThat(doctor.get(path).data().getValue("reason")).isNull();
    assertThat(doctor.get(path).data().getValue("code")).isNull();
  }

  @Test
  void theTagFollowsWhatTheCallerReads() {
    Answer before = clerk.get(path).expect(200);
    String tag = before.header("ETag");
    String doctors = doctor.get(path).header("ETag");
    doctor.patch(path, "{\"reason\":\"Cold\",\"code\":\"J00\"}").expect(200);
    clerk.send("GET", path, null, "If-None-Match", tag).expect(304);
    assertThat(clerk.get(path).data()).isEqualTo(before.data());
    doctor.send("GET", path, null, "If-None-Match", doctors).expect(200);
    doctor.send("PATCH", path, "{\"minutes\":1}", "If-Match", doctors).expect(412);
    assertThat(clerk.send("PATCH", path, "{\"reason\":\"Flu\"}", "If-Match", tag).expect(200))
        .satisfies(a -> assertThat(a.header("ETag")).isEqualTo(tag));
    clerk.send("PATCH", path, "{\"minutes\":2}", "If-Match", tag).expect(200);
    clerk.send("GET", path, null, "If-None-Match", tag).expect(200);
    assertThat(doctor.get(path).data().getString("reason")).isEqualTo("Flu");
  }

  /// A clerk who is the doctor of one visit reads its reason, and that of no other.
  @Test
  void eachRowIsJudgedByItself() {
    Person both = scenario.person("desk");
    ScenarioClient client = scenario.as(both);
    long own =
        made(
            clerk.post(
                "/visits",
                body("Own").replace(doctorPerson.id().toString(), both.id().toString())));
    assertThat(
            client
                .get("/visits?sort=id&fields=id,reason")
                .expect(200)
                .data()
                .getJsonArray("visits"))
        .containsExactly(
            new JsonObject().put("id", visit).putNull("reason"),
            new JsonObject().put("id", own).put("reason", "Own"));
    client.get("/visits?reason=Own").expect(400);
    String tag = client.get("/visits/" + own).header("ETag");
    clerk.patch("/visits/" + own, "{\"doctor_id\":\"" + doctorPerson.id() + "\"}").expect(200);
    client
        .send("GET", "/visits/" + own, null, "If-None-Match", tag)
        .expect(200)
        .bodyHasNo("\"Own\"");
  }

  @Test
  void aConditionOfAWordIsOnTheRow() {
    assertThat(clerk.get(path).data().getValue("phone")).isNull();
    doctor.patch(path, "{\"seen\":true}").expect(200);
    assertThat(clerk.get(path).data().getString("phone")).isEqualTo("0228");
    assertThat(clerk.get(path).data().getValue("reason")).isNull();
    doctor.patch(path, "{\"seen\":false}").expect(200);
    assertThat(clerk.get(path).data().getValue("phone")).isNull();
  }

  @Test
  void theOwnerOfARowMayBeUnknown() {
    Person writerPerson = scenario.person();
    ScenarioClient writer = scenario.as(writerPerson);
    String diary = "/diaries/" + made(writer.post("/diaries", "{\"text\":\"t\"}").expect(201));
    String id = writerPerson.id().toString();
    for (String query : new String[] {"", "?include=user", "?fields=user_id"}) {
      clerk.get(diary + query).expect(200).bodyHasNo(id);
      assertThat(writer.get(diary + query).expect(200).body()).contains(id);
    }
    clerk.get("/diaries?include=user").expect(200).bodyHasNo(id);
    clerk.patch(diary, "{\"user_id\":\"" + id + "\"}").expect(400).details("user_id read_only");
    clerk.patch(diary, "{\"user_id\":null}").expect(200).bodyHasNo(id);
    writer.patch(diary, "{\"user_id\":\"" + id + "\"}").expect(200);
    String tag = clerk.get(diary).header("ETag");
    clerk.send("GET", diary, null, "If-None-Match", tag).expect(304);
    writer.post("/diaries", "{\"text\":\"t\"}").expect(409);
    assertThat(total(writer, "/diaries?user_id=" + id)).isEqualTo(1);
  }

  /// A team with an administrator, a lead and a guest, and a deal.
  private static final class Team {
    final ScenarioClient admin;
    final ScenarioClient lead;
    final ScenarioClient guest;
    final String leadMembership;
    final String deal;

    Team() {
      ScenarioClient founder = scenario.as(scenario.person());
      String id = founder.post("/teams", "{\"name\":\"t\"}").expect(201).data().getString("id");
      admin = founder.inTeam(id);
      Person leadPerson = scenario.person();
      Person guestPerson = scenario.person();
      leadMembership = join(leadPerson, "lead");
      join(guestPerson, "guest");
      lead = scenario.as(leadPerson).inTeam(id);
      guest = scenario.as(guestPerson).inTeam(id);
      deal =
          "/deals/"
              + made(
                  admin
                      .post("/deals", "{\"title\":\"d\",\"amount\":\"10\",\"cost\":\"7.25\"}")
                      .expect(201));
    }

    private String join(Person person, String role) {
      String token =
          admin
              .post(
                  "/team_invitations",
                  "{\"email\":\"%s@example.com\",\"role\":\"%s\"}".formatted(person.id(), role))
              .expect(201)
              .data()
              .getString("token");
      return scenario
          .as(person)
          .post("/team_invitations/accept", "{\"token\":\"" + token + "\"}")
          .expect(201)
          .data()
          .getString("id");
    }
  }

  @Test
  void aRoleInTheTeamDecidesWhichFieldsAreKnown() {
    Team team = new Team();
    assertThat(team.admin.get("/deals/summary?sum=amount,cost").expect(200).body())
        .contains("\"amount\":\"10\"")
        .contains("\"cost\":\"7.25\"");
    assertThat(team.lead.get("/deals/summary?sum=amount").expect(200).body())
        .contains("\"amount\":\"10\"");
    team.lead.get("/deals/summary?sum=cost").expect(400).details("sum unknown");
    assertThat(team.lead.get(team.deal).data().getValue("cost")).isNull();
    team.admin.patch(team.deal, "{\"closed\":true}").expect(200);
    assertThat(team.lead.get(team.deal).data().getString("cost")).isEqualTo("7.25");
    for (String query :
        new String[] {
          "/deals/summary?sum=", "/deals?sort=", "/deals?fields=", "/deals/summary?group="
        }) {
      team.guest.get(query + "amount").expect(400);
      team.guest.get(query + "cost").expect(400);
    }
    team.guest.get(team.deal).expect(404);
    assertThat(total(team.guest, "/deals")).isZero();
    team.guest.patch(team.deal, "{\"title\":\"x\"}").expect(404);
    team.guest.post("/deals", "{\"title\":\"x\"}").expect(403);
    scenario
        .as(scenario.person())
        .inTeam("00000000-0000-7000-8000-000000000000")
        .get("/deals")
        .expect(404);
  }

  @Test
  void aRoleThatIsLostReadsNothingWithTheNextRequest() {
    Team team = new Team();
    for (int i = 0; i < 20; i++) {
      team.lead.get("/deals?amount=10").expect(200);
      team.admin.patch("/team_members/" + team.leadMembership, "{\"role\":\"guest\"}").expect(200);
      team.lead.get("/deals?amount=10").expect(400);
      team.lead.get(team.deal).expect(404);
      team.admin.patch("/team_members/" + team.leadMembership, "{\"role\":\"lead\"}").expect(200);
    }
  }
}
