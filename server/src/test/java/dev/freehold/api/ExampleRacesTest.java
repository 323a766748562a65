package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requirements of the examples on two requests at the same time: one holds, and the other is a
/// conflict; or a row is there before another one closes, or not at all.
final class ExampleRacesTest {
  private static final int RACES = 50;

  /// @param requirement its number
  /// @param table the table that both requests use
  /// @param held the status of the one that holds
  /// @param lost the status of the other
  record Race(String requirement, String example, String table, int held, int lost, Start start) {
    @Override
    public String toString() {
      return requirement;
    }
  }

  /// Makes the people and the rows that all rounds need.
  interface Start {
    Round in(ApiScenario scenario);
  }

  interface Round {
    /// @param number from 0; makes the values of a round its own
    Pair requests(int number);
  }

  record Pair(Supplier<Answer> first, Supplier<Answer> second) {}

  static Stream<Race> races() {
    return Stream.of(
        new Race("HD-11", "helpdesk", "app.tags", 201, 409, ExampleRacesTest::tags),
        new Race("HD-16", "helpdesk", "app.tickets", 200, 412, ExampleRacesTest::assignees),
        new Race("LI-9", "lists", "app.items", 201, 409, ExampleRacesTest::items),
        new Race("CL-8", "clinic", "app.patients", 201, 409, ExampleRacesTest::patients),
        new Race("CL-9", "clinic", "app.appointments", 201, 409, ExampleRacesTest::appointments),
        new Race("MK-4", "marketplace", "app.offers", 201, 409, ExampleRacesTest::openOffers),
        new Race("MK-5", "marketplace", "app.offers", 200, 409, ExampleRacesTest::answers),
        new Race("MK-6", "marketplace", "app.offers", 200, 409, ExampleRacesTest::offers),
        new Race("SC-11, classes", "school", "app.classes", 201, 409, ExampleRacesTest::classes),
        new Race(
            "SC-11, enrolments", "school", "app.enrolments", 201, 409, ExampleRacesTest::pupils),
        new Race("SC-16", "school", "app.marks", 200, 412, ExampleRacesTest::marks),
        new Race("BL-16", "magazine", "app.posts", 201, 409, ExampleRacesTest::slugs),
        new Race("FO-2", "forum", "app._people", 200, 409, ExampleRacesTest::names),
        new Race("FO-7", "forum", "app.votes", 201, 409, ExampleRacesTest::votes),
        new Race("CR-4", "crm", "app.companies", 201, 409, ExampleRacesTest::domains),
        new Race("SH-16", "store", "app.orders", 200, 409, ExampleRacesTest::orders));
  }

  @ParameterizedTest
  @MethodSource("races")
  void ofTwoAtTheSameTimeOneHolds(Race race) throws Exception {
    try (ApiScenario scenario = new ApiScenario(SpecFile.example(race.example()))) {
      Round round = race.start().in(scenario);
      for (int i = 0; i < RACES; i++) {
        Pair requests = round.requests(i);
        assertThat(scenario.race(race.table(), requests.first(), requests.second()))
            .containsExactlyInAnyOrder(race.held(), race.lost());
      }
    }
  }

  /// A row that is added while its parent is closed.
  ///
  /// @param requirement its number
  /// @param table the table of the parent, which both requests use
  record Closing(String requirement, String example, String table, ClosingStart start) {
    @Override
    public String toString() {
      return requirement;
    }
  }

  /// Makes the people that all rounds need.
  interface ClosingStart {
    Supplier<ClosingPair> in(ApiScenario scenario);
  }

  /// @param add adds a row: 201, or 403 after the parent is closed
  /// @param close closes the parent
  /// @param rows of the parent
  record ClosingPair(Supplier<Answer> add, Supplier<Answer> close, Supplier<Answer> rows) {}

  static Stream<Closing> closings() {
    return Stream.of(
        new Closing("FO-16", "forum", "app.threads", ExampleRacesTest::posts),
        new Closing("SH-6", "store", "app.orders", ExampleRacesTest::lines));
  }

  /// Who has closed the parent lists its rows with the next request: no row appears after that, and the
  /// row is there if its request was answered so.
  @ParameterizedTest
  @MethodSource("closings")
  void noRowAppearsAfterItsParentIsClosed(Closing closing) throws Exception {
    try (ApiScenario scenario = new ApiScenario(SpecFile.example(closing.example()))) {
      Supplier<ClosingPair> rounds = closing.start().in(scenario);
      for (int i = 0; i < RACES; i++) {
        ClosingPair round = rounds.get();
        AtomicInteger whenClosed = new AtomicInteger(-1);
        List<Integer> answers =
            scenario.race(
                closing.table(),
                round.add(),
                () -> {
                  Answer closed = round.close().get();
                  whenClosed.set(total(round.rows()));
                  return closed;
                });
        assertThat(answers.getLast()).isEqualTo(200);
        assertThat(answers.getFirst()).isIn(201, 403);
        assertThat(total(round.rows()))
            .isEqualTo(whenClosed.get())
            .isEqualTo(answers.getFirst() == 201 ? 1 : 0);
      }
    }
  }

  private static int total(Supplier<Answer> list) {
    return list.get().expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  private static Supplier<ClosingPair> posts(ApiScenario forum) {
    Person moderator = forum.person();
    ScenarioClient author = forum.as(forum.person());
    JsonObject help = JsonObject.of("name", "Help", "moderators", ids(moderator));
    String board = id(forum.as(forum.person("admin")), "/boards", help);
    return () -> {
      String thread = id(author, "/threads", JsonObject.of("board_id", board, "title", "Hello"));
      return new ClosingPair(
          post(author, "/posts", JsonObject.of("thread_id", thread, "body", "Hello")),
          patch(forum.as(moderator), "/threads/" + thread, JsonObject.of("locked", true)),
          () -> forum.as(moderator).get("/threads/" + thread + "/posts"));
    };
  }

  private static Supplier<ClosingPair> lines(ApiScenario store) {
    ScenarioClient buyer = store.as(store.person());
    ScenarioClient staff = store.as(store.person("staff"));
    String category = id(staff, "/categories", JsonObject.of("name", "Tables"));
    JsonObject table =
        JsonObject.of("sku", "TABLE-1", "name", "Table", "price", "90", "listed", true);
    String product = id(staff, "/products", table.put("category_id", category));
    return () -> {
      String order = id(buyer, "/orders", JsonObject.of("address", "1 Main Street"));
      JsonObject line = JsonObject.of("order_id", order, "product_id", product, "quantity", 1);
      return new ClosingPair(
          post(buyer, "/order_lines", line),
          patch(buyer, "/orders/" + order, JsonObject.of("status", "placed")),
          () -> buyer.get("/orders/" + order + "/order_lines"));
    };
  }

  private static String id(ScenarioClient by, String path, JsonObject body) {
    return by.post(path, body.encode()).expect(201).data().getValue("id").toString();
  }

  private static Supplier<Answer> post(ScenarioClient by, String path, JsonObject body) {
    return () -> by.post(path, body.encode());
  }

  private static Supplier<Answer> patch(
      ScenarioClient by, String path, JsonObject body, String... headers) {
    return () -> by.send("PATCH", path, body.encode(), headers);
  }

  private static JsonArray ids(Person... people) {
    JsonArray ids = new JsonArray();
    for (Person person : people) {
      ids.add(person.id().toString());
    }
    return ids;
  }

  private static Round tags(ApiScenario desk) {
    ScenarioClient one = desk.as(desk.person("agent"));
    ScenarioClient other = desk.as(desk.person("agent"));
    return i ->
        new Pair(
            post(one, "/tags", JsonObject.of("name", "Billing " + i)),
            post(other, "/tags", JsonObject.of("name", "billing " + i)));
  }

  private static Round assignees(ApiScenario desk) {
    ScenarioClient customer = desk.as(desk.person());
    Person amy = desk.person("agent");
    Person abe = desk.person("agent");
    return _ -> {
      JsonObject body = JsonObject.of("subject", "Printer", "body", "It smokes");
      String ticket = "/tickets/" + id(customer, "/tickets", body);
      String tag = desk.as(amy).get(ticket).expect(200).header("ETag");
      return new Pair(take(desk, amy, ticket, tag), take(desk, abe, ticket, tag));
    };
  }

  private static Supplier<Answer> take(ApiScenario desk, Person agent, String ticket, String tag) {
    JsonObject body = JsonObject.of("assignee_id", agent.id().toString());
    return patch(desk.as(agent), ticket, body, "If-Match", tag);
  }

  private static Round items(ApiScenario lists) {
    Person one = lists.person();
    Person other = lists.person();
    JsonObject party = JsonObject.of("title", "Party", "friends", ids(one, other));
    String list = id(lists.as(lists.person()), "/lists", party);
    return i -> {
      JsonObject item = JsonObject.of("list_id", list, "text", "Milk " + i);
      return new Pair(post(lists.as(one), "/items", item), post(lists.as(other), "/items", item));
    };
  }

  private static JsonObject patient(String insurance) {
    return JsonObject.of("name", "Pat", "born_on", "1980-01-02", "insurance_no", insurance);
  }

  private static Round patients(ApiScenario clinic) {
    ScenarioClient one = clinic.as(clinic.person("desk"));
    ScenarioClient other = clinic.as(clinic.person("desk"));
    return i ->
        new Pair(
            post(one, "/patients", patient("A" + i)), post(other, "/patients", patient("A" + i)));
  }

  private static Round appointments(ApiScenario clinic) {
    ScenarioClient one = clinic.as(clinic.person("desk"));
    ScenarioClient other = clinic.as(clinic.person("desk"));
    String doctor = clinic.person().id().toString();
    String file = id(one, "/patients", patient("A1"));
    Instant first = Instant.parse("2999-01-01T10:00:00Z");
    return i -> {
      JsonObject visit =
          JsonObject.of("patient_id", file, "doctor_id", doctor, "minutes", 20)
              .put("starts_at", first.plus(Duration.ofHours(i)).toString());
      return new Pair(post(one, "/appointments", visit), post(other, "/appointments", visit));
    };
  }

  private static Round offers(ApiScenario market) {
    ScenarioClient seller = market.as(market.person());
    ScenarioClient one = market.as(market.person());
    ScenarioClient other = market.as(market.person());
    return _ -> {
      JsonObject offer = JsonObject.of("listing_id", listing(seller), "amount", "90");
      JsonObject accepted = JsonObject.of("status", "accepted");
      return new Pair(
          patch(seller, "/offers/" + id(one, "/offers", offer), accepted),
          patch(seller, "/offers/" + id(other, "/offers", offer), accepted));
    };
  }

  private static String listing(ScenarioClient seller) {
    String listing = id(seller, "/listings", JsonObject.of("title", "Bike", "price", "100"));
    seller.patch("/listings/" + listing, "{\"status\":\"active\"}").expect(200);
    return listing;
  }

  private static Round openOffers(ApiScenario market) {
    ScenarioClient seller = market.as(market.person());
    ScenarioClient bidder = market.as(market.person());
    return _ -> {
      JsonObject offer = JsonObject.of("listing_id", listing(seller), "amount", "90");
      return new Pair(post(bidder, "/offers", offer), post(bidder, "/offers", offer));
    };
  }

  private static Round answers(ApiScenario market) {
    ScenarioClient seller = market.as(market.person());
    ScenarioClient bidder = market.as(market.person());
    return _ -> {
      JsonObject offer = JsonObject.of("listing_id", listing(seller), "amount", "90");
      String path = "/offers/" + id(bidder, "/offers", offer);
      return new Pair(
          patch(seller, path, JsonObject.of("status", "accepted")),
          patch(bidder, path, JsonObject.of("status", "withdrawn")));
    };
  }

  private static Round names(ApiScenario forum) {
    ScenarioClient one = forum.as(forum.person());
    ScenarioClient other = forum.as(forum.person());
    return i ->
        new Pair(
            patch(one, "/auth/me", JsonObject.of("display_name", "Name " + i)),
            patch(other, "/auth/me", JsonObject.of("display_name", "name " + i)));
  }

  private static Round votes(ApiScenario forum) {
    ScenarioClient author = forum.as(forum.person());
    ScenarioClient reader = forum.as(forum.person());
    ScenarioClient admin = forum.as(forum.person("admin"));
    String board = id(admin, "/boards", JsonObject.of("name", "Help"));
    String thread = id(author, "/threads", JsonObject.of("board_id", board, "title", "Hello"));
    return _ -> {
      String post = id(author, "/posts", JsonObject.of("thread_id", thread, "body", "Hello"));
      JsonObject vote = JsonObject.of("post_id", post, "value", 1);
      return new Pair(post(reader, "/votes", vote), post(reader, "/votes", vote));
    };
  }

  private static Round domains(ApiScenario crm) {
    Person member = crm.person();
    ScenarioClient founder = crm.as(crm.person());
    String team = id(founder, "/teams", JsonObject.of("name", "Acme"));
    JsonObject invitation = JsonObject.of("email", member.id() + "@example.com", "role", "member");
    String token =
        founder
            .inTeam(team)
            .post("/team_invitations", invitation.encode())
            .expect(201)
            .data()
            .getString("token");
    id(crm.as(member), "/team_invitations/accept", JsonObject.of("token", token));
    return i -> {
      JsonObject company = JsonObject.of("name", "x", "domain", "d" + i + ".example");
      return new Pair(
          post(founder.inTeam(team), "/companies", company),
          post(crm.as(member).inTeam(team), "/companies", company));
    };
  }

  private static Round orders(ApiScenario store) {
    ScenarioClient buyer = store.as(store.person());
    ScenarioClient staff = store.as(store.person("staff"));
    return _ -> {
      String order = "/orders/" + id(buyer, "/orders", JsonObject.of("address", "1 Main Street"));
      buyer.patch(order, "{\"status\":\"placed\"}").expect(200);
      return new Pair(
          patch(buyer, order, JsonObject.of("status", "cancelled")),
          patch(staff, order, JsonObject.of("status", "paid")));
    };
  }

  private static Round classes(ApiScenario school) {
    ScenarioClient one = school.as(school.person("office"));
    ScenarioClient other = school.as(school.person("office"));
    return i -> {
      JsonObject group = JsonObject.of("name", "A" + i, "year", 2026);
      return new Pair(post(one, "/classes", group), post(other, "/classes", group));
    };
  }

  private static Round pupils(ApiScenario school) {
    ScenarioClient one = school.as(school.person("office"));
    ScenarioClient other = school.as(school.person("office"));
    String group = id(one, "/classes", JsonObject.of("name", "A", "year", 2026));
    return _ -> {
      JsonObject pupil =
          JsonObject.of("class_id", group, "pupil_id", school.person().id().toString());
      return new Pair(post(one, "/enrolments", pupil), post(other, "/enrolments", pupil));
    };
  }

  /// Of the two teachers, one has entered the mark, and the other belongs to the office as well.
  private static Round marks(ApiScenario school) {
    Person teacher = school.person();
    Person head = school.person("office");
    ScenarioClient office = school.as(head);
    JsonObject group = JsonObject.of("name", "A", "year", 2026, "teachers", ids(teacher, head));
    String pupil = school.person().id().toString();
    String enrolment =
        id(
            office,
            "/enrolments",
            JsonObject.of("class_id", id(office, "/classes", group), "pupil_id", pupil));
    JsonObject mark = JsonObject.of("enrolment_id", enrolment, "subject", "Art", "value", "3");
    return _ -> {
      String path = "/marks/" + id(school.as(teacher), "/marks", mark);
      String tag = office.get(path).expect(200).header("ETag");
      return new Pair(
          patch(school.as(teacher), path, JsonObject.of("value", "2"), "If-Match", tag),
          patch(office, path, JsonObject.of("value", "4"), "If-Match", tag));
    };
  }

  private static Round slugs(ApiScenario magazine) {
    ScenarioClient one = magazine.as(magazine.person());
    ScenarioClient other = magazine.as(magazine.person());
    return i -> {
      JsonObject post = JsonObject.of("title", "Bread", "slug", "bread-" + i);
      return new Pair(post(one, "/posts", post), post(other, "/posts", post));
    };
  }
}
