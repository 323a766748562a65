package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requirements of the examples that their scenarios cannot hold: what changes with time, or with a
/// role that is taken away, and what holds on every node.
final class ExampleRequirementsTest {
  private static String id(Answer created) {
    return created.expect(201).data().getValue("id").toString();
  }

  private static int total(Answer list) {
    return list.expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  private static String names(Person... moderators) {
    StringBuilder ids = new StringBuilder();
    for (Person person : moderators) {
      ids.append(ids.isEmpty() ? "" : ",").append('"').append(person.id()).append('"');
    }
    return "[" + ids + "]";
  }

  /// FO-4.
  @Test
  void anAuthorChangesAPostForHalfAnHourAndAModeratorAtAnyTime() {
    try (ApiScenario forum = new ApiScenario(SpecFile.example("forum"))) {
      Person moderator = forum.person();
      ScenarioClient author = forum.as(forum.person());
      String board =
          id(
              forum
                  .as(forum.person("admin"))
                  .post("/boards", "{\"name\":\"Help\",\"moderators\":" + names(moderator) + "}"));
      String thread =
          id(author.post("/threads", "{\"board_id\":\"" + board + "\",\"title\":\"Hello\"}"));
      String post =
          "/posts/"
              + id(author.post("/posts", "{\"thread_id\":\"" + thread + "\",\"body\":\"Helo\"}"));
      age(forum, "29 minutes 30 seconds");
      author.patch(post, "{\"body\":\"Hello\"}").expect(200);
      age(forum, "31 minutes");
      String tag = author.get(post).expect(200).header("ETag");
      author.patch(post, "{\"body\":\"Late\"}").expect(404);
      author.put(post, "{\"body\":\"Late\"}").expect(404);
      Answer many = author.patch("/posts?max_affected=9&thread_id=" + thread, "{\"body\":\"x\"}");
      assertThat(many.expect(200).data().getInteger("affected")).isZero();
      assertThat(author.get(post).expect(200).header("ETag")).isEqualTo(tag);
      forum.as(moderator).patch(post, "{\"body\":\"Hello all\"}").expect(200);
    }
  }

  private static void age(ApiScenario forum, String interval) {
    forum.sql("update app.posts set created_at = now() - interval '" + interval + "'");
  }

  /// HD-15, after the sign-in that follows.
  @Test
  void anAgentWhoIsNoneAnyMoreReadsTheOwnTickets() {
    try (ApiScenario desk = new ApiScenario(SpecFile.example("helpdesk"))) {
      Person person = desk.person("agent");
      ScenarioClient agent = desk.as(person);
      ScenarioClient customer = desk.as(desk.person());
      agent.patch("/auth/me", "{\"display_name\":\"Amy\"}").expect(200);
      String body = "{\"subject\":\"Printer\",\"body\":\"It smokes\"}";
      String ticket = "/tickets/" + id(customer.post("/tickets", body));
      agent.patch(ticket, "{\"assignee_id\":\"" + person.id() + "\"}").expect(200);
      ScenarioClient former = desk.as(desk.withRoles(person));
      String own = "/tickets/" + id(former.post("/tickets", body));
      former.get(ticket).expect(404);
      former.get(ticket + "/comments").expect(404);
      former.patch(ticket, "{\"status\":\"open\"}").expect(404);
      former.get(own).expect(200);
      assertThat(total(former.get("/tickets"))).isOne();
      assertThat(total(former.get("/tickets?assignee_id=" + person.id()))).isZero();
      former.patch(own, "{\"priority\":\"high\"}").expect(400).details("priority read_only");
      assertThat(customer.get(ticket + "?include=assignee").expect(200).data().encode())
          .contains(person.id().toString(), "Amy");
    }
  }

  /// MK-13, after the sign-in that follows.
  @Test
  void aModeratorWhoIsNoneAnyMoreRemovesNothing() {
    try (ApiScenario market = new ApiScenario(SpecFile.example("marketplace"))) {
      Person person = market.person("moderator");
      ScenarioClient seller = market.as(market.person());
      String bad = "/listings/" + id(seller.post("/listings", "{\"title\":\"x\",\"price\":\"1\"}"));
      String good =
          "/listings/" + id(seller.post("/listings", "{\"title\":\"y\",\"price\":\"1\"}"));
      seller.patch(bad, "{\"status\":\"active\"}").expect(200);
      seller.patch(good, "{\"status\":\"active\"}").expect(200);
      market.as(person).patch(bad, "{\"status\":\"removed\"}").expect(200);
      ScenarioClient former = market.as(market.withRoles(person));
      former.get(bad).expect(404);
      former.get(good).expect(200);
      former.patch(good, "{\"status\":\"removed\"}").expect(404);
      seller.get(bad).expect(200);
      seller.patch(bad, "{\"status\":\"active\"}").expect(404);
    }
  }

  private static String post(ApiScenario magazine, ScenarioClient author, String slug) {
    String body = "{\"title\":\"Bread\",\"body\":\"sourdough\",\"slug\":\"" + slug + "\"}";
    String post = "/posts/" + id(author.post("/posts", body));
    author.patch(post, "{\"status\":\"review\"}").expect(200);
    magazine
        .as(magazine.person("editor"))
        .patch(post, "{\"status\":\"published\",\"published_at\":\"2999-01-01T00:00:00Z\"}")
        .expect(200);
    return post;
  }

  /// BL-3.
  @Test
  void aPostAppearsWhenItsTimeComes() {
    try (ApiScenario magazine = new ApiScenario(SpecFile.example("magazine"))) {
      ScenarioClient author = magazine.as(magazine.person());
      ScenarioClient anonymous = magazine.nobody();
      String post = post(magazine, author, "bread");
      anonymous.get(post).expect(404);
      assertThat(total(anonymous.get("/posts"))).isZero();
      assertThat(total(anonymous.get("/posts?q=sourdough"))).isZero();
      magazine.sql("update app.posts set published_at = now() - interval '1 second'");
      anonymous.get(post).expect(200);
      assertThat(total(anonymous.get("/posts"))).isOne();
      assertThat(total(anonymous.get("/posts?count=estimated"))).isOne();
      assertThat(total(anonymous.get("/posts?q=sourdough"))).isOne();
    }
  }

  /// BL-15, after the sign-in that follows.
  @Test
  void anEditorWhoIsNoneAnyMoreReadsNoDraftOfOthersAndChangesNoPost() {
    try (ApiScenario magazine = new ApiScenario(SpecFile.example("magazine"))) {
      Person person = magazine.person("editor");
      ScenarioClient editor = magazine.as(person);
      ScenarioClient author = magazine.as(magazine.person());
      String draft =
          "/posts/" + id(author.post("/posts", "{\"title\":\"Draft\",\"slug\":\"draft\"}"));
      String published = post(magazine, author, "published");
      editor.patch(published, "{\"published_at\":\"2020-01-01T00:00:00Z\"}").expect(200);
      editor.get(draft).expect(200);
      ScenarioClient former = magazine.as(magazine.withRoles(person));
      former.get(draft).expect(404);
      former.get(draft + "/comments").expect(404);
      former.patch(draft, "{\"title\":\"Mine\"}").expect(404);
      assertThat(total(former.get("/posts"))).isOne();
      String tag = former.get(published).expect(200).header("ETag");
      former.patch(published, "{\"status\":\"draft\"}").expect(404);
      former.patch(published, "{\"title\":\"Mine\"}").expect(404);
      former.delete(published).expect(404);
      former.post("/tags", "{\"name\":\"Mine\",\"slug\":\"mine\"}").expect(403);
      assertThat(author.get(published).expect(200).header("ETag")).isEqualTo(tag);
    }
  }

  /// SC-15, after the sign-in that follows.
  @Test
  void aClerkWhoIsNoneAnyMoreReadsNoClassNotEvenTheOwn() {
    try (ApiScenario school = new ApiScenario(SpecFile.example("school"))) {
      Person person = school.person("office");
      ScenarioClient clerk = school.as(person);
      String body = "{\"name\":\"A\",\"year\":2026}";
      String group = id(clerk.post("/classes", body));
      String pupil = school.person().id().toString();
      String enrolment =
          "/enrolments/"
              + id(
                  clerk.post(
                      "/enrolments",
                      "{\"class_id\":\"" + group + "\",\"pupil_id\":\"" + pupil + "\"}"));
      ScenarioClient former = school.as(school.withRoles(person));
      former.get("/classes/" + group).expect(404);
      former.get("/classes/" + group + "/enrolments").expect(404);
      former.get(enrolment).expect(404);
      former.patch("/classes/" + group, "{\"name\":\"B\"}").expect(403);
      former.delete(enrolment).expect(403);
      assertThat(total(former.get("/classes"))).isZero();
      assertThat(total(former.get("/enrolments?count=estimated"))).isZero();
      former.post("/classes", body).expect(403);
      school.as(school.person("office")).get(enrolment).expect(200);
    }
  }

  /// SH-15, after the sign-in that follows.
  @Test
  void someoneWhoIsNoLongerStaffReadsTheOwnOrdersAndNoCost() {
    try (ApiScenario store = new ApiScenario(SpecFile.example("store"))) {
      Person person = store.person("staff");
      ScenarioClient staff = store.as(person);
      ScenarioClient buyer = store.as(store.person());
      String product =
          id(
              staff.post(
                  "/products",
                  "{\"sku\":\"SH15\",\"name\":\"Lamp\",\"price\":\"9\",\"cost\":\"41.50\",\"listed\":true}"));
      String order = "/orders/" + id(buyer.post("/orders", "{}"));
      String line =
          "/order_lines/"
              + id(
                  buyer.post(
                      "/order_lines",
                      "{\"order_id\":\"%s\",\"product_id\":%s,\"quantity\":1}"
                          .formatted(order.substring(8), product)));
      staff.get(order).expect(200);
      staff.get("/products?cost=41.50").expect(200);
      ScenarioClient former = store.as(store.withRoles(person));
      String own = "/orders/" + id(former.post("/orders", "{}"));
      former.get(order).expect(404);
      former.get(order + "/order_lines").expect(404);
      former.get(line).expect(404);
      former.patch(order, "{\"total\":\"9\"}").expect(404);
      former.get(own).expect(200);
      assertThat(total(former.get("/orders"))).isOne();
      assertThat(total(former.get("/orders?count=estimated"))).isOne();
      assertThat(total(former.get("/order_lines"))).isZero();
      former.get("/products/" + product).expect(200).bodyHasNo("cost").bodyHasNo("41.5");
      for (String query : new String[] {"cost=41.50", "cost[gt]=1", "sort=cost", "fields=cost"}) {
        former.get("/products?" + query).expect(400).bodyHasNo("41.5");
      }
      former.get("/products/summary?sum=cost").expect(400).bodyHasNo("41.5");
      former.patch("/products/" + product, "{\"cost\":\"1\"}").expect(403);
      store.as(store.person("staff")).get("/products?cost=41.50").expect(200);
      assertThat(buyer.get(order).expect(200).data().getValue("total")).isNull();
    }
  }

  private static String membership(ScenarioClient admin, Person person) {
    return admin
        .get("/team_members?user_id=" + person.id())
        .expect(200)
        .column("team_members", "id")
        .getFirst()
        .toString();
  }

  /// CR-11.
  @Test
  void aRemovedMemberReadsNothingOfTheTeamOnAnyNode() {
    try (ApiScenario crm = new ApiScenario(SpecFile.example("crm"))) {
      crm.addNode();
      Person ann = crm.person();
      Person max = crm.person();
      String team = id(crm.as(ann).post("/teams", "{\"name\":\"Acme\"}"));
      String own = id(crm.as(max).post("/teams", "{\"name\":\"Own\"}"));
      ScenarioClient admin = crm.as(ann).inTeam(team);
      ScenarioClient member = crm.as(max).inTeam(team);
      member.patch("/auth/me", "{\"display_name\":\"Max\"}").expect(200);
      String mail = max.id() + "@example.com";
      String token =
          admin
              .post("/team_invitations", "{\"email\":\"" + mail + "\",\"role\":\"member\"}")
              .expect(201)
              .data()
              .getString("token");
      member.post("/team_invitations/accept", "{\"token\":\"" + token + "\"}").expect(201);
      String company = id(admin.post("/companies", "{\"name\":\"Northwind\"}"));
      id(admin.post("/companies", "{\"name\":\"Eastwind\"}"));
      String deal =
          "/deals/"
              + id(
                  member.post(
                      "/deals",
                      "{\"title\":\"Anchors\",\"company_id\":%s,\"assignee_id\":\"%s\"}"
                          .formatted(company, max.id())));
      String next =
          member
              .get("/companies?limit=1")
              .expect(200)
              .data()
              .getJsonObject("pagination")
              .getString("nextCursor");
      String tag = member.get("/companies/" + company).expect(200).header("ETag");
      String[] key = {"Idempotency-Key", "contact"};
      member.send("POST", "/contacts", "{\"name\":\"Nora\"}", key).expect(201);
      member.send("POST", "/contacts", "{\"name\":\"Nora\"}", key).expect(201);
      List<String> paths =
          List.of(
              "/companies",
              "/companies?count=estimated",
              "/companies?limit=1&cursor=" + next,
              "/companies?q=wind",
              "/companies?name=Northwind",
              "/companies/summary?count",
              "/companies/" + company,
              "/companies/" + company + "/contacts",
              deal,
              deal + "?include=company",
              deal + "/notes",
              "/deals/summary?group=stage&sum=amount",
              "/teams/" + team,
              "/teams/" + team + "/companies");
      for (int node = 0; node < 2; node++) {
        ScenarioClient before = crm.as(max, node).inTeam(team);
        paths.forEach(path -> before.get(path).expect(200));
        before.send("GET", "/companies/" + company, null, "If-None-Match", tag).expect(304);
      }

      admin.delete("/team_members/" + membership(admin, max)).expect(204);

      for (int node = 0; node < 2; node++) {
        ScenarioClient removed = crm.as(max, node).inTeam(team);
        for (String path : paths) {
          removed.get(path).expect(404, "NOT_FOUND");
        }
        removed
            .send("GET", "/companies/" + company, null, "If-None-Match", tag)
            .expect(404, "NOT_FOUND");
        removed.patch(deal, "{\"title\":\"Mine\"}").expect(404, "NOT_FOUND");
        removed
            .send("POST", "/contacts", "{\"name\":\"Nora\"}", key)
            .expect(409, "ALREADY_PROCESSED")
            .bodyHasNo("Nora");
        assertThat(crm.as(max, node).get("/teams").expect(200).column("teams", "id"))
            .containsExactly(own);
        crm.as(max, node).inTeam(own).post("/companies", "{\"name\":\"West\"}").expect(201);
        assertThat(
                crm.as(ann, node)
                    .inTeam(team)
                    .get(deal + "?include=assignee")
                    .expect(200)
                    .data()
                    .getJsonObject("assignee")
                    .getString("display_name"))
            .isEqualTo("Max");
      }
    }
  }
}
