package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Access through the rows that a row refers to. Each test runs with both walls, and with the
/// predicates of the statements alone.
final class RelatedAccessTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("support"));
    withoutPolicies = new ApiScenario(SpecFile.read("support"));
    for (String table :
        List.of("tickets", "comments", "ratings", "reactions", "articles", "questions")) {
      withoutPolicies.sql("alter table app." + table + " disable row level security");
    }
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// A customer with a ticket, an agent, the assignee of the ticket, and a stranger.
  private static final class Desk {
    final ApiScenario scenario;
    final Person customerPerson;
    final Person agentPerson;
    final Person helper;
    final ScenarioClient customer;
    final ScenarioClient agent;
    final ScenarioClient assignee;
    final ScenarioClient stranger;
    final ScenarioClient anyone;
    final int ticket;

    Desk(boolean policies) {
      scenario = policies ? RelatedAccessTest.scenario : withoutPolicies;
      customerPerson = scenario.person();
      agentPerson = scenario.person("agent");
      helper = scenario.person();
      customer = scenario.as(customerPerson);
      agent = scenario.as(agentPerson);
      assignee = scenario.as(helper);
      stranger = scenario.as(scenario.person());
      anyone = scenario.nobody();
      ticket =
          customer
              .post("/tickets", "{\"subject\":\"Printer smokes\"}")
              .expect(201)
              .data()
              .getInteger("id");
      agent.patch("/tickets/" + ticket, "{\"assignee_id\":\"" + helper.id() + "\"}").expect(200);
    }

    Answer comment(ScenarioClient by, String text) {
      return by.post("/comments", "{\"ticket_id\":%d,\"body\":\"%s\"}".formatted(ticket, text));
    }

    String id(Answer created) {
      return created.expect(201).data().getString("id");
    }

    void close() {
      agent.patch("/tickets/" + ticket, "{\"status\":\"closed\"}").expect(200);
    }
  }

  private static List<Object> bodies(Answer answer) {
    return answer.expect(200).column("comments", "body");
  }

  private static int total(Answer answer) {
    return answer.expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReaderOfTheTicketReadsItsCommentsInEveryWay(boolean policies) {
    Desk desk = new Desk(policies);
    String id = desk.id(desk.comment(desk.agent, "Unplug the printer"));
    for (ScenarioClient reader : List.of(desk.customer, desk.agent, desk.assignee)) {
      reader.get("/comments/" + id).expect(200);
      String here = "ticket_id=" + desk.ticket;
      for (String query :
          List.of(
              "/comments?" + here,
              "/comments?q=unplug&" + here,
              "/comments?sort=-created_at&" + here,
              "/comments?count=none&" + here,
              "/comments?count=estimated&" + here,
              "/comments?body[icontains]=PRINTER&" + here,
              "/tickets/" + desk.ticket + "/comments")) {
        assertThat(bodies(reader.get(query))).as(query).containsExactly("Unplug the printer");
      }
      assertThat(total(reader.get("/tickets/" + desk.ticket + "/comments"))).isEqualTo(1);
      assertThat(
              reader
                  .get("/tickets/" + desk.ticket + "?include=comments")
                  .expect(200)
                  .response()
                  .body())
          .contains("Unplug the printer");
      assertThat(reader.get("/comments/" + id + "?include=ticket").expect(200).response().body())
          .contains("Printer smokes");
    }
    desk.stranger.get("/comments/" + id).expect(404).bodyHasNo("Unplug");
    assertThat(total(desk.stranger.get("/comments?count=exact"))).isZero();
    desk.stranger.get("/tickets/" + desk.ticket + "/comments").expect(404);
    assertThat(bodies(desk.stranger.get("/comments?q=unplug"))).isEmpty();
    Answer summary = desk.stranger.get("/comments/summary?group=ticket_id&count");
    assertThat(summary.expect(200).data().getJsonArray("groups")).isEmpty();
    desk.anyone.get("/comments/" + id).expect(401);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInternalCommentIsAbsentForTheCustomer(boolean policies) {
    Desk desk = new Desk(policies);
    desk.id(desk.comment(desk.agent, "Visible"));
    String id =
        desk.id(
            desk.agent.post(
                "/comments",
                "{\"ticket_id\":%d,\"body\":\"Hidden\",\"internal\":true}".formatted(desk.ticket)));
    assertThat(bodies(desk.agent.get("/tickets/" + desk.ticket + "/comments")))
        .containsExactlyInAnyOrder("Visible", "Hidden");
    for (ScenarioClient reader : List.of(desk.customer, desk.assignee)) {
      reader.get("/comments/" + id).expect(404).bodyHasNo("Hidden");
      Answer nested = reader.get("/tickets/" + desk.ticket + "/comments");
      assertThat(bodies(nested)).containsExactly("Visible");
      assertThat(total(nested)).isEqualTo(1);
      reader.get("/tickets/" + desk.ticket + "?include=comments").expect(200).bodyHasNo("Hidden");
      assertThat(bodies(reader.get("/comments?q=hidden"))).isEmpty();
      Answer summary =
          reader.get("/comments/summary?group=ticket_id&count&ticket_id=" + desk.ticket);
      assertThat(summary.expect(200).data().getJsonArray("groups").encode())
          .isEqualTo("[{\"ticket_id\":%d,\"count\":1}]".formatted(desk.ticket));
      reader
          .post("/reactions", "{\"comment_id\":\"%s\",\"symbol\":\"up\"}".formatted(id))
          .expect(400)
          .details("comment_id unknown_reference");
    }
    desk.customer
        .post(
            "/comments",
            "{\"ticket_id\":%d,\"body\":\"x\",\"internal\":true}".formatted(desk.ticket))
        .expect(400)
        .details("internal read_only");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void createThroughATicketNeedsTheTicketAndItsCondition(boolean policies) {
    Desk desk = new Desk(policies);
    String own = desk.id(desk.comment(desk.customer, "Still smoking"));
    desk.id(desk.comment(desk.assignee, "On my way"));
    Answer hidden = desk.comment(desk.stranger, "Let me in").expect(400);
    hidden.details("ticket_id unknown_reference");
    Answer missing =
        desk.stranger
            .post("/comments", "{\"ticket_id\":987654,\"body\":\"Let me in\"}")
            .expect(400);
    assertThat(hidden.error().getJsonArray("details"))
        .isEqualTo(missing.error().getJsonArray("details"));
    desk.stranger
        .post("/comments", "[{\"ticket_id\":%d,\"body\":\"x\"}]".formatted(desk.ticket))
        .expect(400)
        .details("[0].ticket_id unknown_reference");
    desk.customer.patch("/comments/" + own, "{\"body\":\"Smoke is gone\"}").expect(200);
    desk.agent.patch("/comments/" + own, "{\"body\":\"x\"}").expect(404);

    desk.close();
    desk.comment(desk.customer, "Too late").expect(403, "FORBIDDEN");
    desk.customer
        .post("/comments", "[{\"ticket_id\":%d,\"body\":\"x\"}]".formatted(desk.ticket))
        .expect(403);
    desk.customer.patch("/comments/" + own, "{\"body\":\"x\"}").expect(404);
    desk.customer.put("/comments/" + own, "{\"body\":\"x\"}").expect(404);
    desk.comment(desk.agent, "Closed by us").expect(201);
    assertThat(bodies(desk.customer.get("/tickets/" + desk.ticket + "/comments")))
        .containsExactlyInAnyOrder("Smoke is gone", "On my way", "Closed by us");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theConditionAppliesBeforeAndAfterAnUpdate(boolean policies) {
    Desk desk = new Desk(policies);
    Desk other = new Desk(policies);
    String own = desk.id(desk.comment(desk.customer, "Mine"));
    desk.customer
        .patch("/comments/" + own, "{\"ticket_id\":" + other.ticket + "}")
        .expect(400)
        .details("ticket_id unknown_reference");
    int second =
        desk.customer
            .post("/tickets", "{\"subject\":\"Second\"}")
            .expect(201)
            .data()
            .getInteger("id");
    desk.agent.patch("/tickets/" + second, "{\"status\":\"closed\"}").expect(200);
    desk.customer
        .patch("/comments/" + own, "{\"ticket_id\":" + second + "}")
        .expect(403, "FORBIDDEN");
    desk.customer
        .patch("/comments?id[in]=" + own + "&max_affected=1", "{\"ticket_id\":" + second + "}")
        .expect(200);
    assertThat(desk.customer.get("/comments/" + own).expect(200).data().getInteger("ticket_id"))
        .isEqualTo(desk.ticket);
    desk.customer
        .patch("/comments", "[{\"id\":\"%s\",\"ticket_id\":%d}]".formatted(own, other.ticket))
        .expect(400)
        .details("[0].ticket_id unknown_reference");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyTheOwnerOfTheTicketRatesIt(boolean policies) {
    Desk desk = new Desk(policies);
    String rating = "{\"ticket_id\":" + desk.ticket + ",\"score\":5}";
    desk.customer.post("/ratings", rating).expect(403);
    desk.close();
    desk.agent.post("/ratings", rating).expect(403);
    desk.assignee.post("/ratings", rating).expect(403);
    desk.stranger.post("/ratings", rating).expect(400).details("ticket_id unknown_reference");
    desk.customer.post("/ratings", rating).expect(201);
    desk.customer.post("/ratings", rating).expect(409).details("ticket_id taken");
    assertThat(total(desk.agent.get("/ratings?ticket_id=" + desk.ticket))).isEqualTo(1);
    assertThat(total(desk.stranger.get("/ratings"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theOwnerOfTheTicketDeletesPublicCommentsOfOthers(boolean policies) {
    Desk desk = new Desk(policies);
    String id = desk.id(desk.comment(desk.assignee, "Wrong ticket"));
    desk.assignee.delete("/comments/" + id).expect(404);
    desk.stranger.delete("/comments/" + id).expect(404);
    desk.customer.delete("/comments/" + id).expect(204);
    desk.agent.get("/comments/" + id).expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyRowOfALongerPathMustBeReadable(boolean policies) {
    Desk desk = new Desk(policies);
    String comment = desk.id(desk.comment(desk.agent, "Unplug the printer"));
    String up = "{\"comment_id\":\"%s\",\"symbol\":\"up\"}".formatted(comment);
    String id = desk.id(desk.customer.post("/reactions", up));
    desk.agent.post("/reactions", up).expect(403);
    desk.stranger.post("/reactions", up).expect(400).details("comment_id unknown_reference");
    desk.assignee.get("/reactions/" + id).expect(200);
    assertThat(total(desk.agent.get("/comments/" + comment + "/reactions"))).isEqualTo(1);
    desk.stranger.get("/reactions/" + id).expect(404);
    assertThat(total(desk.stranger.get("/reactions"))).isZero();
    desk.agent.delete("/reactions/" + id).expect(404);
    desk.assignee.delete("/reactions/" + id).expect(204);

    String second = desk.id(desk.customer.post("/reactions", up));
    desk.agent.patch("/comments/" + comment, "{\"internal\":true}").expect(200);
    desk.customer.get("/reactions/" + second).expect(404);
    desk.assignee.delete("/reactions/" + second).expect(404);
    assertThat(total(desk.customer.get("/reactions?comment_id=" + comment))).isZero();
    assertThat(total(desk.agent.get("/reactions?comment_id=" + comment))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accessThroughATicketEndsWithTheAccessToTheTicket(boolean policies) {
    Desk desk = new Desk(policies);
    String id = desk.id(desk.comment(desk.agent, "Unplug the printer"));
    String tag = desk.assignee.get("/comments/" + id).expect(200).header("ETag");
    desk.agent.patch("/tickets/" + desk.ticket, "{\"assignee_id\":null}").expect(200);
    desk.assignee.send("GET", "/comments/" + id, null, "If-None-Match", tag).expect(404);
    assertThat(total(desk.assignee.get("/comments"))).isZero();
    desk.comment(desk.assignee, "x").expect(400).details("ticket_id unknown_reference");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePublicReadsThroughPublicRowsAndWritesNothing(boolean policies) {
    Desk desk = new Desk(policies);
    String article =
        desk.id(desk.customer.post("/articles", "{\"title\":\"Toner\",\"published\":true}"));
    String question = "{\"article_id\":\"" + article + "\",\"text\":\"Which one?\"}";
    String id = desk.id(desk.stranger.post("/questions", question));
    desk.anyone.get("/questions/" + id).expect(200);
    assertThat(
            desk.anyone
                .get("/articles/" + article + "/questions")
                .expect(200)
                .column("questions", "text"))
        .containsExactly("Which one?");
    desk.anyone.post("/questions", question).expect(401);
    desk.anyone.delete("/questions/" + id).expect(401);
    desk.customer.delete("/questions/" + id).expect(404);

    desk.customer.patch("/articles/" + article, "{\"published\":false}").expect(200);
    desk.anyone.get("/questions/" + id).expect(404);
    assertThat(total(desk.anyone.get("/questions?article_id=" + article))).isZero();
    desk.stranger.get("/questions/" + id).expect(404);
    desk.stranger.delete("/questions/" + id).expect(404);
    desk.stranger.post("/questions", question).expect(400).details("article_id unknown_reference");
    desk.customer.get("/questions/" + id).expect(200);
  }

  /// Statements without a predicate, as the serving role.
  @Test
  void thePoliciesAloneGrantTheSame() {
    Desk desk = new Desk(true);
    desk.id(desk.comment(desk.agent, "Visible"));
    desk.agent
        .post(
            "/comments",
            "{\"ticket_id\":%d,\"body\":\"Hidden\",\"internal\":true}".formatted(desk.ticket))
        .expect(201);
    String own = desk.id(desk.comment(desk.customer, "Mine"));
    String rows = " from app.comments where ticket_id = " + desk.ticket;
    String read = "select id" + rows;
    String update = "update app.comments set body = 'x' where ticket_id = " + desk.ticket;
    String delete = "delete" + rows;
    String insert =
        "insert into app.comments (user_id, ticket_id, body, id) values ('%s', "
            + desk.ticket
            + ", 'x', gen_random_uuid())";
    for (Counts expected :
        List.of(
            new Counts(desk.customerPerson, "", 2, 1, 2, 1),
            new Counts(desk.helper, "", 2, 0, 0, 1),
            new Counts(desk.agentPerson, ",agent,", 3, 2, 3, 1),
            new Counts(scenario.person(), "", 0, 0, 0, -1))) {
      assertThat(
              new Counts(
                  expected.person(),
                  expected.roles(),
                  affected(expected, read),
                  affected(expected, update),
                  affected(expected, delete),
                  affected(expected, insert.formatted(expected.person().id()))))
          .isEqualTo(expected);
    }
    desk.close();
    Counts customer = new Counts(desk.customerPerson, "", 2, 0, 2, -1);
    assertThat(
            new Counts(
                customer.person(),
                "",
                affected(customer, read),
                affected(customer, update),
                affected(customer, delete),
                affected(customer, insert.formatted(customer.person().id()))))
        .isEqualTo(customer);
    desk.customer.get("/comments/" + own).expect(200);
  }

  /// The rows that a caller reaches without a predicate; -1 for a refusal.
  private record Counts(
      Person person, String roles, int read, int update, int delete, int insert) {}

  /// Rolls back.
  private static int affected(Counts caller, String sql) {
    try (AdminConnection connection = scenario.connection()) {
      connection.execute("begin");
      // It judges before the policy does.
      connection.execute("alter table app.comments disable trigger _still_granted");
      connection.execute("set local session authorization " + scenario.apiRole());
      connection.query(
          "select set_config('freehold.user_id', $1, true), set_config('freehold.roles', $2, true)",
          Tuple.of(caller.person().id().toString(), caller.roles()));
      return connection.query(sql + returning(sql), Tuple.tuple()).size();
    } catch (DatabaseException e) {
      assertThat(e.sqlState()).isEqualTo("42501");
      return -1;
    }
  }

  private static String returning(String sql) {
    return sql.startsWith("select") ? "" : " returning 1";
  }
}
