package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Requests at the same time to the examples.
final class ExampleRaceTest {
  private static final int ROUNDS = 100;

  private record Call(
      ScenarioClient by, String method, String path, String body, List<String> headers) {
    static Call post(ScenarioClient by, String path, String body) {
      return new Call(by, "POST", path, body, List.of());
    }

    static Call patch(ScenarioClient by, String path, String body, String... headers) {
      return new Call(by, "PATCH", path, body, List.of(headers));
    }

    int status() {
      return by.send(method, path, body, headers.toArray(String[]::new)).status();
    }
  }

  /// Makes the two calls of a round.
  private interface Round {
    List<Call> calls(int round);
  }

  /// Sends both calls of each round before either is answered; each time, one has each status.
  private static void race(Round round, int one, int other) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < ROUNDS; i++) {
        List<Future<Integer>> answers =
            round.calls(i).stream()
                .map(
                    call ->
                        clients.submit(
                            () -> {
                              start.await();
                              return call.status();
                            }))
                .toList();
        assertThat(List.of(answers.getFirst().get(), answers.getLast().get()))
            .containsExactlyInAnyOrder(one, other);
      }
    }
  }

  private static String id(Answer created) {
    return created.expect(201).data().getValue("id").toString();
  }

  /// A seller of the marketplace with active listings.
  private record Seller(ApiScenario market, ScenarioClient client) {
    Seller(ApiScenario market) {
      this(market, market.as(market.person()));
    }

    String listing() {
      String id = id(client.post("/listings", "{\"title\":\"Lamp\",\"price\":\"40\"}"));
      client.patch("/listings/" + id, "{\"status\":\"active\"}").expect(200);
      return id;
    }

    ScenarioClient bidder() {
      return market.as(market.person());
    }

    String offered(ScenarioClient bidder, String listing) {
      return id(bidder.post("/offers", offer(listing)));
    }

    static String offer(String listing) {
      return "{\"listing_id\":\"" + listing + "\",\"amount\":\"30\"}";
    }

    static Call status(ScenarioClient by, String offer, String status) {
      return Call.patch(by, "/offers/" + offer, "{\"status\":\"" + status + "\"}");
    }
  }

  /// MK-4, MK-6, and a move of the seller against one of the bidder.
  @Test
  void anOfferIsOpenOnceAndAcceptedOnce() throws Exception {
    try (ApiScenario market = new ApiScenario(SpecFile.example("marketplace"))) {
      Seller seller = new Seller(market);
      ScenarioClient ann = seller.bidder();
      ScenarioClient bob = seller.bidder();
      race(
          i -> {
            Call call = Call.post(ann, "/offers", Seller.offer(seller.listing()));
            return List.of(call, call);
          },
          201,
          409);
      race(
          i -> {
            String listing = seller.listing();
            return List.of(
                Seller.status(seller.client, seller.offered(ann, listing), "accepted"),
                Seller.status(seller.client, seller.offered(bob, listing), "accepted"));
          },
          200,
          409);
      race(
          i -> {
            String offer = seller.offered(bob, seller.listing());
            return List.of(
                Seller.status(seller.client, offer, "accepted"),
                Seller.status(bob, offer, "withdrawn"));
          },
          200,
          409);
    }
  }

  /// HD-11, HD-16.
  @Test
  void twoAgentsMakeOneTagAndTakeOneTicket() throws Exception {
    try (ApiScenario desk = new ApiScenario(SpecFile.example("helpdesk"))) {
      ApiScenario.Person amy = desk.person("agent");
      ApiScenario.Person bea = desk.person("agent");
      ScenarioClient customer = desk.as(desk.person());
      race(
          i ->
              List.of(
                  Call.post(desk.as(amy), "/tags", "{\"name\":\"Billing " + i + "\"}"),
                  Call.post(desk.as(bea), "/tags", "{\"name\":\"billing " + i + "\"}")),
          201,
          409);
      race(
          i -> {
            String ticket =
                "/tickets/" + id(customer.post("/tickets", "{\"subject\":\"x\",\"body\":\"y\"}"));
            String tag = desk.as(amy).get(ticket).expect(200).header("ETag");
            return List.of(
                take(desk.as(amy), ticket, amy, tag), take(desk.as(bea), ticket, bea, tag));
          },
          200,
          412);
    }
  }

  private static Call take(ScenarioClient by, String ticket, ApiScenario.Person agent, String tag) {
    return Call.patch(by, ticket, "{\"assignee_id\":\"" + agent.id() + "\"}", "If-Match", tag);
  }

  /// CL-8, CL-9.
  @Test
  void twoClerksEnterOneFileAndBookOneTime() throws Exception {
    try (ApiScenario clinic = new ApiScenario(SpecFile.example("clinic"))) {
      ScenarioClient deb = clinic.as(clinic.person("desk"));
      ScenarioClient dan = clinic.as(clinic.person("desk"));
      ApiScenario.Person doctor = clinic.person();
      race(
          i -> {
            String file =
                "{\"name\":\"Pat\",\"born_on\":\"1980-01-02\",\"insurance_no\":\"A" + i + "\"}";
            return List.of(Call.post(deb, "/patients", file), Call.post(dan, "/patients", file));
          },
          201,
          409);
      String patient =
          id(
              deb.post(
                  "/patients",
                  "{\"name\":\"Pam\",\"born_on\":\"1980-01-02\",\"insurance_no\":\"B\"}"));
      race(
          i -> {
            String visit =
                """
                {"patient_id":"%s","doctor_id":"%s","starts_at":"%d-01-01T10:00:00Z","minutes":20}
                """
                    .formatted(patient, doctor.id(), 3000 + i);
            return List.of(
                Call.post(deb, "/appointments", visit), Call.post(dan, "/appointments", visit));
          },
          201,
          409);
    }
  }

  /// LI-9.
  @Test
  void twoFriendsAddOneItem() throws Exception {
    try (ApiScenario lists = new ApiScenario(SpecFile.example("lists"))) {
      ScenarioClient ann = lists.as(lists.person());
      ApiScenario.Person friend = lists.person();
      String list =
          id(ann.post("/lists", "{\"title\":\"Shop\",\"friends\":[\"" + friend.id() + "\"]}"));
      race(
          i -> {
            String milk = "{\"list_id\":\"" + list + "\",\"text\":\"Milk " + i + "\"}";
            return List.of(
                Call.post(ann, "/items", milk), Call.post(lists.as(friend), "/items", milk));
          },
          201,
          409);
    }
  }

  /// FO-2, FO-7.
  @Test
  void aNameIsTakenOnceAndAVoteIsCastOnce() throws Exception {
    try (ApiScenario forum = new ApiScenario(SpecFile.example("forum"))) {
      ScenarioClient tom = forum.as(forum.person());
      ScenarioClient una = forum.as(forum.person());
      race(
          i ->
              List.of(
                  Call.patch(tom, "/auth/me", "{\"display_name\":\"Name " + i + "\"}"),
                  Call.patch(una, "/auth/me", "{\"display_name\":\"name " + i + "\"}")),
          200,
          409);
      String board = id(forum.as(forum.person("admin")).post("/boards", "{\"name\":\"Votes\"}"));
      String thread = id(tom.post("/threads", "{\"board_id\":\"" + board + "\",\"title\":\"x\"}"));
      race(
          i -> {
            String post =
                id(tom.post("/posts", "{\"thread_id\":\"" + thread + "\",\"body\":\"x\"}"));
            Call vote = Call.post(una, "/votes", "{\"post_id\":\"" + post + "\",\"value\":1}");
            return List.of(vote, vote);
          },
          201,
          409);
    }
  }

  /// CR-4.
  @Test
  void twoMembersEnterOneDomain() throws Exception {
    try (ApiScenario crm = new ApiScenario(SpecFile.example("crm"))) {
      ScenarioClient ann = crm.as(crm.person());
      ApiScenario.Person member = crm.person();
      String team = id(ann.post("/teams", "{\"name\":\"Acme\"}"));
      String token =
          ann.inTeam(team)
              .post(
                  "/team_invitations",
                  "{\"email\":\"" + member.id() + "@example.com\",\"role\":\"member\"}")
              .expect(201)
              .data()
              .getString("token");
      crm.as(member).post("/team_invitations/accept", "{\"token\":\"" + token + "\"}").expect(201);
      race(
          i -> {
            String company = "{\"name\":\"x\",\"domain\":\"d" + i + ".example\"}";
            return List.of(
                Call.post(ann.inTeam(team), "/companies", company),
                Call.post(crm.as(member).inTeam(team), "/companies", company));
          },
          201,
          409);
    }
  }
}
