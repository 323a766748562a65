package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests at the same time to `examples/marketplace`.
final class MarketplaceRaceTest {
  private static final int ROUNDS = 100;

  private static ApiScenario scenario;
  private static ScenarioClient seller;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.example("marketplace"));
    seller = scenario.as(scenario.person());
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static String listing() {
    String id =
        seller
            .post("/listings", "{\"title\":\"Lamp\",\"price\":\"40\"}")
            .expect(201)
            .data()
            .getString("id");
    seller.patch("/listings/" + id, "{\"status\":\"active\"}").expect(200);
    return id;
  }

  private static String offer(String listing) {
    return "{\"listing_id\":\"" + listing + "\",\"amount\":\"30\"}";
  }

  private static String offered(ScenarioClient bidder, String listing) {
    return bidder.post("/offers", offer(listing)).expect(201).data().getString("id");
  }

  /// The status of each of two requests that are sent before either is answered.
  private static List<Integer> together(
      ExecutorService clients, CyclicBarrier start, List<Call> calls) throws Exception {
    List<Future<Integer>> answers =
        calls.stream()
            .map(
                call ->
                    clients.submit(
                        () -> {
                          start.await();
                          return call.by()
                              .send(call.method(), call.path(), call.body())
                              .response()
                              .statusCode();
                        }))
            .toList();
    return List.of(answers.getFirst().get(), answers.getLast().get());
  }

  private record Call(ScenarioClient by, String method, String path, String body) {}

  private static Call status(ScenarioClient by, String offer, String status) {
    return new Call(by, "PATCH", "/offers/" + offer, "{\"status\":\"" + status + "\"}");
  }

  @Test
  void aBidderHasOneOpenOffer() throws Exception {
    ScenarioClient bidder = scenario.as(scenario.person());
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < ROUNDS; i++) {
        Call call = new Call(bidder, "POST", "/offers", offer(listing()));
        assertThat(together(clients, start, List.of(call, call)))
            .containsExactlyInAnyOrder(201, 409);
      }
    }
  }

  @Test
  void oneOfTwoOffersIsAccepted() throws Exception {
    ScenarioClient ann = scenario.as(scenario.person());
    ScenarioClient bob = scenario.as(scenario.person());
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < ROUNDS; i++) {
        String listing = listing();
        Call first = status(seller, offered(ann, listing), "accepted");
        Call second = status(seller, offered(bob, listing), "accepted");
        assertThat(together(clients, start, List.of(first, second)))
            .containsExactlyInAnyOrder(200, 409);
      }
    }
  }

  @Test
  void anOfferIsAcceptedOrWithdrawn() throws Exception {
    ScenarioClient bidder = scenario.as(scenario.person());
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < ROUNDS; i++) {
        String offer = offered(bidder, listing());
        Call accept = status(seller, offer, "accepted");
        Call withdraw = status(bidder, offer, "withdrawn");
        assertThat(together(clients, start, List.of(accept, withdraw)))
            .containsExactlyInAnyOrder(200, 409);
      }
    }
  }
}
