package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests values that are unique among the rows that meet a condition. An owner has one open offer for
/// each listing, and one offer of all is accepted; a doctor has one visit at a time that is not
/// cancelled.
final class UniqueWhereTest {
  private static final int RACES = 50;

  private static ApiScenario scenario;
  private ScenarioClient owner;
  private ScenarioClient other;
  private ScenarioClient staff;
  private long listing;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("bazaar"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void people() {
    owner = scenario.as(scenario.person());
    other = scenario.as(scenario.person());
    staff = scenario.as(scenario.person("staff"));
    listing = listing();
  }

  private long listing() {
    return owner.post("/listings", "{\"title\":\"a\"}").expect(201).data().getLong("id");
  }

  private static long offer(ScenarioClient by, long listing) {
    return by.post("/offers", "{\"listing_id\":" + listing + "}").expect(201).data().getLong("id");
  }

  private static Answer set(ScenarioClient by, long offer, String status) {
    return by.patch("/offers/" + offer, "{\"status\":\"" + status + "\"}");
  }

  @Test
  void aSecondOpenOfferIsTakenUntilTheFirstIsWithdrawn() {
    long first = offer(owner, listing);
    owner
        .post("/offers", "{\"listing_id\":" + listing + "}")
        .expect(409, "CONFLICT")
        .details("listing_id taken");
    offer(other, listing);
    set(owner, first, "withdrawn").expect(200);
    long second = offer(owner, listing);
    set(owner, first, "open").expect(409, "CONFLICT").details("listing_id taken");
    set(owner, second, "withdrawn").expect(200);
    set(owner, first, "open").expect(200);
  }

  @Test
  void nullsNeverConflict() {
    for (int i = 0; i < 2; i++) {
      owner.post("/offers", "{}").expect(201);
      owner.post("/offers", "{\"listing_id\":" + listing + ",\"status\":null}").expect(201);
    }
  }

  @Test
  void oneOfferOfAllIsAccepted() {
    long mine = offer(owner, listing);
    long theirs = offer(other, listing);
    set(staff, mine, "accepted").expect(200);
    set(staff, theirs, "accepted")
        .expect(409, "CONFLICT")
        .details("listing_id taken")
        .bodyHasNo("\"" + mine + "\"");
    assertThat(staff.get("/offers/" + theirs).data().getString("status")).isEqualTo("open");
  }

  /// A bulk change is made row by row: a value must be free before another row takes it.
  @Test
  void aBulkChangeFreesTheValueFirst() {
    long mine = offer(owner, listing);
    long theirs = offer(other, listing);
    set(staff, mine, "accepted").expect(200);
    String free = "{\"id\":" + mine + ",\"status\":\"withdrawn\"}";
    String take = "{\"id\":" + theirs + ",\"status\":\"accepted\"}";
    staff
        .patch("/offers", "[" + take + "," + free + "]")
        .expect(409, "CONFLICT")
        .details("[0].listing_id taken");
    assertThat(staff.get("/offers/" + mine).data().getString("status")).isEqualTo("accepted");
    staff.patch("/offers", "[" + free + "," + take + "]").expect(200);
  }

  @Test
  void aBatchAndACreateOfManyRowsNameTheRow() {
    String row = "{\"listing_id\":" + listing + "}";
    owner
        .post("/offers", "[" + row + "," + row + "]")
        .expect(409, "CONFLICT")
        .details("[1].listing_id taken");
    String step = "{\"method\":\"POST\",\"path\":\"/offers\",\"body\":" + row + "}";
    owner
        .post("/batch", "{\"operations\":[" + step + "," + step + "]}")
        .expect(409, "CONFLICT")
        .details("operations[1].listing_id taken");
    assertThat(owner.get("/offers?listing_id=" + listing).column("offers", "id")).isEmpty();
  }

  @Test
  void aSetMayBeginWithAPerson() {
    ApiScenario.Person doctor = scenario.person();
    String visit =
        "{\"doctor_id\":\"%s\",\"starts_at\":\"2026-12-01T10:00:00Z\"}".formatted(doctor.id());
    long first = owner.post("/visits", visit).expect(201).data().getLong("id");
    other
        .post("/visits", visit)
        .expect(409, "CONFLICT")
        .details("doctor_id taken", "starts_at taken")
        .bodyHasNo("owner");
    owner.patch("/visits/" + first, "{\"cancelled\":true}").expect(200);
    other.post("/visits", visit).expect(201);
    owner.patch("/visits/" + first, "{\"cancelled\":false}").expect(409, "CONFLICT");
  }

  @Test
  void everyKindOfValueMayStandInACondition() {
    String row =
        """
        {"i":1,"b":"1","n":0.75,"d":"0.75","on_day":"2026-12-31","until_day":"2026-12-01",
         "at_time":"11:00:00","at":"2026-01-01T00:00:00Z","s":"abc"}\
        """;
    owner.post("/samples", row).expect(201);
    owner.post("/samples", row).expect(409, "CONFLICT").details("i taken");
    owner.post("/samples", "{\"i\":1,\"n\":0.5,\"s\":\"a\"}").expect(201);
    owner.post("/samples", "{\"i\":1,\"n\":0.5,\"s\":\"a\"}").expect(201);
  }

  /// No answer is a 503 either: PostgreSQL lets the second one wait for the first.
  @Test
  void ofTwoAtTheSameTimeOneHolds() throws Exception {
    for (int i = 0; i < RACES; i++) {
      String body = "{\"listing_id\":" + listing() + "}";
      assertThat(
              scenario.race(
                  "app.offers",
                  () -> owner.post("/offers", body),
                  () -> owner.post("/offers", body)))
          .containsExactlyInAnyOrder(201, 409);
    }
  }

  @Test
  void ofTwoAcceptedAtTheSameTimeOneHolds() throws Exception {
    for (int i = 0; i < RACES; i++) {
      long fresh = listing();
      long mine = offer(owner, fresh);
      long theirs = offer(other, fresh);
      assertThat(
              scenario.race(
                  "app.offers",
                  () -> set(staff, mine, "accepted"),
                  () -> set(staff, theirs, "accepted")))
          .containsExactlyInAnyOrder(200, 409);
    }
  }
}
