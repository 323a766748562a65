package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ApiScenario.TableLock;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Fields for people with a role. An account without it is answered as one that does not exist.
final class PersonRoleTest {
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("dispatch"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static JsonArray list(Object... ids) {
    JsonArray list = new JsonArray();
    for (Object id : ids) {
      list.add(id.toString());
    }
    return list;
  }

  private static JsonObject ticket(Object assignee) {
    return JsonObject.of("subject", "x", "assignee_id", assignee.toString());
  }

  private static String created(ScenarioClient by, String path, JsonObject body) {
    return path + "/" + by.post(path, body.encode()).expect(201).data().getString("id");
  }

  private static String step(String method, String path, JsonObject body) {
    JsonObject step = JsonObject.of("method", method, "path", path, "body", body);
    JsonObject first =
        JsonObject.of("method", "POST", "path", "/products", "body", JsonObject.of("name", "x"));
    return JsonObject.of("operations", new JsonArray().add(first).add(step)).encode();
  }

  /// The same refusal for an account without the role as for one that does not exist.
  private static void refusedAsUnknown(UUID without, Function<UUID, Answer> write) {
    Answer missing = write.apply(UUID.randomUUID()).expect(400, "VALIDATION_ERROR");
    assertThat(missing.body()).contains("unknown_reference");
    assertThat(refusal(write.apply(without))).isEqualTo(refusal(missing));
  }

  private static String refusal(Answer answer) {
    JsonObject body = answer.expect(400).json();
    body.getJsonObject("error").remove("requestId");
    return body.encode();
  }

  @Test
  void anAccountWithoutTheRoleIsUnknownInEveryWayOfWriting() {
    ScenarioClient by = scenario.as(scenario.person());
    Person agent = scenario.person("agent");
    UUID lead = scenario.person("lead").id();
    String row = created(by, "/tickets", ticket(agent.id()));
    String id = row.substring("/tickets/".length());

    refusedAsUnknown(lead, at -> by.post("/tickets", ticket(at).encode()));
    refusedAsUnknown(
        lead,
        at ->
            by.post("/tickets", new JsonArray().add(ticket(agent.id())).add(ticket(at)).encode()));
    refusedAsUnknown(
        lead, at -> by.patch(row, JsonObject.of("assignee_id", at.toString()).encode()));
    refusedAsUnknown(lead, at -> by.put(row, ticket(at).encode()));
    refusedAsUnknown(
        lead,
        at ->
            by.patch(
                "/tickets?max_affected=9&id=" + id,
                JsonObject.of("assignee_id", at.toString()).encode()));
    refusedAsUnknown(
        lead, at -> by.patch("/tickets", new JsonArray().add(ticket(at).put("id", id)).encode()));
    refusedAsUnknown(lead, at -> by.post("/batch", step("POST", "/tickets", ticket(at))));
    refusedAsUnknown(lead, at -> by.post("/batch", step("PATCH", row, ticket(at))));
    refusedAsUnknown(lead, at -> by.post("/tickets?dry_run=true", ticket(at).encode()));
    assertThat(by.get(row).data().getString("assignee_id")).isEqualTo(agent.id().toString());
    assertThat(scenario.query("select count(*)::text from app.products")).isEqualTo("0");
  }

  /// What else is wrong with the row decides the same refusal for both.
  @Test
  void anotherFaultOfTheRowDoesNotTellThemApart() {
    ScenarioClient by = scenario.as(scenario.person());
    UUID customer = scenario.person().id();
    for (JsonObject fault :
        List.of(
            JsonObject.of("subject", "bad"),
            JsonObject.of("product_id", UUID.randomUUID().toString()),
            JsonObject.of("watchers", list(UUID.randomUUID())),
            JsonObject.of("slot", 1))) {
      Function<UUID, Answer> write = at -> by.post("/tickets", ticket(at).mergeIn(fault).encode());
      assertThat(refusal(write.apply(customer))).isEqualTo(refusal(write.apply(UUID.randomUUID())));
    }
  }

  @Test
  void aListTakesPeopleWithOneOfTheRoles() {
    ScenarioClient by = scenario.as(scenario.person());
    UUID agent = scenario.person("agent").id();
    UUID lead = scenario.person("lead").id();
    Person former = scenario.person("lead", "agent");
    UUID customer = scenario.person().id();
    JsonObject body = JsonObject.of("subject", "x", "watchers", list(lead, former.id(), agent));
    String row = created(by, "/tickets", body);
    Function<UUID, Answer> create =
        at -> by.post("/tickets", body.copy().put("watchers", list(agent, at)).encode());
    refusedAsUnknown(customer, create);
    refusedAsUnknown(
        customer, at -> by.patch(row, JsonObject.of("watchers", list(former.id(), at)).encode()));
    Function<UUID, Answer> two =
        at -> by.patch(row, JsonObject.of("watchers", list(at, scenario.person().id())).encode());
    refusedAsUnknown(customer, two);

    scenario.withRoles(former);
    by.patch(row, JsonObject.of("watchers", list(agent, former.id())).encode()).expect(200);
    assertThat(by.get(row).data().getJsonArray("watchers")).isEqualTo(list(agent, former.id()));
    by.patch(row, JsonObject.of("watchers", list()).encode()).expect(200);
    refusedAsUnknown(
        former.id(), at -> by.patch(row, JsonObject.of("watchers", list(at)).encode()));
  }

  @Test
  void aRoleThatIsLostLaterLeavesTheRow() {
    ScenarioClient by = scenario.as(scenario.person());
    Person agent = scenario.person("agent");
    String row = created(by, "/tickets", ticket(agent.id()));
    scenario.withRoles(agent);
    by.patch(row, "{\"subject\":\"y\"}").expect(200);
    by.put(row, ticket(agent.id()).encode()).expect(200);
    assertThat(by.get(row).data().getString("assignee_id")).isEqualTo(agent.id().toString());
    refusedAsUnknown(agent.id(), at -> by.post("/tickets", ticket(at).encode()));
    by.patch(row, "{\"assignee_id\":null}").expect(200);
    refusedAsUnknown(agent.id(), at -> by.put(row, ticket(at).encode()));
  }

  /// Each wall alone refuses: the triggers a statement of SQL, the statements without the triggers.
  @Test
  void aMemberWithoutTheRoleInTheTeamIsUnknown() {
    Person admin = scenario.person("agent");
    String team =
        scenario.as(admin).post("/teams", "{\"name\":\"Acme\"}").expect(201).data().getString("id");
    Person client = member(admin, team, "client");
    Person worker = member(admin, team, "worker");
    UUID outside = scenario.person("agent").id();
    ScenarioClient by = scenario.as(admin).inTeam(team);
    String row =
        created(by, "/projects", JsonObject.of("name", "x", "client_id", client.id().toString()));
    for (boolean triggers : List.of(true, false)) {
      scenario.sql(
          "alter table app.projects " + (triggers ? "enable" : "disable") + " trigger user");
      for (UUID id : List.of(worker.id(), admin.id(), outside)) {
        Function<UUID, JsonObject> body =
            at -> JsonObject.of("name", "x", "client_id", at.toString());
        refusedAsUnknown(id, at -> by.post("/projects", body.apply(at).encode()));
        refusedAsUnknown(id, at -> by.patch(row, body.apply(at).encode()));
      }
    }
    scenario.sql("alter table app.projects enable trigger user");
    refusedAsUnknown(
        outside, at -> by.patch(row, JsonObject.of("crew", list(worker.id(), at)).encode()));
    by.patch(row, JsonObject.of("crew", list(worker.id(), admin.id())).encode()).expect(200);
    role(by, client, "worker");
    by.put(row, JsonObject.of("name", "y", "client_id", client.id().toString()).encode())
        .expect(200);
    by.patch(row, "{\"client_id\":null}").expect(200);
    refusedAsUnknown(
        client.id(), at -> by.patch(row, JsonObject.of("client_id", at.toString()).encode()));
  }

  private static Person member(Person admin, String team, String role) {
    Person person = scenario.person();
    JsonObject invitation = JsonObject.of("email", person.id() + "@example.com", "role", role);
    String token =
        scenario
            .as(admin)
            .inTeam(team)
            .post("/team_invitations", invitation.encode())
            .expect(201)
            .data()
            .getString("token");
    scenario
        .as(person)
        .post("/team_invitations/accept", JsonObject.of("token", token).encode())
        .expect(201);
    return person;
  }

  private static void role(ScenarioClient admin, Person member, String role) {
    Object id =
        admin
            .get("/team_members?user_id=" + member.id())
            .expect(200)
            .column("team_members", "id")
            .getFirst();
    admin.patch("/team_members/" + id, "{\"role\":\"" + role + "\"}").expect(200);
  }

  /// The row is checked and not yet stored, because its links wait: taking the role away waits too.
  @Test
  void aRoleIsLockedUntilTheRowIsStored() throws Exception {
    ScenarioClient by = scenario.as(scenario.person());
    Person agent = scenario.person("agent");
    JsonObject body = ticket(agent.id()).put("watchers", list(scenario.person("lead").id()));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> stored;
      Future<?> taken;
      try (TableLock _ = scenario.lock("app._tickets_watchers")) {
        stored = clients.submit(() -> by.post("/tickets", body.encode()));
        TestDatabase.await(() -> waits("relation"));
        taken = clients.submit(() -> scenario.withRoles(agent));
        TestDatabase.await(() -> waits("transactionid"));
        assertThat(taken.isDone()).isFalse();
      }
      stored.get().expect(201);
      taken.get();
    }
    refusedAsUnknown(agent.id(), at -> by.post("/tickets", ticket(at).encode()));
  }

  /// A write that waits on a shared connection ends there after 20 ms, and waits again in a transaction.
  private static boolean waits(String kind) {
    return !scenario
        .query(
            "select count(*)::text from pg_stat_activity where datname = current_database()"
                + " and clock_timestamp() - query_start > interval '100 ms'"
                + " and wait_event_type = 'Lock' and wait_event = '"
                + kind
                + "'")
        .equals("0");
  }
}
