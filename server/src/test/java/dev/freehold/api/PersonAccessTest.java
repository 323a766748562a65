package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Access for the user whom a field of the row names.
final class PersonAccessTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("desk"));
    withoutPolicies = new ApiScenario(SpecFile.read("desk"));
    withoutPolicies.sql("alter table app.tickets disable row level security");
    withoutPolicies.sql("alter table app.messages disable row level security");
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// A customer with one ticket, an agent, a stranger and a lead.
  private static final class Desk {
    final ApiScenario scenario;
    final Person agentPerson;
    final Person otherPerson;
    final ScenarioClient customer;
    final ScenarioClient agent;
    final ScenarioClient other;
    final ScenarioClient lead;
    final int ticket;

    /// @param policies whether row-level security applies; otherwise only the statements restrict
    ///     access
    Desk(boolean policies) {
      scenario = policies ? PersonAccessTest.scenario : withoutPolicies;
      agentPerson = scenario.person();
      otherPerson = scenario.person();
      customer = scenario.as(scenario.person());
      agent = scenario.as(agentPerson);
      other = scenario.as(otherPerson);
      lead = scenario.as(scenario.person("lead"));
      ticket =
          customer
              .post("/tickets", "{\"subject\":\"Printer smokes\"}")
              .expect(201)
              .data()
              .getInteger("id");
    }

    String path() {
      return "/tickets/" + ticket;
    }

    Answer assign(ScenarioClient by, Person to) {
      return by.patch(path(), assignee(to));
    }
  }

  private static String assignee(Person person) {
    return "{\"assignee_id\":\"" + person.id() + "\"}";
  }

  private static List<Object> ids(Answer answer) {
    return answer.expect(200).column("tickets", "id");
  }

  private static int total(Answer answer) {
    return answer.expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theAssigneeReachesTheRowWhileAssigned(boolean policies) {
    Desk desk = new Desk(policies);
    desk.agent.get(desk.path()).expect(404);
    assertThat(total(desk.agent.get("/tickets"))).isZero();
    desk.assign(desk.lead, desk.agentPerson).expect(200);

    desk.agent.get(desk.path()).expect(200);
    for (String query :
        List.of("", "?q=smokes", "?sort=-subject", "?assignee_id=" + desk.agentPerson.id())) {
      assertThat(ids(desk.agent.get("/tickets" + query))).as(query).containsExactly(desk.ticket);
      assertThat(total(desk.agent.get("/tickets" + query))).as(query).isEqualTo(1);
    }
    desk.agent.patch(desk.path(), "{\"status\":\"closed\"}").expect(200);
    desk.agent.delete(desk.path()).expect(404, "NOT_FOUND");
    desk.customer.patch(desk.path(), "{\"subject\":\"x\"}").expect(404);
    desk.other.get(desk.path()).expect(404);
    desk.other.patch(desk.path(), "{\"status\":\"open\"}").expect(404);
    assertThat(total(desk.other.get("/tickets?assignee_id=" + desk.agentPerson.id()))).isZero();
    desk.other
        .post(
            "/messages",
            "{\"text\":\"x\",\"recipient_id\":\"%s\",\"ticket_id\":%d}"
                .formatted(desk.agentPerson.id(), desk.ticket))
        .expect(400)
        .details("ticket_id unknown_reference");

    String tag = desk.agent.get(desk.path()).header("ETag");
    desk.assign(desk.lead, desk.otherPerson).expect(200);
    desk.agent.send("GET", desk.path(), null, "If-None-Match", tag).expect(404);
    assertThat(total(desk.agent.get("/tickets"))).isZero();
    desk.agent.patch(desk.path(), "{\"status\":\"open\"}").expect(404);
    desk.other.get(desk.path()).expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUpdateThatEndsTheAccessOfTheCallerIsRefused(boolean policies) {
    Desk desk = new Desk(policies);
    desk.assign(desk.lead, desk.agentPerson).expect(200);
    desk.assign(desk.agent, desk.otherPerson).expect(403, "FORBIDDEN");
    desk.agent.patch(desk.path(), "{\"assignee_id\":null}").expect(403, "FORBIDDEN");
    desk.assign(desk.customer, desk.otherPerson).expect(200);
    desk.agent.get(desk.path()).expect(404);
    desk.customer.delete(desk.path()).expect(404);
    desk.customer.patch(desk.path(), "{\"assignee_id\":null}").expect(200);
    desk.customer.delete(desk.path()).expect(204);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNewRowNamesTheCallerOrNobody(boolean policies) {
    Desk desk = new Desk(policies);
    String body = "{\"subject\":\"x\",\"assignee_id\":\"%s\"}";
    desk.other.post("/tickets", body.formatted(desk.agentPerson.id())).expect(403, "FORBIDDEN");
    desk.other.post("/tickets", body.formatted(desk.otherPerson.id())).expect(201);
    desk.lead
        .patch(desk.path(), "{\"assignee_id\":\"00000000-0000-7000-8000-0000000000ff\"}")
        .expect(400)
        .details("assignee_id unknown_reference");
    desk.lead.patch(desk.path(), "{\"assignee_id\":7}").expect(400);
    desk.lead.get("/tickets?include=assignee").expect(400);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMessageIsReadBySenderAndRecipientAlone(boolean policies) {
    Desk desk = new Desk(policies);
    String message = "{\"text\":\"between us\",\"recipient_id\":\"" + desk.agentPerson.id() + "\"}";
    String id = desk.customer.post("/messages", message).expect(201).data().getString("id");
    desk.agent.get("/messages/" + id).expect(200);
    assertThat(total(desk.agent.get("/messages"))).isEqualTo(1);
    assertThat(total(desk.customer.get("/messages"))).isEqualTo(1);
    for (ScenarioClient stranger : List.of(desk.other, desk.lead)) {
      stranger.get("/messages/" + id).expect(404).bodyHasNo("between us");
      assertThat(total(stranger.get("/messages"))).isZero();
      stranger.delete("/messages/" + id).expect(404);
    }
    desk.agent.delete("/messages/" + id).expect(404);
    desk.scenario.nobody().get("/messages").expect(401);
  }
}
