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

/// Lists of references: to persons, who are words of access, and to rows. Each test runs with both
/// walls, and with the predicates of the statements alone.
final class SharedListsTest {
  private static final List<String> TABLES =
      List.of(
          "lists",
          "items",
          "remarks",
          "labels",
          "_lists_friends",
          "_lists_readers",
          "_lists_labels");
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("friends"));
    withoutPolicies = new ApiScenario(SpecFile.read("friends"));
    TABLES.forEach(
        table -> withoutPolicies.sql("alter table app." + table + " disable row level security"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// The owner of a list with an item and a remark, a friend, a reader, and a stranger.
  private static final class Party {
    final ApiScenario scenario;
    final Person friendPerson;
    final Person readerPerson;
    final Person strangerPerson;
    final ScenarioClient owner;
    final ScenarioClient friend;
    final ScenarioClient reader;
    final ScenarioClient stranger;
    final ScenarioClient admin;
    final int list;
    final String item;
    final String remark;

    Party(boolean policies) {
      scenario = policies ? SharedListsTest.scenario : withoutPolicies;
      friendPerson = scenario.person();
      readerPerson = scenario.person();
      strangerPerson = scenario.person();
      owner = scenario.as(scenario.person());
      friend = scenario.as(friendPerson);
      reader = scenario.as(readerPerson);
      stranger = scenario.as(strangerPerson);
      admin = scenario.as(scenario.person("admin"));
      list =
          owner
              .post(
                  "/lists",
                  "{\"title\":\"Party\",\"friends\":[%s],\"readers\":[%s]}"
                      .formatted(ids(friendPerson), ids(readerPerson)))
              .expect(201)
              .data()
              .getInteger("id");
      item = id(add(owner, "Balloons"));
      remark = id(remark(owner));
    }

    String path() {
      return "/lists/" + list;
    }

    Answer add(ScenarioClient by, String text) {
      return by.post("/items", "{\"list_id\":%d,\"text\":\"%s\"}".formatted(list, text));
    }

    Answer remark(ScenarioClient by) {
      return by.post("/remarks", "{\"item_id\":\"%s\",\"text\":\"Red ones\"}".formatted(item));
    }

    static String id(Answer created) {
      return created.expect(201).data().getString("id");
    }

    int label(String name, boolean secret) {
      return admin
          .post("/labels", "{\"name\":\"%s\",\"secret\":%s}".formatted(name, secret))
          .expect(201)
          .data()
          .getInteger("id");
    }

    Answer name(ScenarioClient by, Person... people) {
      return by.patch(path(), "{\"friends\":[" + ids(people) + "]}");
    }

    /// The ids of all lists that somebody reads, and their number.
    void expectLists(ScenarioClient by, Object... expected) {
      for (String query :
          List.of("", "?q=party", "?sort=-title,id", "?limit=100&count=estimated")) {
        Answer answer = by.get("/lists" + query).expect(200);
        assertThat(answer.column("lists", "id")).as(query).containsExactlyInAnyOrder(expected);
        assertThat(answer.data().getJsonObject("pagination").getInteger("total"))
            .as(query)
            .isEqualTo(expected.length);
      }
    }

    void expectNothing(ScenarioClient by) {
      by.get(path()).expect(404);
      by.get(path() + "/items").expect(404);
      by.get("/items/" + item).expect(404);
      by.get("/remarks/" + remark).expect(404);
      expectLists(by);
      assertThat(by.get("/items").expect(200).column("items", "id")).isEmpty();
      assertThat(by.get("/remarks").expect(200).column("remarks", "id")).isEmpty();
      add(by, "x").expect(400).details("list_id unknown_reference");
      remark(by).expect(400).details("item_id unknown_reference");
    }
  }

  private static String ids(Person... people) {
    return Arrays.stream(people).map(p -> "\"" + p.id() + "\"").collect(Collectors.joining(","));
  }

  private static JsonArray list(Answer answer, String field) {
    return answer.data().getJsonArray(field);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void friendsAndReadersReadTheListAndWhatFollowsIt(boolean policies) {
    Party party = new Party(policies);
    for (ScenarioClient reader : List.of(party.owner, party.friend, party.reader)) {
      assertThat(list(reader.get(party.path()).expect(200), "friends"))
          .containsExactly(party.friendPerson.id().toString());
      party.expectLists(reader, party.list);
      assertThat(reader.get(party.path() + "/items").expect(200).column("items", "text"))
          .containsExactly("Balloons");
      reader.get("/items/" + party.item).expect(200);
      reader.get("/remarks/" + party.remark).expect(200);
      assertThat(
              reader
                  .get("/lists?friends[contains]=" + party.friendPerson.id())
                  .expect(200)
                  .column("lists", "id"))
          .containsExactly(party.list);
    }
    party.expectNothing(party.stranger);
    int own =
        party
            .friend
            .post("/lists", "{\"title\":\"A party of my own\"}")
            .expect(201)
            .data()
            .getInteger("id");
    party.expectLists(party.friend, party.list, own);
    party.expectLists(party.owner, party.list);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFriendWritesWhatAReaderMayNot(boolean policies) {
    Party party = new Party(policies);
    String item = Party.id(party.add(party.friend, "Candles"));
    party.friend.patch("/items/" + party.item, "{\"text\":\"Big balloons\"}").expect(200);
    party.friend.delete("/items/" + item).expect(204);
    party.add(party.reader, "x").expect(403);
    party.reader.patch("/items/" + party.item, "{\"text\":\"x\"}").expect(404);
    party.reader.delete("/items/" + party.item).expect(404);
    party.reader.patch(party.path(), "{\"note\":\"x\"}").expect(404);
    party.friend.patch(party.path(), "{\"note\":\"Saturday\"}").expect(200);
    party.friend.patch(party.path(), "{\"title\":\"x\"}").expect(400).details("title read_only");
    party
        .name(party.friend, party.friendPerson, party.strangerPerson)
        .expect(400)
        .details("friends read_only");
    party.name(party.friend).expect(400).details("friends read_only");
    party.name(party.friend, party.friendPerson).expect(200);
    party.friend.delete(party.path()).expect(404);
    assertThat(
            party
                .friend
                .patch(
                    "/lists?max_affected=5&friends[contains]=" + party.friendPerson.id(),
                    "{\"note\":\"All\"}")
                .expect(200)
                .data()
                .getInteger("affected"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFriendWhoIsTakenOffLosesAccessWithTheNextRequest(boolean policies) {
    Party party = new Party(policies);
    String item = Party.id(party.add(party.friend, "Candles"));
    party.name(party.owner, party.strangerPerson).expect(200);
    party.expectNothing(party.friend);
    party.stranger.get("/items/" + item).expect(200);
    party.stranger.patch("/items/" + item, "{\"text\":\"Long candles\"}").expect(200);
    party.name(party.owner).expect(200);
    party.expectNothing(party.stranger);
    party.owner.delete("/items/" + item).expect(204);
    party.owner.delete(party.path()).expect(204);
    party.reader.get("/remarks/" + party.remark).expect(404);
    assertThat(
            party.scenario.query(
                "select count(*)::text from app._lists_readers where row_id = " + party.list))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListKeepsItsOrderAndRefusesWhatItCannotHold(boolean policies) {
    Party party = new Party(policies);
    int one = party.label("one", false);
    int two = party.label("two", false);
    int three = party.label("three", false);
    int secret = party.label("secret", true);
    String labels = "{\"labels\":[%s]}";
    Answer set =
        party
            .owner
            .patch(party.path(), labels.formatted(three + "," + one + "," + two))
            .expect(200);
    assertThat(list(set, "labels")).containsExactly(three, one, two);
    String tag = set.header("ETag");
    Answer unknown = party.owner.patch(party.path(), labels.formatted(one + ",987654")).expect(400);
    unknown.details("labels unknown_reference");
    for (String bad : List.of(one + "," + secret, secret + ",987654", "987654,987655")) {
      assertThat(
              party
                  .owner
                  .patch(party.path(), labels.formatted(bad))
                  .expect(400)
                  .error()
                  .getJsonArray("details"))
          .as(bad)
          .isEqualTo(unknown.error().getJsonArray("details"));
    }
    party
        .owner
        .patch(party.path(), labels.formatted(one + "," + one))
        .expect(400)
        .details("labels[1] repeated");
    party
        .owner
        .patch(party.path(), labels.formatted("1,2,3,4,5"))
        .expect(400)
        .details("labels too_many");
    party.owner.patch(party.path(), "{\"labels\":null}").expect(400).details("labels not_null");
    party
        .owner
        .patch(party.path(), labels.formatted("null"))
        .expect(400)
        .details("labels[0] not_null");
    party.owner.patch(party.path(), "{\"labels\":7}").expect(400).details("labels type");
    party
        .owner
        .patch(
            party.path(), "{\"friends\":[\"00000000-0000-7000-8000-0000000000ff\"],\"note\":\"x\"}")
        .expect(400)
        .details("friends unknown_reference");
    Answer same = party.owner.get(party.path()).expect(200);
    assertThat(same.header("ETag")).isEqualTo(tag);
    assertThat(list(same, "labels")).containsExactly(three, one, two);
    Answer turned =
        party.owner.patch(party.path(), labels.formatted(two + "," + three)).expect(200);
    assertThat(turned.header("ETag")).isNotEqualTo(tag);
    assertThat(list(party.owner.get(party.path()), "labels")).containsExactly(two, three);
    assertThat(
            party.owner.get("/lists?labels[contains]=" + three).expect(200).column("lists", "id"))
        .containsExactly(party.list);
    assertThat(party.owner.get("/lists?labels[contains]=" + one).expect(200).column("lists", "id"))
        .isEmpty();
    party.owner.put(party.path(), labels.formatted("")).expect(200);
    assertThat(list(party.owner.get(party.path()), "labels")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyWayToWriteStoresTheList(boolean policies) {
    Party party = new Party(policies);
    int one = party.label("one", false);
    int two = party.label("two", false);
    List<Object> made =
        party
            .owner
            .post(
                "/lists",
                "[{\"title\":\"a\",\"labels\":[%d,%d]},{\"title\":\"b\",\"friends\":[%s]}]"
                    .formatted(two, one, ids(party.friendPerson)))
            .expect(201)
            .column("lists", "id");
    party.friend.get("/lists/" + made.get(0)).expect(404);
    party.friend.get("/lists/" + made.get(1)).expect(200);
    party
        .owner
        .post("/lists", "[{\"title\":\"c\"},{\"title\":\"d\",\"labels\":[987654]}]")
        .expect(400)
        .details("[1].labels unknown_reference");
    Answer batch =
        party
            .owner
            .post(
                "/batch",
                "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/lists/%s\",\"body\":{\"labels\":[%d]}}]}"
                    .formatted(made.get(1), two))
            .expect(200);
    assertThat(batch.response().body()).contains("\"labels\":[" + two + "]");
    party
        .owner
        .patch("/lists?max_affected=5&title[in]=a,b", "{\"labels\":[%d,%d]}".formatted(one, two))
        .expect(200);
    for (Object id : made) {
      assertThat(list(party.owner.get("/lists/" + id), "labels")).containsExactly(one, two);
    }
    Answer listed = party.owner.get("/lists?fields=labels,friends&sort=title").expect(200);
    assertThat(listed.column("lists", "labels"))
        .contains(new JsonArray(List.of(one, two)), new JsonArray(List.of(one, two)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConditionIsOnTheListedRowsThatTheCallerReads(boolean policies) {
    Party party = new Party(policies);
    int red = party.label("Red", false);
    int blue = party.label("Blue", false);
    int secret = party.label("Hidden", true);
    party.owner.patch(party.path(), "{\"labels\":[%d,%d]}".formatted(blue, red)).expect(200);
    int other =
        party
            .owner
            .post("/lists", "{\"title\":\"Other\",\"labels\":[%d]}".formatted(red))
            .expect(201)
            .data()
            .getInteger("id");
    party.owner.post("/lists", "{\"title\":\"None\"}").expect(201);
    party.admin.patch("/labels/" + blue, "{\"secret\":true}").expect(200);
    for (String none :
        List.of(
            "labels.name=Blue",
            "labels.name[icontains]=BLU",
            "labels.secret=true",
            "labels.id=" + blue,
            "labels.name=Hidden",
            "labels.id=" + secret,
            "labels.count[gte]=2",
            "or=(labels.name.eq.Blue,labels.count.gt.1)")) {
      Answer answer = party.owner.get("/lists?" + none).expect(200);
      assertThat(answer.column("lists", "id")).as(none).isEmpty();
      assertThat(answer.data().getJsonObject("pagination").getInteger("total")).isEqualTo(0);
    }
    for (String both : List.of("labels.name=Red", "labels.name[ne]=x", "labels.count=1")) {
      assertThat(party.owner.get("/lists?" + both).expect(200).column("lists", "id"))
          .as(both)
          .containsExactlyInAnyOrder(party.list, other);
      assertThat(party.stranger.get("/lists?" + both).expect(200).column("lists", "id")).isEmpty();
    }
    assertThat(party.friend.get("/lists?labels.name=Red").expect(200).column("lists", "id"))
        .containsExactly(party.list);
    party.admin.patch("/labels/" + blue, "{\"secret\":false}").expect(200);
    assertThat(party.owner.get("/lists?sort=-labels.count,id").expect(200).column("lists", "title"))
        .containsExactly("Party", "Other", "None");
    party.owner.get("/lists?sort=labels.name").expect(400).details("sort not_sortable");
    party.owner.get("/lists?friends.id=" + party.friendPerson.id()).expect(400);
    party.owner.get("/lists?labels.count.x=1").expect(400);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNumberOfTheListsOfALabelIsOfThoseThatTheCallerReads(boolean policies) {
    Party party = new Party(policies);
    int red = party.label("Red", false);
    int secret = party.label("Hidden", true);
    party.owner.patch(party.path(), "{\"labels\":[%d]}".formatted(red)).expect(200);
    party.owner.post("/lists", "{\"title\":\"Own\",\"labels\":[%d]}".formatted(red)).expect(201);
    String one = "/labels?id=" + red + "&lists.count=";
    assertThat(party.owner.get(one + "2").expect(200).column("labels", "id")).containsExactly(red);
    assertThat(party.friend.get(one + "1").expect(200).column("labels", "id")).containsExactly(red);
    assertThat(party.stranger.get(one + "0").expect(200).column("labels", "id"))
        .containsExactly(red);
    assertThat(party.stranger.get("/labels?lists.count[gt]=0").expect(200).column("labels", "id"))
        .isEmpty();
    assertThat(
            party
                .owner
                .get("/labels?sort=-lists.count&limit=1&id[in]=%d,%d".formatted(secret, red))
                .expect(200)
                .column("labels", "id"))
        .containsExactly(red);
    for (ScenarioClient by : List.of(party.owner, party.friend, party.stranger)) {
      int number = by == party.owner ? 2 : by == party.friend ? 1 : 0;
      assertThat(by.get("/labels/" + red + "?include=lists.count").data().getInteger("lists.count"))
          .isEqualTo(number);
      assertThat(
              by.get("/labels?include=lists.count&fields=id&id=" + red)
                  .expect(200)
                  .column("labels", "lists.count"))
          .containsExactly(number);
    }
    Answer nested =
        party.owner.get("/items?include=list.labels.count,list.items.count").expect(200);
    assertThat(nested.body()).contains("\"labels.count\":1", "\"items.count\":1");
    party.admin.patch("/labels/" + red, "{\"secret\":true}").expect(200);
    assertThat(
            party
                .owner
                .get(party.path() + "?include=labels.count")
                .data()
                .getInteger("labels.count"))
        .isZero();
    party.admin.patch("/labels/" + red, "{\"secret\":false}").expect(200);
    party.owner.get("/lists?include=friends.count").expect(400).details("include unknown");
    party.owner.get("/lists?include=items.count,items.count").expect(400);
    party.owner.get("/lists?include=count").expect(400).details("include unknown");
    party.owner.get("/labels?lists.title=Own").expect(400);
    party.owner.get("/labels?include=lists").expect(400);
    party.owner.get("/labels/" + red + "/lists").expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIdLeavesTheListsWithItsRow(boolean policies) {
    Party party = new Party(policies);
    int one = party.label("one", false);
    int two = party.label("two", false);
    Answer before =
        party.owner.patch(party.path(), "{\"labels\":[%d,%d]}".formatted(one, two)).expect(200);
    party.admin.get(party.path()).expect(404);
    party.admin.delete("/labels/" + one).expect(204);
    Answer after = party.owner.get(party.path()).expect(200);
    assertThat(list(after, "labels")).containsExactly(two);
    assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
    party.scenario.sql("delete from auth.users where id = '" + party.friendPerson.id() + "'");
    Answer alone = party.owner.get(party.path()).expect(200);
    assertThat(list(alone, "friends")).isEmpty();
    assertThat(list(alone, "readers")).containsExactly(party.readerPerson.id().toString());
    assertThat(alone.header("ETag")).isNotEqualTo(after.header("ETag"));
    party.expectLists(party.reader, party.list);
    assertThat(alone.data().getString("updated_at"))
        .isNotEqualTo(before.data().getString("updated_at"));
  }

  /// Of two requests at the same time, one deletes a label and the other writes it to a list, or both
  /// write the list. The list never keeps an id that is gone, and the links are those of the list.
  @Test
  void requestsAtTheSameTimeLeaveListAndLinksEqual() throws Exception {
    Party party = new Party(true);
    int kept = party.label("kept", false);
    try (ExecutorService both = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 10; i++) {
        int gone = party.label("gone", false);
        List<Future<Answer>> answers =
            both.invokeAll(
                List.of(
                    () -> labels(party, party.owner, kept, gone),
                    () -> labels(party, party.friend, gone),
                    () -> party.admin.delete("/labels/" + gone)));
        for (Future<Answer> answer : answers) {
          assertThat(answer.get().response().statusCode()).isIn(200, 204, 400, 503);
        }
        party.admin.delete("/labels/" + gone);
        party.admin.get("/labels/" + gone).expect(404);
        assertThat(list(party.owner.get(party.path()).expect(200), "labels")).doesNotContain(gone);
        assertThat(
                party.scenario.query(
                    """
                    select (array(select item_id from app._lists_labels where row_id = l.id order by 1)
                      = array(select i from unnest(l.labels) i order by 1))::text
                      from app.lists l where id = \
                    """
                        + party.list))
            .isEqualTo("true");
      }
    }
  }

  private static Answer labels(Party party, ScenarioClient by, Integer... ids) {
    return by.patch(
        party.path(),
        Arrays.stream(ids)
            .map(String::valueOf)
            .collect(Collectors.joining(",", "{\"labels\":[", "]}")));
  }

  /// The policies alone: the role that serves requests, without any predicate.
  @Test
  void theDatabaseKeepsListsAndLinksFromOthers() {
    Party party = new Party(true);
    int label = party.label("one", false);
    party.owner.patch(party.path(), "{\"labels\":[" + label + "]}").expect(200);
    String lists = "select id from app.lists where id = " + party.list;
    String items = "select id from app.items where list_id = " + party.list;
    String labels = "select 1 from app._lists_labels where row_id = " + party.list;
    String friends = "select 1 from app._lists_friends where row_id = " + party.list;
    String update = "update app.lists set note = 'x' where id = " + party.list + " returning 1";
    for (Reach expected :
        List.of(
            new Reach(party.friendPerson, 1, 1, 1, 1, 1),
            new Reach(party.readerPerson, 1, 1, 1, 0, 0),
            new Reach(party.strangerPerson, 0, 0, 0, 0, 0))) {
      Person by = expected.person();
      assertThat(
              new Reach(
                  by,
                  affected(by, lists),
                  affected(by, items),
                  affected(by, labels),
                  affected(by, friends),
                  affected(by, update)))
          .isEqualTo(expected);
      for (String refused :
          List.of(
              "insert into app._lists_friends values (%d, '%s') returning 1"
                  .formatted(party.list, by.id()),
              "delete from app._lists_friends returning 1",
              "insert into app._lists_labels values (%d, %d) returning 1"
                  .formatted(party.list, label),
              "delete from app._lists_labels returning 1",
              "update app.lists set title = title || 'x', friends = array['%s']::uuid[] returning 1"
                  .formatted(by.id()))) {
        assertThat(affected(by, refused)).as(refused).isLessThan(1);
      }
    }
  }

  /// The rows that a person reaches.
  private record Reach(Person person, int lists, int items, int labels, int links, int updated) {}

  /// Rolls back; -1 for a refusal.
  private static int affected(Person caller, String sql) {
    try (AdminConnection connection = scenario.connection()) {
      connection.execute("set session authorization " + scenario.apiRole());
      connection.execute("begin");
      connection.query(
          "select set_config('freehold.user_id', $1, true), set_config('freehold.links', 'on',"
              + " true)",
          Tuple.of(caller.id().toString()));
      return connection.query(sql, Tuple.tuple()).size();
    } catch (DatabaseException e) {
      assertThat(e.sqlState()).isIn("42501", "23514");
      return -1;
    }
  }
}
