package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Moves by persons and through references: a seller accepts an offer, its bidder withdraws it, and
/// the helper of the listing or the agent of the offer declines it.
final class MovesByRowTest {
  private static final int RACES = 30;

  private static ApiScenario scenario;
  private static Map<String, ApiScenario.Person> people;
  private long listing;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("auction"));
    people =
        Map.of(
            "seller", scenario.person(),
            "bidder", scenario.person(),
            "helper", scenario.person(),
            "agent", scenario.person(),
            "staff", scenario.person("staff"),
            "stranger", scenario.person());
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static ApiScenario.Person person(String name) {
    return Objects.requireNonNull(people.get(name));
  }

  private static ScenarioClient as(String name) {
    return scenario.as(person(name));
  }

  @BeforeEach
  void listing() {
    listing =
        as("seller")
            .post(
                "/listings",
                "{\"title\":\"a\",\"helper_id\":\"%s\"}".formatted(person("helper").id()))
            .expect(201)
            .data()
            .getLong("id");
  }

  private long offer() {
    return as("bidder")
        .post(
            "/offers",
            "{\"listing_id\":%d,\"agent_id\":\"%s\"}".formatted(listing, person("agent").id()))
        .expect(201)
        .data()
        .getLong("id");
  }

  private static String to(String status) {
    return "{\"note\":\"new\",\"status\":"
        + (status.equals("null") ? status : "\"" + status + "\"")
        + "}";
  }

  private static String state(long offer) {
    return scenario.query(
        "select coalesce(status, 'null') || ' ' || coalesce(note, 'old') || ' ' || _version from"
            + " app.offers where id = "
            + offer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seller   | accepted  | 200
          bidder   | accepted  | 409
          helper   | accepted  | 409
          agent    | accepted  | 409
          staff    | accepted  | 409
          seller   | declined  | 200
          helper   | declined  | 200
          agent    | declined  | 200
          bidder   | declined  | 409
          staff    | declined  | 409
          bidder   | withdrawn | 200
          seller   | withdrawn | 409
          agent    | withdrawn | 409
          staff    | withdrawn | 409
          staff    | paid      | 409
          stranger | accepted  | 404
          """)
  void aMoveBelongsToThePersonsOfTheRow(String who, String status, int answer) {
    long one = offer();
    var change = as(who).patch("/offers/" + one, to(status)).expect(answer);
    if (answer == 409) {
      change.details("status move");
    }
    assertThat(state(one)).isEqualTo(answer == 200 ? status + " new 2" : "open old 1");
    long byQuery = offer();
    as(who).patch("/offers?id=" + byQuery + "&max_affected=5", to(status)).expect(200);
    assertThat(state(byQuery)).isEqualTo(answer == 200 ? status + " new 2" : "open old 1");
    long inArray = offer();
    as(who)
        .patch("/offers", "[" + to(status).replace("{", "{\"id\":" + inArray + ",") + "]")
        .expect(answer);
    long inBatch = offer();
    as(who)
        .post(
            "/batch",
            "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/offers/%d\",\"body\":%s}]}"
                .formatted(inBatch, to(status)))
        .expect(answer);
    assertThat(state(inBatch)).isEqualTo(answer == 200 ? status + " new 2" : "open old 1");
  }

  @Test
  void theValueOfTheRowIsNoMove() {
    long one = offer();
    as("seller").patch("/offers/" + one, to("open")).expect(200);
    as("staff").patch("/offers/" + one, to("open")).expect(200);
    assertThat(state(one)).isEqualTo("open new 3");
  }

  @Test
  void aRoleMovesThroughARowThatItReads() {
    long one = offer();
    as("seller").patch("/offers/" + one, to("accepted")).expect(200);
    as("seller").patch("/offers/" + one, to("paid")).expect(409).details("status move");
    as("staff").patch("/offers/" + one, to("paid")).expect(200);
    as("staff").patch("/offers/" + one, to("null")).expect(200);
    as("staff").patch("/offers/" + one, to("open")).expect(409).details("status move");
  }

  /// A reference that is null leads nowhere.
  @Test
  void withoutTheReferenceNobodyMoves() {
    long one = offer();
    scenario.query(
        "update app.offers set listing_id = null, agent_id = null where id = "
            + one
            + " returning id::text");
    as("bidder").patch("/offers/" + one, to("accepted")).expect(409).details("status move");
    as("bidder").patch("/offers/" + one, to("withdrawn")).expect(200);
  }

  /// The next request of a person who is no longer in the row is refused.
  @Test
  void aPersonWhoLeavesMovesNoMore() {
    long one = offer();
    as("seller").patch("/listings/" + listing, "{\"helper_id\":null}").expect(200);
    as("helper").patch("/offers/" + one, to("declined")).expect(404);
    as("bidder").patch("/offers/" + one, "{\"agent_id\":null}").expect(200);
    as("agent").patch("/offers/" + one, to("declined")).expect(404);
    assertThat(state(one)).isEqualTo("open old 2");
  }

  /// The trigger alone: plain SQL as the serving role, with the settings of a caller.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seller | accepted  | true
          bidder | accepted  | false
          helper | accepted  | false
          helper | declined  | true
          agent  | declined  | true
          agent  | withdrawn | false
          bidder | withdrawn | true
          bidder | open      | true
          """)
  void theDatabaseRefusesTheMoveToo(String who, String status, boolean allowed) {
    long one = offer();
    try (AdminConnection connection = scenario.connection()) {
      connection.execute(
          "set role %s; select set_config('freehold.user_id', '%s', false), set_config('freehold.roles', ',,', false)"
              .formatted(scenario.apiRole(), person(who).id()));
      String update = "update app.offers set status = '%s' where id = %d".formatted(status, one);
      if (allowed) {
        connection.execute(update);
      } else {
        assertThatThrownBy(() -> connection.execute(update))
            .isInstanceOfSatisfying(
                DatabaseException.class,
                e -> assertThat(e.constraint()).isEqualTo("_moves_status"));
      }
    }
    assertThat(state(one)).startsWith(allowed ? status : "open");
  }

  @Test
  void ofTwoMovesAtTheSameTimeOneHolds() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < RACES; i++) {
        long one = offer();
        List<Future<Integer>> answers = new ArrayList<>();
        for (Map.Entry<String, String> move :
            List.of(Map.entry("seller", "accepted"), Map.entry("bidder", "withdrawn"))) {
          answers.add(
              clients.submit(
                  () ->
                      as(move.getKey())
                          .patch("/offers/" + one, to(move.getValue()))
                          .response()
                          .statusCode()));
        }
        assertThat(List.of(answers.get(0).get(), answers.get(1).get()))
            .containsExactlyInAnyOrder(200, 409);
      }
    }
  }
}
