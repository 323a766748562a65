package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is in a list of people with `leave` takes himself off, and nobody else. Each test runs with both
/// walls, and with the predicates of the statements alone.
final class LeaveOperationTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("leave"));
    withoutPolicies = new ApiScenario(SpecFile.read("leave"));
    for (String table :
        List.of("lists", "boards", "_lists_friends", "_lists_readers", "_boards_watchers")) {
      withoutPolicies.sql("alter table app." + table + " disable row level security");
    }
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// A list with three friends and a reader.
  private static final class Party {
    final ApiScenario scenario;
    final Person ann;
    final Person bob;
    final Person eve;
    final Person max;
    final Person rob;
    final ScenarioClient owner;
    final String path;

    Party(boolean policies) {
      scenario = policies ? LeaveOperationTest.scenario : withoutPolicies;
      ann = scenario.person();
      bob = scenario.person();
      eve = scenario.person();
      max = scenario.person();
      rob = scenario.person();
      owner = scenario.as(ann);
      path =
          "/lists/"
              + owner
                  .post(
                      "/lists",
                      "{\"title\":\"Party\",\"friends\":[%s],\"readers\":[%s],\"guests\":[%s]}"
                          .formatted(ids(eve, bob, max), ids(rob), ids(bob)))
                  .expect(201)
                  .data()
                  .getInteger("id");
    }

    Answer leave(Person person) {
      return scenario.as(person).delete(path + "/friends/me");
    }

    JsonArray friends() {
      return owner.get(path).expect(200).data().getJsonArray("friends");
    }

    String links() {
      return scenario.query(
          "select count(*)::text from app._lists_friends where row_id = "
              + path.substring("/lists/".length()));
    }
  }

  private static String ids(Person... people) {
    return Arrays.stream(people).map(p -> "\"" + p.id() + "\"").collect(Collectors.joining(","));
  }

  private static JsonArray list(Person... people) {
    return new JsonArray(Arrays.stream(people).map(p -> p.id().toString()).toList());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFriendTakesHimselfOffAndTheOthersKeepTheirOrder(boolean policies) {
    Party party = new Party(policies);
    Answer before = party.owner.get(party.path).expect(200);
    Answer left = party.leave(party.bob).expect(204);
    assertThat(left.body()).isEmpty();
    Answer after = party.owner.get(party.path).expect(200);
    assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
    assertThat(after.data().getString("updated_at"))
        .isNotEqualTo(before.data().getString("updated_at"));
    assertThat(after.data().copy().put("updated_at", ""))
        .isEqualTo(
            before.data().copy().put("updated_at", "").put("friends", list(party.eve, party.max)));
    assertThat(party.links()).isEqualTo("2");
    ScenarioClient former = party.scenario.as(party.bob);
    former.get(party.path).expect(404);
    assertThat(former.get("/lists").expect(200).column("lists", "id")).isEmpty();
    party.leave(party.bob).expect(404, "NOT_FOUND");
    party.scenario.as(party.eve).get(party.path).expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nobodyElseLeavesAndNobodyTakesOffAnother(boolean policies) {
    Party party = new Party(policies);
    String tag = party.owner.get(party.path).expect(200).header("ETag");
    Person stranger = party.scenario.person();
    for (Person notIn : List.of(party.ann, party.rob, stranger)) {
      party.leave(notIn).expect(404, "NOT_FOUND");
    }
    party.scenario.as(party.bob).delete("/lists/999999/friends/me").expect(404, "NOT_FOUND");
    party.scenario.nobody().delete(party.path + "/friends/me").expect(401);
    ScenarioClient bob = party.scenario.as(party.bob);
    bob.delete(party.path + "/friends/" + party.eve.id()).expect(404);
    bob.delete(party.path + "/friends").expect(404);
    bob.delete(party.path + "/guests/me").expect(404);
    bob.delete("/lists/x/friends/me").expect(400).details("id format");
    bob.delete(party.path + "/friends/me?title=x").expect(400);
    bob.send("DELETE", party.path + "/friends/me", null, "If-Match", tag).expect(400);
    bob.get(party.path + "/friends/me").expect(405);
    bob.patch(party.path, "{\"friends\":[" + ids(party.eve, party.max) + "]}").expect(404);
    bob.put(party.path, "{\"friends\":[]}").expect(404);
    assertThat(
            bob.patch("/lists?max_affected=9&title=Party", "{\"friends\":[]}")
                .expect(200)
                .data()
                .getInteger("affected"))
        .isZero();
    assertThat(party.owner.get(party.path).expect(200).header("ETag")).isEqualTo(tag);
    assertThat(party.links()).isEqualTo("3");
  }

  /// Who may not read the row does not learn that he is in its list.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRowThatCannotBeReadCannotBeLeft(boolean policies) {
    Party party = new Party(policies);
    party.owner.patch(party.path, "{\"archived\":true}").expect(200);
    party.leave(party.bob).expect(404, "NOT_FOUND");
    assertThat(party.friends()).isEqualTo(list(party.eve, party.bob, party.max));
    party.owner.patch(party.path, "{\"readers\":[" + ids(party.bob) + "]}").expect(200);
    party.leave(party.bob).expect(204);
    party.scenario.as(party.bob).get(party.path).expect(200);
    assertThat(party.friends()).isEqualTo(list(party.eve, party.max));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavingIsAWriteLikeOthers(boolean policies) {
    Party party = new Party(policies);
    ScenarioClient bob = party.scenario.as(party.bob);
    String leave = party.path + "/friends/me";
    bob.delete(leave + "?dry_run=true").expect(204);
    bob.post(
            "/batch",
            "{\"operations\":[{\"method\":\"DELETE\",\"path\":\"%1$s\"},{\"method\":\"DELETE\",\"path\":\"%1$s\"}]}"
                .formatted(leave))
        .expect(404);
    assertThat(party.friends()).isEqualTo(list(party.eve, party.bob, party.max));
    bob.send("DELETE", leave, null, "Idempotency-Key", "leave").expect(204);
    Answer again = bob.send("DELETE", leave, null, "Idempotency-Key", "leave").expect(204);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(party.friends()).isEqualTo(list(party.eve, party.max));
    party
        .scenario
        .as(party.max)
        .post(
            "/batch",
            "{\"operations\":[{\"method\":\"DELETE\",\"path\":\"%s\"},{\"method\":\"GET\",\"path\":\"/lists\"}]}"
                .formatted(leave))
        .expect(200);
    assertThat(party.friends()).isEqualTo(list(party.eve));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMemberLeavesAListOfTheTeamThatTheRequestNames(boolean policies) {
    ApiScenario at = policies ? scenario : withoutPolicies;
    Person admin = at.person();
    Person member = at.person();
    Person stranger = at.person();
    String team =
        at.as(admin).post("/teams", "{\"name\":\"Acme\"}").expect(201).data().getString("id");
    ScenarioClient by = at.as(admin).inTeam(team);
    String token =
        by.post(
                "/team_invitations",
                "{\"email\":\"%s@example.com\",\"role\":\"member\"}".formatted(member.id()))
            .expect(201)
            .data()
            .getString("token");
    at.as(member).post("/team_invitations/accept", "{\"token\":\"" + token + "\"}").expect(201);
    String board =
        "/boards/"
            + by.post("/boards", "{\"name\":\"Plan\",\"watchers\":[" + ids(member, stranger) + "]}")
                .expect(201)
                .data()
                .getString("id");
    String leave = board + "/watchers/me";
    at.as(member).delete(leave).expect(400).details("Team-Id required");
    at.as(stranger).inTeam(team).delete(leave).expect(404, "NOT_FOUND");
    String own =
        at.as(stranger).post("/teams", "{\"name\":\"Own\"}").expect(201).data().getString("id");
    at.as(stranger).inTeam(own).delete(leave).expect(404, "NOT_FOUND");
    at.as(member).inTeam(team).delete(leave).expect(204);
    at.as(member).inTeam(team).get(board).expect(404);
    assertThat(by.get(board).expect(200).data().getJsonArray("watchers")).isEqualTo(list(stranger));
  }

  /// The policies alone: the role that serves requests, without any predicate.
  @Test
  void theDatabaseLetsACallerDeleteTheOwnLinkToAReadableRowAlone() {
    Party party = new Party(true);
    String row = "where row_id = " + party.path.substring("/lists/".length()) + " returning 1";
    assertThat(deleted(party.bob, "friends", row)).isEqualTo(1);
    assertThat(deleted(party.rob, "friends", row)).isZero();
    assertThat(deleted(party.rob, "readers", row)).isEqualTo(1);
    assertThat(deleted(party.ann, "friends", row)).isZero();
    assertThat(deleted(party.bob, "guests", row)).isEqualTo(-1);
    party.owner.patch(party.path, "{\"archived\":true}").expect(200);
    assertThat(deleted(party.bob, "friends", row)).isZero();
  }

  /// The number of deleted links, rolled back; -1 for a refusal.
  private static int deleted(Person caller, String list, String condition) {
    try (AdminConnection connection = scenario.connection()) {
      connection.execute("set session authorization " + scenario.apiRole());
      connection.execute("begin");
      connection.query(
          "select set_config('freehold.user_id', $1, true)", Tuple.of(caller.id().toString()));
      return connection
          .query("delete from app._lists_" + list + " " + condition, Tuple.tuple())
          .size();
    } catch (DatabaseException e) {
      assertThat(e.sqlState()).isEqualTo("42501");
      return -1;
    }
  }

  /// A friend leaves while the owner writes the list. List and links are equal afterwards, and no
  /// answer is a server error.
  @Test
  void aFriendLeavesWhileTheOwnerWritesTheList() throws Exception {
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 20; i++) {
        Party party = new Party(true);
        String friends = i % 2 == 0 ? ids(party.eve) : ids(party.bob, party.rob);
        List<Future<Answer>> answers =
            both.invokeAll(
                List.of(
                    () -> party.leave(party.bob),
                    () -> party.owner.patch(party.path, "{\"friends\":[" + friends + "]}")));
        assertThat(answers.get(0).get().status()).isIn(204, 404, 503);
        assertThat(answers.get(1).get().status()).isIn(200, 503);
        assertThat(
                party.scenario.query(
                    """
                    select (array(select item_id from app._lists_friends where row_id = l.id order by 1)
                      = array(select i from unnest(l.friends) i order by 1))::text
                      from app.lists l where id = \
                    """
                        + party.path.substring("/lists/".length())))
            .isEqualTo("true");
      }
    }
  }
}
