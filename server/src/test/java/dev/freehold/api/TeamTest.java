package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Teams and the rows of teams: with both walls, and with the statements alone.
final class TeamTest {
  private static final List<String> TABLES =
      List.of(
          "teams",
          "team_members",
          "team_invitations",
          "companies",
          "contacts",
          "deals",
          "notes",
          "drafts");

  private static ApiScenario scenario;
  private static ApiScenario statementsAlone;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("crm"));
    statementsAlone = new ApiScenario(SpecFile.read("crm"));
    TABLES.forEach(
        table -> statementsAlone.sql("alter table app." + table + " disable row level security"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
    statementsAlone.close();
  }

  /// A team with an administrator, a member and a guest, and a stranger with a team of his own.
  private static final class Acme {
    final ApiScenario scenario;
    final String team;
    final Person adminPerson;
    final Person memberPerson;
    final ScenarioClient admin;
    final ScenarioClient member;
    final ScenarioClient guest;
    final ScenarioClient stranger;
    final String strangersTeam;

    Acme(boolean walls) {
      scenario = walls ? TeamTest.scenario : statementsAlone;
      adminPerson = scenario.person();
      memberPerson = scenario.person();
      Person guestPerson = scenario.person();
      Person strangerPerson = scenario.person();
      team = team(scenario.as(adminPerson), "Acme");
      admin = in(adminPerson, team);
      join(admin, memberPerson, "member");
      join(admin, guestPerson, "guest");
      member = in(memberPerson, team);
      guest = in(guestPerson, team);
      strangersTeam = team(scenario.as(strangerPerson), "Others");
      stranger = in(strangerPerson, team);
    }

    ScenarioClient in(Person person, String named) {
      return scenario.as(person).inTeam(named);
    }

    void join(ScenarioClient by, Person person, String role) {
      scenario
          .as(person)
          .post("/team_invitations/accept", "{\"token\":\"" + invite(by, person, role) + "\"}")
          .expect(201);
    }

    String invite(ScenarioClient by, Person person, String role) {
      return by.post(
              "/team_invitations",
              "{\"email\":\"%s@example.com\",\"role\":\"%s\"}".formatted(person.id(), role))
          .expect(201)
          .data()
          .getString("token");
    }

    String membership(Person person) {
      return admin
          .get("/team_members?user_id=" + person.id() + "&team_id=" + team)
          .expect(200)
          .data()
          .getJsonArray("team_members")
          .getJsonObject(0)
          .getString("id");
    }

    long company(String name) {
      return admin
          .post("/companies", "{\"name\":\"" + name + "\",\"domain\":\"" + name + ".example\"}")
          .expect(201)
          .data()
          .getLong("id");
    }

    String deal(long company) {
      return admin
          .post("/deals", "{\"title\":\"Big\",\"company_id\":" + company + "}")
          .expect(201)
          .data()
          .getString("id");
    }
  }

  private static String team(ScenarioClient by, String name) {
    return by.post("/teams", "{\"name\":\"" + name + "\"}").expect(201).data().getString("id");
  }

  private static long total(Answer list) {
    return list.expect(200).data().getJsonObject("pagination").getLong("total");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void membersShareTheRowsOfTheirTeamAndNobodyElseSeesThem(boolean walls) {
    Acme acme = new Acme(walls);
    long company = acme.company("north");
    for (ScenarioClient member : List.of(acme.admin, acme.member, acme.guest)) {
      assertThat(total(member.get("/companies"))).isOne();
      assertThat(total(member.get("/companies?q=north"))).isOne();
      assertThat(total(member.get("/teams/" + acme.team + "/companies"))).isOne();
      member.get("/companies/" + company).expect(200);
      member.get("/companies/summary?count").expect(200);
    }
    for (String path :
        List.of(
            "/companies",
            "/companies?count=none",
            "/companies?count=estimated",
            "/companies?q=north",
            "/companies?name=north",
            "/companies/" + company,
            "/companies/summary?count",
            "/companies/" + company + "/contacts",
            "/teams/" + acme.team,
            "/teams/" + acme.team + "/companies")) {
      acme.stranger.get(path).expect(404, "NOT_FOUND");
    }
    acme.stranger.post("/companies", "{\"name\":\"x\"}").expect(404, "NOT_FOUND");
    acme.stranger.patch("/companies/" + company, "{\"name\":\"x\"}").expect(404, "NOT_FOUND");
    acme.stranger
        .patch("/companies?name=north&max_affected=9", "{\"name\":\"x\"}")
        .expect(404, "NOT_FOUND");
    acme.stranger.delete("/companies/" + company).expect(404, "NOT_FOUND");
    acme.stranger.delete("/companies?name=north&max_affected=9").expect(404, "NOT_FOUND");
    assertThat(total(acme.stranger.get("/teams"))).isOne();
    assertThat(total(acme.stranger.get("/team_members"))).isOne();
    acme.scenario.nobody().get("/companies").expect(401);
    acme.scenario.nobody().get("/teams").expect(401);
  }

  /// Teams and memberships are read without a team, and their companies and deals are not.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aQueryThatGoesToRowsOfATeamNamesIt(boolean walls) {
    Acme acme = new Acme(walls);
    acme.company("north");
    ScenarioClient unnamed = acme.scenario.as(acme.adminPerson);
    for (String path :
        List.of(
            "/teams/" + acme.team + "?include=companies",
            "/teams?include=companies.count",
            "/teams?companies.count[gt]=0",
            "/teams?or=(companies.count.gt.0,name.eq.x)",
            "/teams?sort=-companies.count",
            "/teams/summary?count&companies.count[gt]=0",
            "/team_members?team.companies.count[gt]=0",
            "/team_members?include=team.companies")) {
      unnamed.get(path).expect(400, "VALIDATION_ERROR").details("Team-Id required");
      acme.admin.get(path).expect(200);
    }
    String bulk = "/teams?max_affected=9&companies.count[gt]=0";
    unnamed.patch(bulk, "{\"name\":\"x\"}").expect(400).details("Team-Id required");
    unnamed.delete(bulk).expect(400).details("Team-Id required");
    assertThat(acme.admin.get("/teams/" + acme.team + "?include=companies").body())
        .contains("north");
    unnamed.get("/teams/" + acme.team + "?include=team_members").expect(200);
    unnamed.get("/team_members?team.name=Acme").expect(200);
  }

  /// A join may read the memberships first (PostgreSQL 18, Hash Right Semi Join). The caller must be set then.
  @Test
  void aRowIsCreatedInWhateverOrderTablesAreJoined() {
    try (ApiScenario planned = new ApiScenario(SpecFile.read("crm"))) {
      Person person = planned.person();
      ScenarioClient admin = planned.as(person).inTeam(team(planned.as(person), "Acme"));
      for (int i = 0; i < 30; i++) {
        team(planned.as(planned.person()), "Other " + i);
      }
      planned.sql("analyze app.team_members");
      planned.sql(
          "do $$ begin execute format('alter database %I set enable_nestloop = off',"
              + " current_database()); end $$");
      planned.sql(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()");
      // The first requests meet the connections that were closed.
      for (int i = 0; i < 100 && admin.get("/companies").status() == 503; i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      admin.post("/companies", "{\"name\":\"north\"}").expect(201);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRequestSaysWhichTeamItMeans(boolean walls) {
    Acme acme = new Acme(walls);
    String second = team(acme.scenario.as(acme.adminPerson), "Second");
    acme.company("north");
    ScenarioClient inSecond = acme.in(acme.adminPerson, second);
    inSecond.post("/companies", "{\"name\":\"south\"}").expect(201);
    assertThat(acme.admin.get("/companies").data().encode())
        .contains("north")
        .doesNotContain("south");
    assertThat(inSecond.get("/companies").data().encode())
        .contains("south")
        .doesNotContain("north");
    ScenarioClient unnamed = acme.scenario.as(acme.adminPerson);
    for (Answer refused :
        List.of(
            unnamed.get("/companies"),
            unnamed.get("/companies/1"),
            unnamed.get("/companies/summary?count"),
            unnamed.post("/companies", "{\"name\":\"x\"}"),
            unnamed.patch("/companies?name=north&max_affected=9", "{\"name\":\"x\"}"),
            unnamed.delete("/companies/1"))) {
      refused.expect(400, "VALIDATION_ERROR").details("Team-Id required");
    }
    acme.in(acme.adminPerson, "acme")
        .get("/companies")
        .expect(400, "VALIDATION_ERROR")
        .details("Team-Id format");
    acme.in(acme.adminPerson, UUID.randomUUID().toString())
        .get("/companies")
        .expect(404, "NOT_FOUND");
    assertThat(total(unnamed.get("/teams"))).isEqualTo(2);
    unnamed.get("/auth/me").expect(200);
    // The body cannot name another team.
    acme.admin
        .post("/companies", "{\"name\":\"x\",\"team_id\":\"" + second + "\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("team_id read_only");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rolesInTheTeamDecideWhoWrites(boolean walls) {
    Acme acme = new Acme(walls);
    long company = acme.company("north");
    acme.member.patch("/companies/" + company, "{\"city\":\"Bonn\"}").expect(200);
    acme.member.delete("/companies/" + company).expect(404);
    acme.guest.patch("/companies/" + company, "{\"city\":\"Kiel\"}").expect(404);
    acme.guest.post("/companies", "{\"name\":\"x\"}").expect(403, "FORBIDDEN");
    String deal = acme.deal(company);
    acme.guest.get("/deals/" + deal).expect(404);
    assertThat(total(acme.guest.get("/deals"))).isZero();
    acme.member.patch("/deals/" + deal, "{\"title\":\"Bigger\"}").expect(200);
    acme.member
        .patch("/deals/" + deal, "{\"amount\":\"5\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("amount read_only");
    acme.admin
        .patch(
            "/deals/" + deal,
            "{\"assignee_id\":\"" + acme.memberPerson.id() + "\",\"amount\":\"4\"}")
        .expect(200);
    acme.member.patch("/deals/" + deal, "{\"amount\":\"5\"}").expect(200);
    // A role of one team is none in another.
    acme.stranger.inTeam(acme.strangersTeam).get("/deals/" + deal).expect(404);
    acme.admin.inTeam(acme.strangersTeam).get("/deals").expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noRowOfATeamNamesARowOrAPersonOfAnother(boolean walls) {
    Acme acme = new Acme(walls);
    String second = team(acme.scenario.as(acme.adminPerson), "Second");
    long foreign =
        acme.in(acme.adminPerson, second)
            .post("/companies", "{\"name\":\"south\"}")
            .expect(201)
            .data()
            .getLong("id");
    String unknown =
        acme.admin
            .post("/deals", "{\"title\":\"x\",\"company_id\":9007199254740991}")
            .expect(400, "VALIDATION_ERROR")
            .details("company_id unknown_reference")
            .error()
            .getJsonArray("details")
            .encode();
    assertThat(
            acme.admin
                .post("/deals", "{\"title\":\"x\",\"company_id\":" + foreign + "}")
                .expect(400, "VALIDATION_ERROR")
                .error()
                .getJsonArray("details")
                .encode())
        .isEqualTo(unknown);
    String deal = acme.deal(acme.company("north"));
    acme.admin
        .patch("/deals/" + deal, "{\"company_id\":" + foreign + "}")
        .expect(400, "VALIDATION_ERROR")
        .details("company_id unknown_reference");
    Person outside = acme.scenario.person();
    for (UUID id : List.of(outside.id(), UUID.randomUUID())) {
      acme.admin
          .patch("/deals/" + deal, "{\"assignee_id\":\"" + id + "\"}")
          .expect(400, "VALIDATION_ERROR")
          .details("assignee_id unknown_reference");
    }
    // A domain is unique in the team, and another team neither has the conflict nor learns of it.
    acme.admin
        .post("/companies", "{\"name\":\"x\",\"domain\":\"north.example\"}")
        .expect(409, "CONFLICT")
        .details("domain taken");
    acme.in(acme.adminPerson, second)
        .post("/companies", "{\"name\":\"x\",\"domain\":\"north.example\"}")
        .expect(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInvitationIsValidOnceAndForItsAddressAlone(boolean walls) {
    Acme acme = new Acme(walls);
    Person invited = acme.scenario.person();
    Person other = acme.scenario.person();
    acme.member
        .post("/team_invitations", "{\"email\":\"a@example.com\",\"role\":\"admin\"}")
        .expect(403);
    String token = acme.invite(acme.admin, invited, "member");
    String body = "{\"token\":\"" + token + "\"}";
    acme.admin
        .post(
            "/team_invitations",
            "{\"email\":\"%s@example.com\",\"role\":\"guest\"}".formatted(invited.id()))
        .expect(409, "CONFLICT");
    ScenarioClient client = acme.scenario.as(invited);
    client.inTeam(acme.team).get("/companies").expect(404);
    assertThat(acme.admin.get("/team_invitations").data().encode()).doesNotContain(token);
    for (Answer refused :
        List.of(
            acme.scenario.as(other).post("/team_invitations/accept", body),
            client.post("/team_invitations/accept", "{\"token\":\"" + "A".repeat(66) + "\"}"),
            client.post("/team_invitations/accept", "{\"token\":\"\"}"))) {
      refused.expect(400, "VALIDATION_ERROR").details("token unknown_reference");
    }
    client.post("/team_invitations/accept?dry_run=true", body).expect(200);
    client.inTeam(acme.team).get("/companies").expect(404);
    client.post("/team_invitations/accept", body).expect(201);
    client.inTeam(acme.team).get("/companies").expect(200);
    client
        .post("/team_invitations/accept", body)
        .expect(400, "VALIDATION_ERROR")
        .details("token unknown_reference");
    String withdrawn = acme.invite(acme.admin, other, "member");
    acme.admin
        .delete("/team_invitations?max_affected=9&email=" + other.id() + "@example.com")
        .expect(200);
    String late = acme.invite(acme.admin, other, "member");
    acme.scenario.sql(
        "alter table app.team_invitations disable trigger user; update app.team_invitations set"
            + " created_at = now() - interval '7 days 1 second' where email = '"
            + other.id()
            + "@example.com'");
    for (String old : List.of(withdrawn, late)) {
      acme.scenario
          .as(other)
          .post("/team_invitations/accept", "{\"token\":\"" + old + "\"}")
          .expect(400, "VALIDATION_ERROR")
          .details("token unknown_reference");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAMemberLostIsGoneWithTheNextRequest(boolean walls) {
    Acme acme = new Acme(walls);
    long company = acme.company("north");
    acme.company("east");
    acme.admin.post("/companies", "{\"name\":\"west\"}").expect(201);
    String deal = acme.deal(company);
    acme.admin
        .patch("/deals/" + deal, "{\"assignee_id\":\"" + acme.memberPerson.id() + "\"}")
        .expect(200);
    String etag = acme.member.get("/companies/" + company).header("ETag");
    String next =
        acme.member
            .get("/companies?limit=1&sort=id")
            .expect(200)
            .data()
            .getJsonObject("pagination")
            .getString("nextCursor");
    Answer written =
        acme.member
            .send("POST", "/companies", "{\"name\":\"mine\"}", "Idempotency-Key", "k1")
            .expect(201);
    assertThat(written.body()).contains("mine");
    acme.admin.delete("/team_members/" + acme.membership(acme.memberPerson)).expect(204);
    acme.member.get("/companies").expect(404);
    acme.member.get("/companies?limit=1&sort=id&cursor=" + next).expect(404);
    acme.member.get("/companies/" + company).expect(404);
    acme.member.send("GET", "/companies/" + company, "", "If-None-Match", etag).expect(404);
    acme.member.get("/deals/summary?count").expect(404);
    assertThat(
            acme.member
                .send("POST", "/companies", "{\"name\":\"mine\"}", "Idempotency-Key", "k1")
                .expect(409)
                .body())
        .doesNotContain("mine");
    assertThat(total(acme.member.get("/teams"))).isZero();
    // Rows stay, and say who the assignee is.
    assertThat(acme.admin.get("/deals/" + deal + "?include=assignee").data().encode())
        .contains(acme.memberPerson.id().toString(), "Somebody");
    // Anyone who left cannot be assigned again, and a change of other fields keeps the assignee.
    acme.admin.patch("/deals/" + deal, "{\"title\":\"Kept\"}").expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStepOfABatchNamesItsTeam(boolean walls) {
    Acme acme = new Acme(walls);
    ScenarioClient unnamed = acme.scenario.as(acme.adminPerson);
    JsonArray made =
        unnamed
            .post(
                "/batch",
                batch(
                    step("POST", "/teams", "{\"name\":\"Second\"}", null),
                    step("POST", "/companies", "{\"name\":\"North\"}", "$1.id"),
                    step("POST", "/companies", "{\"name\":\"South\"}", acme.team),
                    step("GET", "/companies?fields=name", null, "$1.id")))
            .expect(200)
            .data()
            .getJsonArray("results");
    String second = data(made, 0).getString("id");
    assertThat(data(made, 1).getString("team_id")).isEqualTo(second);
    assertThat(data(made, 2).getString("team_id")).isEqualTo(acme.team);
    assertThat(data(made, 3).getJsonArray("companies").encode())
        .isEqualTo("[{\"name\":\"North\"}]");
    assertThat(acme.admin.get("/companies").column("companies", "name")).containsExactly("South");
    // The step's own team counts, and the team of the request for a step without one.
    JsonArray both =
        acme.admin
            .post(
                "/batch",
                batch(
                    step("GET", "/companies?fields=name", null, second),
                    step("GET", "/companies?fields=name", null, null)))
            .expect(200)
            .data()
            .getJsonArray("results");
    assertThat(data(both, 0).getJsonArray("companies").encode()).contains("North");
    assertThat(data(both, 1).getJsonArray("companies").encode()).contains("South");
    unnamed
        .post("/batch", batch(step("GET", "/companies", null, null)))
        .expect(400, "VALIDATION_ERROR")
        .details("operations[0].headers.Team-Id required");
    unnamed
        .post("/batch", batch(step("GET", "/companies", null, "Acme")))
        .expect(400)
        .details("operations[0].headers.Team-Id format");
    unnamed
        .post("/batch", batch(step("GET", "/companies", null, "$1.id")))
        .expect(400)
        .details("operations[0].headers.Team-Id unknown_reference");
    unnamed
        .post(
            "/batch",
            batch(step("GET", "/teams", null, null), step("GET", "/companies", null, "$1.id")))
        .expect(400)
        .details("operations[1].headers.Team-Id unknown_reference");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noStepOfABatchReachesTheRowsOfAnotherTeam(boolean walls) {
    Acme acme = new Acme(walls);
    long company = acme.company("Northwind");
    String deal = acme.deal(company);
    ScenarioClient stranger = acme.stranger.inTeam(acme.strangersTeam);
    String own = step("POST", "/companies", "{\"name\":\"Mine\"}", null);
    for (String team : List.of(acme.team, UUID.randomUUID().toString())) {
      for (String foreign :
          List.of(
              step("GET", "/companies", null, team),
              step("GET", "/companies/" + company, null, team),
              step("GET", "/companies/summary?count", null, team),
              step("POST", "/companies", "{\"name\":\"Theirs\"}", team),
              step("POST", "/companies/bulk", "[{\"name\":\"Theirs\"}]", team),
              step("PATCH", "/companies/" + company, "{\"name\":\"Mine\"}", team),
              step("PATCH", "/companies?max_affected=9&name[ne]=x", "{\"name\":\"Mine\"}", team),
              step("DELETE", "/companies/" + company, null, team),
              step("GET", "/teams/" + acme.team + "?include=companies", null, team),
              step("GET", "/team_invitations", null, team))) {
        Answer answer = stranger.post("/batch", batch(own, foreign));
        assertThat(answer.expect(404, "NOT_FOUND").body()).as(foreign).doesNotContain("Northwind");
      }
    }
    // A guest of the other team, who administers his own: the role is that in the team of the step.
    ScenarioClient guest = acme.guest.inTeam(team(acme.guest, "Guests"));
    JsonArray read =
        guest
            .post("/batch", batch(own, step("GET", "/deals", null, acme.team)))
            .expect(200)
            .data()
            .getJsonArray("results");
    assertThat(data(read, 1).getJsonArray("deals")).isEmpty();
    guest.post("/batch", batch(own, step("GET", "/deals/" + deal, null, acme.team))).expect(404);
    guest
        .post("/batch", batch(own, step("POST", "/companies", "{\"name\":\"x\"}", acme.team)))
        .expect(403);
    // No row of one team names a row of another, whichever step made it.
    acme.admin
        .post(
            "/batch",
            batch(
                step("POST", "/teams", "{\"name\":\"Second\"}", null),
                step(
                    "POST",
                    "/contacts",
                    "{\"name\":\"x\",\"company_id\":" + company + "}",
                    "$1.id")))
        .expect(400)
        .details("operations[1].company_id unknown_reference");
    assertThat(total(stranger.get("/companies"))).isZero();
    assertThat(total(acme.admin.get("/companies"))).isOne();
  }

  /// @param body null for none
  /// @param team null for none
  private static String step(
      String method, String path, @Nullable String body, @Nullable String team) {
    JsonObject step = new JsonObject().put("method", method).put("path", path);
    if (body != null) {
      step.put("body", Json.decodeValue(body));
    }
    if (team != null) {
      step.put("headers", new JsonObject().put("Team-Id", team));
    }
    return step.encode();
  }

  private static String batch(String... steps) {
    return "{\"operations\":[" + String.join(",", steps) + "]}";
  }

  private static JsonObject data(JsonArray results, int place) {
    return results.getJsonObject(place).getJsonObject("data");
  }

  /// A request that names no team may show rows of one, too.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyedResponseIsRepeatedToTheMembersOfTheSameTeamsAlone(boolean walls) {
    Acme acme = new Acme(walls);
    String[] key = {"Idempotency-Key", "k"};
    ScenarioClient second = acme.scenario.as(acme.scenario.person());
    assertThat(second.send("POST", "/teams", "{\"name\":\"Second\"}", key).expect(201).body())
        .isEqualTo(second.send("POST", "/teams", "{\"name\":\"Second\"}", key).expect(201).body());
    Person joining = acme.scenario.person();
    String token = "{\"token\":\"" + acme.invite(acme.admin, joining, "admin") + "\"}";
    ScenarioClient joined = acme.scenario.as(joining);
    joined.send("POST", "/team_invitations/accept", token, key).expect(201);
    Answer again = joined.send("POST", "/team_invitations/accept", token, key).expect(201);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    String[] change = {"Idempotency-Key", "change"};
    String path = "/teams/" + acme.team;
    joined.send("PATCH", path, "{\"name\":\"Acme Ltd\"}", change).expect(200);
    joined.send("PATCH", path, "{\"name\":\"Acme Ltd\"}", change).expect(200);
    acme.admin
        .patch("/team_members/" + acme.membership(joining), "{\"role\":\"member\"}")
        .expect(200);
    for (boolean removed : List.of(false, true)) {
      if (removed) {
        acme.admin.delete("/team_members/" + acme.membership(joining)).expect(204);
      }
      joined
          .send("PATCH", path, "{\"name\":\"Acme Ltd\"}", change)
          .expect(409, "ALREADY_PROCESSED")
          .bodyHasNo("Acme");
      joined
          .send("POST", "/team_invitations/accept", token, key)
          .expect(409, "ALREADY_PROCESSED")
          .bodyHasNo(acme.team);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInvitationEndsWhenItsInviterDoesNotAdministerTheTeam(boolean walls) {
    Acme acme = new Acme(walls);
    Person second = acme.scenario.person();
    acme.join(acme.admin, second, "admin");
    Person invited = acme.scenario.person();
    Person alsoInvited = acme.scenario.person();
    String kept = acme.invite(acme.admin, alsoInvited, "member");
    ScenarioClient by = acme.in(second, acme.team);
    String token = acme.invite(by, invited, "admin");
    acme.admin
        .patch("/team_members/" + acme.membership(second), "{\"role\":\"member\"}")
        .expect(200);
    ScenarioClient client = acme.scenario.as(invited);
    client
        .post("/team_invitations/accept", "{\"token\":\"" + token + "\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("token unknown_reference");
    acme.admin.delete("/team_members/" + acme.membership(second)).expect(204);
    client
        .post("/team_invitations/accept", "{\"token\":\"" + token + "\"}")
        .expect(400, "VALIDATION_ERROR");
    client.inTeam(acme.team).get("/companies").expect(404);
    acme.scenario
        .as(alsoInvited)
        .post("/team_invitations/accept", "{\"token\":\"" + kept + "\"}")
        .expect(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTeamKeepsAnAdministrator(boolean walls) {
    Acme acme = new Acme(walls);
    String admin = "/team_members/" + acme.membership(acme.adminPerson);
    String member = "/team_members/" + acme.membership(acme.memberPerson);
    acme.admin.delete(admin).expect(409, "CONFLICT").details("role referenced");
    acme.admin.patch(admin, "{\"role\":\"guest\"}").expect(409, "CONFLICT");
    acme.admin
        .patch("/team_members?max_affected=9&team_id=" + acme.team, "{\"role\":\"member\"}")
        .expect(409);
    acme.member.patch(member, "{\"role\":\"admin\"}").expect(404);
    acme.member.delete(admin).expect(404);
    acme.admin.patch(member, "{\"role\":\"admin\"}").expect(200);
    acme.admin.delete(admin).expect(204);
    acme.member.delete(member).expect(409);
    acme.member.delete("/teams/" + acme.team).expect(204);
    acme.member.get("/companies").expect(404);
  }

  @Test
  void ofTwoAdministratorsWhoRemoveEachOtherOneStays() {
    for (int i = 0; i < 20; i++) {
      Acme acme = new Acme(true);
      String first = "/team_members/" + acme.membership(acme.adminPerson);
      String second = "/team_members/" + acme.membership(acme.memberPerson);
      acme.admin.patch(second, "{\"role\":\"admin\"}").expect(200);
      CompletableFuture<Integer> one =
          CompletableFuture.supplyAsync(() -> acme.admin.delete(second).status());
      CompletableFuture<Integer> other =
          CompletableFuture.supplyAsync(() -> acme.member.delete(first).status());
      assertThat(List.of(one.join(), other.join())).containsOnlyOnce(204).doesNotContain(500);
      assertThat(
              acme.scenario.query(
                  "select count(*)::text from app.team_members where role = 'admin' and team_id = '"
                      + acme.team
                      + "'"))
          .isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPrivateNoteIsItsAuthorsAlone(boolean walls) {
    Acme acme = new Acme(walls);
    String deal = acme.deal(acme.company("north"));
    acme.member
        .post("/notes", "{\"deal_id\":\"" + deal + "\",\"body\":\"secret\",\"private\":true}")
        .expect(201);
    acme.member.post("/notes", "{\"deal_id\":\"" + deal + "\",\"body\":\"open\"}").expect(201);
    assertThat(total(acme.member.get("/notes"))).isEqualTo(2);
    assertThat(total(acme.admin.get("/notes"))).isOne();
    assertThat(acme.admin.get("/deals/" + deal + "?include=notes").data().encode())
        .contains("open")
        .doesNotContain("secret");
    assertThat(total(acme.guest.get("/notes"))).isZero();
    acme.guest
        .post("/notes", "{\"deal_id\":\"" + deal + "\",\"body\":\"x\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("deal_id unknown_reference");
    // An author who has left reads nothing of the team.
    acme.admin.delete("/team_members/" + acme.membership(acme.memberPerson)).expect(204);
    acme.member.get("/notes").expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMoveNeedsItsRoleInTheTeam(boolean walls) {
    Acme acme = new Acme(walls);
    String deal = "/deals/" + acme.deal(acme.company("north"));
    acme.member.patch(deal, "{\"stage\":\"won\"}").expect(409, "CONFLICT").details("stage move");
    acme.member.patch(deal, "{\"stage\":\"offer\"}").expect(200);
    acme.member.patch(deal, "{\"stage\":\"won\"}").expect(200);
    acme.member.patch(deal, "{\"stage\":\"offer\"}").expect(409, "CONFLICT").details("stage move");
    acme.admin.patch(deal, "{\"stage\":\"offer\"}").expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOfAMemberAloneAreWithinTheTeamToo(boolean walls) {
    Acme acme = new Acme(walls);
    String draft =
        acme.member.post("/drafts", "{\"text\":\"x\"}").expect(201).data().getString("id");
    String pin = "{\"draft_id\":\"" + draft + "\"}";
    acme.member.post("/pins", pin).expect(201);
    acme.admin.get("/drafts/" + draft).expect(404);
    for (ScenarioClient other : List.of(acme.admin, acme.stranger)) {
      other.post("/pins", pin).expect(400).details("draft_id unknown_reference");
    }
    if (walls) {
      assertThat(asRole(acme, acme.memberPerson.id(), acme.team, "select count(*) from app.drafts"))
          .isEqualTo("1");
    }
    acme.admin.delete("/team_members/" + acme.membership(acme.memberPerson)).expect(204);
    acme.member.get("/drafts").expect(404);
    acme.member.post("/pins", pin).expect(400).details("draft_id unknown_reference");
    if (walls) {
      assertThat(asRole(acme, acme.memberPerson.id(), acme.team, "select count(*) from app.drafts"))
          .isEqualTo("0");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSetWithTheMemberIsUniqueWithinTheMember(boolean walls) {
    Acme acme = new Acme(walls);
    acme.member.post("/drafts", "{\"label\":\"a\"}").expect(201);
    acme.admin.post("/drafts", "{\"label\":\"a\"}").expect(201);
    acme.member.post("/drafts", "{\"label\":\"a\"}").expect(409, "CONFLICT").details("label taken");
    // The same member in another team.
    String second = team(acme.scenario.as(acme.memberPerson), "Second");
    acme.in(acme.memberPerson, second).post("/drafts", "{\"label\":\"a\"}").expect(201);
  }

  /// What the policies do without the predicates of the statements.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select count(*) from app.companies | 1 | 0 | 0",
        "select count(*) from app.teams | 1 | 1 | 1",
        "select count(*) from app.team_members | 3 | 1 | 3",
        "select count(*) from app.team_invitations | 1 | 0 | 0",
      })
  void thePoliciesAlone(String sql, String admin, String stranger, String unnamed) {
    Acme acme = new Acme(true);
    acme.company("north");
    acme.invite(acme.admin, acme.scenario.person(), "guest");
    assertThat(asRole(acme, acme.adminPerson.id(), acme.team, sql)).isEqualTo(admin);
    assertThat(asRole(acme, strangerOf(acme), acme.team, sql)).isEqualTo(stranger);
    assertThat(asRole(acme, acme.adminPerson.id(), "", sql)).isEqualTo(unnamed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into app.team_members (id, team_id, user_id, role) values (gen_random_uuid(),"
            + " '%1$s', '%2$s', 'admin')",
        "insert into app.team_members (id, team_id, user_id, role) values (gen_random_uuid(),"
            + " '%1$s', '%2$s', 'guest')",
        "insert into app.companies (team_id, name) values ('%1$s', 'x')",
      })
  void thePoliciesRefuseAStrangersRows(String sql) {
    Acme acme = new Acme(true);
    UUID stranger = strangerOf(acme);
    assertThatThrownBy(() -> asRole(acme, stranger, acme.team, sql.formatted(acme.team, stranger)))
        .isInstanceOf(DatabaseException.class)
        .hasStackTraceContaining("row-level security");
  }

  private static UUID strangerOf(Acme acme) {
    return UUID.fromString(
        acme.scenario.query(
            "select user_id::text from app.team_members where team_id = '"
                + acme.strangersTeam
                + "'"));
  }

  /// The result of a statement of the role that serves resources.
  private static String asRole(Acme acme, UUID user, String team, String sql) {
    try (var connection = acme.scenario.connection()) {
      connection.execute("set role " + acme.scenario.apiRole());
      connection.execute("set freehold.user_id = '" + user + "'");
      connection.execute("set freehold.team_id = '" + team + "'");
      if (!sql.startsWith("select")) {
        connection.execute(sql);
        return "";
      }
      return connection.query(sql, Tuple.tuple()).iterator().next().getValue(0).toString();
    }
  }
}
