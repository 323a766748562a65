package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The number of the rows of an account, behind a reference to it: `user.reviews_by_about.count`. Each
/// test runs with both walls, and with the predicates of the statements alone.
final class AccountCountTest {
  private static final String COUNT = "user.reviews_by_about.count";
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("sellers"));
    withoutPolicies = new ApiScenario(SpecFile.read("sellers"));
    List.of("offers", "reviews", "secrets", "_people", "_offers_watchers")
        .forEach(
            table ->
                withoutPolicies.sql("alter table app." + table + " disable row level security"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  /// Offers of three sellers: one of them has two reviews and no changed profile, one has a name and
  /// one review that its writer alone reads, and one has none.
  private static final class Fair {
    final ApiScenario scenario;
    final Person two;
    final Person hidden;
    final ScenarioClient none;
    final ScenarioClient writer;
    final ScenarioClient reader;

    Fair(boolean policies) {
      scenario = policies ? AccountCountTest.scenario : withoutPolicies;
      scenario.sql("delete from app.offers");
      scenario.sql("delete from app.reviews");
      two = scenario.person();
      hidden = scenario.person();
      none = scenario.as(scenario.person());
      writer = scenario.as(scenario.person());
      reader = scenario.as(scenario.person());
      scenario.as(hidden).patch("/auth/me", "{\"display_name\":\"Ann\"}").expect(200);
      offer(none, "none", "null");
      offer(scenario.as(hidden), "hidden", "\"" + two.id() + "\"");
      offer(scenario.as(two), "two", "\"" + hidden.id() + "\"");
      review(two, false);
      review(two, false);
      review(hidden, true);
      writer.post("/reviews", "{\"hidden\":false}").expect(201);
    }

    static void offer(ScenarioClient by, String title, String helper) {
      by.post("/offers", "{\"title\":\"%s\",\"helper_id\":%s}".formatted(title, helper))
          .expect(201);
    }

    void review(Person about, boolean hidden) {
      writer
          .post("/reviews", "{\"about_id\":\"%s\",\"hidden\":%s}".formatted(about.id(), hidden))
          .expect(201);
    }
  }

  private static List<Object> titles(ScenarioClient by, String query) {
    Answer answer = by.get("/offers?" + query).expect(200);
    List<Object> titles = answer.column("offers", "title");
    assertThat(answer.data().getJsonObject("pagination").getInteger("total"))
        .as(query)
        .isEqualTo(titles.size());
    return titles;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sortsAndFiltersByTheRowsThatTheCallerReads(boolean policies) {
    Fair fair = new Fair(policies);
    assertThat(titles(fair.reader, "sort=-" + COUNT + ",title"))
        .containsExactly("two", "hidden", "none");
    assertThat(titles(fair.writer, "sort=" + COUNT + ",title"))
        .containsExactly("none", "hidden", "two");
    assertThat(titles(fair.reader, COUNT + "[gt]=0")).containsExactly("two");
    assertThat(titles(fair.writer, COUNT + "=1")).containsExactly("hidden");
    assertThat(titles(fair.reader, COUNT + "=1")).isEmpty();
    assertThat(titles(fair.reader, COUNT + "[in]=0,7&sort=title"))
        .containsExactly("hidden", "none");
    assertThat(titles(fair.reader, "or=(" + COUNT + ".eq.2,title.eq.none)&sort=title"))
        .containsExactly("none", "two");
    assertThat(titles(fair.reader, "user.offers_by_user.count=1&sort=title"))
        .containsExactly("hidden", "none", "two");
    assertThat(
            fair.reader
                .get("/offers/summary?" + COUNT + "[gte]=1")
                .expect(200)
                .data()
                .getJsonArray("groups")
                .encode())
        .isEqualTo("[{\"count\":1}]");
    assertThat(
            fair.scenario
                .as(fair.hidden)
                .delete("/offers?max_affected=9&" + COUNT + "=0")
                .expect(200)
                .data()
                .getInteger("affected"))
        .as("the own offer, whose review somebody else reads")
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRowWithoutAPersonHasNoNumber(boolean policies) {
    Fair fair = new Fair(policies);
    String count = "helper.reviews_by_about.count";
    assertThat(titles(fair.reader, count + "[gte]=0&sort=-" + count))
        .containsExactly("hidden", "two");
    assertThat(titles(fair.reader, count + "[ne]=7&sort=title")).containsExactly("hidden", "two");
    assertThat(titles(fair.reader, "sort=" + count)).containsExactly("two", "hidden", "none");
    assertThat(titles(fair.reader, "sort=-" + count)).containsExactly("none", "hidden", "two");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoSeesNoProfilesSeesNoNumbers(boolean policies) {
    Fair fair = new Fair(policies);
    ScenarioClient nobody = fair.scenario.nobody();
    fair.scenario.sql("update app.reviews set hidden = false");
    nobody.get("/reviews").expect(401);
    nobody.get("/offers?" + COUNT + "[gte]=0").expect(400).details(COUNT + "[gte] unknown");
    nobody.get("/offers?sort=" + COUNT).expect(400).details("sort unknown");
    nobody.get("/offers?include=" + COUNT).expect(400).details("include unknown");
    String offers = "user.offers_by_user.count";
    assertThat(titles(nobody, offers + "[gte]=0")).isEmpty();
    assertThat(titles(nobody, "sort=-" + offers + ",title"))
        .containsExactly("hidden", "none", "two");
    assertThat(nobody.get("/offers?include=" + offers).expect(200).column("offers", "user"))
        .containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCursorFollowsTheNumbers(boolean policies) {
    Fair fair = new Fair(policies);
    for (String sort : List.of("-" + COUNT, COUNT, "-helper.reviews_by_about.count")) {
      List<Object> all = titles(fair.reader, "sort=" + sort);
      List<Object> paged = new ArrayList<>();
      String cursor = "";
      do {
        Answer page = fair.reader.get("/offers?limit=1&sort=" + sort + cursor).expect(200);
        paged.addAll(page.column("offers", "title"));
        String next = page.data().getJsonObject("pagination").getString("nextCursor");
        cursor = next == null ? "" : "&cursor=" + next;
      } while (!cursor.isEmpty());
      assertThat(paged).as(sort).isEqualTo(all);
    }
    String next =
        fair.reader
            .get("/offers?limit=1&sort=" + COUNT)
            .data()
            .getJsonObject("pagination")
            .getString("nextCursor");
    fair.reader
        .get("/offers?limit=1&sort=helper.reviews_by_about.count&cursor=" + next)
        .expect(400)
        .details("cursor invalid_cursor");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProfileIncludesTheNumber(boolean policies) {
    Fair fair = new Fair(policies);
    Answer list =
        fair.reader.get("/offers?sort=title&include=" + COUNT + ",helper.reviews_by_about.count");
    assertThat(list.expect(200).column("offers", "user"))
        .extracting(user -> ((JsonObject) user).getInteger("reviews_by_about.count"))
        .containsExactly(0, 0, 2);
    assertThat(list.column("offers", "helper"))
        .extracting(
            user -> user == null ? null : ((JsonObject) user).getInteger("reviews_by_about.count"))
        .containsExactly(2, null, 0);
    fair.scenario
        .as(fair.two)
        .patch(
            "/offers?max_affected=9&title=two",
            "{\"watchers\":[\"%s\",\"%s\"]}".formatted(fair.hidden.id(), fair.two.id()))
        .expect(200);
    assertThat(
            fair.writer
                .get("/offers?title=two&include=watchers.reviews_by_about.count")
                .expect(200)
                .body())
        .containsSubsequence(
            "\"display_name\":\"Ann\",\"reviews_by_about.count\":1",
            "\"display_name\":\"Somebody\",\"reviews_by_about.count\":2");
    long offer = (Integer) fair.reader.get("/offers?title=two").column("offers", "id").getFirst();
    fair.writer.post("/reviews", "{\"offer_id\":" + offer + "}").expect(201);
    assertThat(
            fair.reader
                .get("/reviews?offer." + COUNT + "=2")
                .expect(200)
                .column("reviews", "offer_id"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          include=user.reviews_by_about            | include unknown
          include=user.reviews_by_about.offer      | include unknown
          include=user.secrets.count               | include unknown
          include=user.offers_by_watchers.count    | include unknown
          include=user.nothing.count               | include unknown
          sort=user.reviews_by_about.hidden        | sort unknown
          sort=user.secrets.count                  | sort unknown
          sort=watchers.reviews_by_about.count     | sort unknown
          sort=user.offers_by_watchers.count       | sort unknown
          user.reviews_by_about.id=1               | user.reviews_by_about.id unknown
          user.reviews_by_about.count[contains]=1  | user.reviews_by_about.count[contains] bad_operator
          """)
  void whatNoPathReaches(String query, String details) {
    scenario.as(scenario.person()).get("/offers?" + query).expect(400).details(details);
  }
}
