package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /entries/summary`: the figures of a fixed set of rows as each caller reads them, and that
/// rows and fields that a caller may not read have no effect.
final class SummaryOperationTest {
  private static ApiScenario scenario;
  private static ApiScenario withoutPolicies;
  private ScenarioClient ada;
  private ScenarioClient bob;
  private ScenarioClient lead;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("timesheet"));
    withoutPolicies = new ApiScenario(SpecFile.read("timesheet"));
    withoutPolicies.sql("alter table app.entries disable row level security");
  }

  @AfterAll
  static void stop() {
    scenario.close();
    withoutPolicies.close();
  }

  @BeforeEach
  void signUp() {
    signUp(scenario);
  }

  private void signUp(ApiScenario in) {
    in.sql("delete from app.entries");
    in.sql("delete from app.projects");
    ada = in.as(in.person());
    bob = in.as(in.person());
    lead = in.as(in.person("lead"));
  }

  /// Three rows of Ada, one of them approved, and two of Bob, one of them approved.
  private void fill() {
    create(
        ada,
        """
        [{"day":"2026-12-31","status":"open","minutes":30,"steps":"9223372036854775807","price":"1.50",
          "weight":0.1,"label":"a","at":"2026-12-31T23:30:00-01:00","start":"08:00"},
         {"day":"2027-01-01","status":"open","minutes":90,"steps":"9223372036854775807","price":"2.505",
          "weight":0.2,"label":"B","at":"2026-12-31T23:59:59.999999Z","start":"07:30:00.5"},
         {"day":"2027-01-04","status":"approved","minutes":null,"price":"1.5","label":"ä"}]
        """);
    create(
        bob,
        """
        [{"day":"2026-12-28","status":"approved","minutes":5,"weight":1e300,"label":"b"},
         {"day":"2026-12-27","status":"sent","minutes":7,"label":"a"}]
        """);
  }

  private static void create(ScenarioClient client, String rows) {
    client.post("/entries", rows).expect(201);
  }

  private static Answer summary(ScenarioClient client, String query) {
    StringBuilder encoded = new StringBuilder("/entries/summary");
    String separator = "?";
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      encoded.append(separator).append(URLEncoder.encode(name, StandardCharsets.UTF_8));
      if (equals >= 0) {
        encoded
            .append('=')
            .append(URLEncoder.encode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
      }
      separator = "&";
    }
    return client.get(encoded.toString());
  }

  private static JsonArray groups(Answer answer) {
    return answer.expect(200).data().getJsonArray("groups");
  }

  private static boolean hasMore(Answer answer) {
    return answer.expect(200).data().getJsonObject("pagination").getBoolean("hasMore");
  }

  private ScenarioClient client(String name) {
    return switch (name) {
      case "ada" -> ada;
      case "bob" -> bob;
      case "lead" -> lead;
      default -> scenario.nobody();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # Rows of others that the caller may not read are in no group, not even with 0. An enum has
          # the order of the spec.
          ada    | group=status&count                 | [{"status":"open","count":2},{"status":"approved","count":2}]
          bob    | group=status&count                 | [{"status":"sent","count":1},{"status":"approved","count":2}]
          nobody | group=status&count                 | [{"status":"approved","count":2}]
          lead   | group=status&count                 | [{"status":"open","count":2},{"status":"sent","count":1},{"status":"approved","count":2}]
          lead   | group=status                       | [{"status":"open","count":2},{"status":"sent","count":1},{"status":"approved","count":2}]
          lead   |                                    | [{"count":5}]
          lead   | count=true                         | [{"count":5}]
          lead   | sum=minutes                        | [{"sum":{"minutes":"132"}}]
          nobody | status=open&count&sum=minutes&avg=price&min=day&max=weight | [{"count":0,"sum":{"minutes":null},"avg":{"price":null},"min":{"day":null},"max":{"weight":null}}]
          nobody | status=open&group=status&count     | []
          # Sums do not overflow, and are exact.
          ada    | sum=steps,price&status=open        | [{"sum":{"steps":"18446744073709551614","price":"4.005"}}]
          ada    | sum=weight&avg=weight&status=open  | [{"sum":{"weight":0.3},"avg":{"weight":0.15}}]
          ada    | avg=minutes,steps&status=open      | [{"avg":{"minutes":"60","steps":"9223372036854775807"}}]
          lead   | avg=minutes                        | [{"avg":{"minutes":"33"}}]
          lead   | avg=price                          | [{"avg":{"price":"1.835"}}]
          bob    | avg=minutes&status=approved        | [{"avg":{"minutes":"5"}}]
          lead   | min=minutes,steps,price,weight,day,at,start&max=minutes,at | [{"min":{"minutes":5,"steps":"9223372036854775807","price":"1.5","weight":0.1,"day":"2026-12-27","at":"2026-12-31T23:59:59.999999Z","start":"07:30:00.5"},"max":{"minutes":90,"at":"2027-01-01T00:30:00Z"}}]
          ada    | max=minutes&avg=minutes&min=minutes&sum=minutes&count&status=open | [{"count":2,"sum":{"minutes":"120"},"avg":{"minutes":"60"},"min":{"minutes":30},"max":{"minutes":90}}]
          # Calendar units, in UTC and by ISO 8601.
          lead   | group=year(day)                    | [{"year(day)":"2026","count":3},{"year(day)":"2027","count":2}]
          lead   | group=month(day)&sort=-month(day)  | [{"month(day)":"2027-01","count":2},{"month(day)":"2026-12","count":3}]
          lead   | group=week(day)                    | [{"week(day)":"2026-W52","count":1},{"week(day)":"2026-W53","count":3},{"week(day)":"2027-W01","count":1}]
          ada    | group=day(day)                     | [{"day(day)":"2026-12-28","count":1},{"day(day)":"2026-12-31","count":1},{"day(day)":"2027-01-01","count":1},{"day(day)":"2027-01-04","count":1}]
          ada    | group=month(at)&status=open        | [{"month(at)":"2026-12","count":1},{"month(at)":"2027-01","count":1}]
          ada    | group=month(at),billable           | [{"month(at)":"2026-12","billable":false,"count":1},{"month(at)":"2027-01","billable":false,"count":1},{"month(at)":null,"billable":false,"count":2}]
          # Order.
          lead   | group=status&sum=minutes&sort=-sum.minutes | [{"status":"open","sum":{"minutes":"120"}},{"status":"sent","sum":{"minutes":"7"}},{"status":"approved","sum":{"minutes":"5"}}]
          lead   | group=status&count&sort=-count,-status | [{"status":"approved","count":2},{"status":"open","count":2},{"status":"sent","count":1}]
          lead   | group=label                        | [{"label":"B","count":1},{"label":"a","count":2},{"label":"b","count":1},{"label":"ä","count":1}]
          lead   | group=status,label&sort=-label&label[in]=a,b | [{"status":"approved","label":"b","count":1},{"status":"open","label":"a","count":1},{"status":"sent","label":"a","count":1}]
          lead   | group=price&status[ne]=sent        | [{"price":"1.5","count":2},{"price":"2.505","count":1},{"price":null,"count":1}]
          # The conditions of a list.
          lead   | or=(status.eq.sent,minutes.gt.80)  | [{"count":2}]
          lead   | q=b                                | [{"count":2}]
          ada    | label[in]=a,b&label[null]=false    | [{"count":2}]
          lead   | shown=billed                       | [{"count":0}]
          lead   | max[gt]=1&max=max                  | [{"max":{"max":null}}]
          """)
  void summarizesTheRowsThatTheCallerReads(String caller, String query, String expected) {
    fill();
    assertThat(groups(summary(client(caller), query == null ? "" : query)))
        .isEqualTo(new JsonArray(expected));
  }

  /// The statement restricts the rows too, and not only the policies of the table.
  @Test
  void restrictsTheRowsInTheStatement() {
    signUp(withoutPolicies);
    fill();
    assertThat(groups(summary(ada, "group=status&count")))
        .isEqualTo(
            new JsonArray(
                "[{\"status\":\"open\",\"count\":2},{\"status\":\"approved\",\"count\":2}]"));
    assertThat(groups(summary(withoutPolicies.nobody(), "sum=minutes")))
        .isEqualTo(new JsonArray("[{\"sum\":{\"minutes\":\"5\"}}]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group=nothing             | group unknown
          group=month(nothing)      | group unknown
          group=note                | group bad_operator
          group=tags                | group bad_operator
          group=meta                | group bad_operator
          group=max                 | group bad_operator
          group=title,label         | group bad_operator
          group=month(minutes)      | group bad_operator
          group=hour(at)            | group not_one_of
          group=(at)                | group not_one_of
          group=month(              | group unknown
          group=                    | group format
          group=,                   | group unknown,group unknown
          group=status,status       | group repeated
          group=status&group=label&group=day&group=billable&group=minutes | group too_many
          group=user_id,id,label,day,at | group too_many
          sum=nothing               | sum unknown
          sum=label                 | sum bad_operator
          sum=day                   | sum bad_operator
          avg=at                    | avg bad_operator
          min=label                 | min bad_operator
          max=project_id            | max bad_operator
          sum=minutes,minutes       | sum repeated
          sum=                      | sum format
          count=exact               | count not_one_of
          count&count               | count repeated
          sort=minutes              | sort unknown
          sort=-count&sum=minutes   | sort unknown
          group=status&sort=status,-status | sort repeated
          limit=0                   | limit out_of_range
          limit=1001                | limit out_of_range
          page=1                    | page unknown
          cursor=x                  | cursor unknown
          fields=id                 | fields unknown
          include=project           | include bad_operator
          include=project&group=status | include bad_operator
          include=nothing&group=project_id | include unknown
          include=project.entries&group=project_id | include bad_operator
          include=project.entries.count&group=project_id | include bad_operator
          include=project,project&group=project_id | include repeated
          include=&group=project_id | include format
          minutes[contains]=1       | minutes[contains] bad_operator
          nothing=1                 | nothing unknown
          """)
  void refusesAnInvalidQuery(String query, String details) {
    summary(ada, query).expect(400, "VALIDATION_ERROR").details(details.split(",", -1));
  }

  @Test
  void limitsTheNumberOfAggregates() {
    List<String> numbers = List.of("minutes", "steps", "price", "weight", "max");
    String all = String.join(",", numbers);
    String twenty = "sum=" + all + "&avg=" + all + "&min=" + all + "&max=" + all;
    summary(ada, twenty).expect(200);
    summary(ada, twenty + "&min=day").expect(400).details("max too_many");
  }

  /// A field of others is refused byte for byte like one that does not exist.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "group=%s",
        "group=month(%s)",
        "sum=%s",
        "avg=%s",
        "min=%s",
        "max=%s",
        "sort=%s",
        "group=status&sort=-sum.%s",
        "%s[gt]=1",
        "or=(%s.eq.1)"
      })
  void anUnreadableFieldIsUnknown(String query) {
    for (String field : List.of("wage", "rank", "secret")) {
      for (ScenarioClient client : List.of(ada, scenario.nobody())) {
        String refused = error(summary(client, query.formatted(field)));
        String unknown = error(summary(client, query.formatted("qqqq"))).replace("qqqq", field);
        assertThat(refused).isEqualTo(unknown);
      }
    }
    String hidden = error(summary(lead, query.formatted("secret")));
    assertThat(hidden)
        .isEqualTo(error(summary(lead, query.formatted("qqqq"))).replace("qqqq", "secret"));
  }

  private static String error(Answer answer) {
    answer.expect(400, "VALIDATION_ERROR");
    JsonObject error = answer.error().copy();
    error.remove("requestId");
    return error.encode();
  }

  @Test
  void aRoleReadsItsFields() {
    create(lead, "{\"day\":\"2026-01-01\",\"wage\":10,\"rank\":\"high\"}");
    create(lead, "{\"day\":\"2026-01-01\",\"wage\":15,\"rank\":\"low\"}");
    assertThat(groups(summary(lead, "group=rank&sum=wage&sort=-sum.wage")))
        .isEqualTo(
            new JsonArray(
                "[{\"rank\":\"low\",\"sum\":{\"wage\":\"15\"}},"
                    + "{\"rank\":\"high\",\"sum\":{\"wage\":\"10\"}}]"));
  }

  @Test
  void aSumOutsideTheRangeOfANumberIsRefused() {
    create(
        ada,
        "[{\"day\":\"2026-01-01\",\"weight\":1.7e308},{\"day\":\"2026-01-01\",\"weight\":1.7e308}]");
    summary(ada, "sum=weight").expect(400, "VALIDATION_ERROR").details("sum out_of_range");
    assertThat(groups(summary(ada, "avg=weight")))
        .isEqualTo(new JsonArray("[{\"avg\":{\"weight\":1.7E308}}]"));
    create(ada, "{\"day\":\"2026-01-01\",\"weight\":-1.7e308}");
    assertThat(groups(summary(ada, "sum=weight")))
        .isEqualTo(new JsonArray("[{\"sum\":{\"weight\":1.7E308}}]"));
  }

  @Test
  void saysWhetherGroupsAreLeftOut() {
    fill();
    Answer some = summary(lead, "group=label&limit=3");
    assertThat(groups(some)).hasSize(3);
    assertThat(hasMore(some)).isTrue();
    assertThat(some.data().getJsonObject("pagination").getInteger("limit")).isEqualTo(3);
    Answer all = summary(lead, "group=label&limit=4");
    assertThat(groups(all)).hasSize(4);
    assertThat(hasMore(all)).isFalse();
    assertThat(summary(lead, "group=label").data().getJsonObject("pagination").getInteger("limit"))
        .isEqualTo(100);
  }

  /// The groups together are the rows that the same caller lists.
  @ParameterizedTest
  @ValueSource(strings = {"ada", "bob", "lead", "nobody"})
  void theGroupsAddUpToTheList(String caller) {
    long one = project("One");
    long two = project("Two");
    List<ScenarioClient> owners = List.of(ada, bob);
    for (int i = 0; i < 60; i++) {
      create(
          owners.get(i % 2),
          """
          {"day":"2026-%02d-%02d","minutes":%d,"status":"%s","project_id":%s}
          """
              .formatted(
                  10 + i % 3,
                  1 + i % 28,
                  i * i,
                  i % 5 == 0 ? "approved" : "open",
                  i % 4 == 0 ? "null" : i % 3 == 0 ? one : two));
    }
    Map<String, BigDecimal> sums = new TreeMap<>();
    Map<String, Integer> counts = new TreeMap<>();
    JsonArray rows =
        client(caller).get("/entries?limit=100").expect(200).data().getJsonArray("entries");
    for (Object each : rows) {
      JsonObject row = (JsonObject) each;
      String key = row.getString("day").substring(0, 7) + " " + row.getValue("project_id");
      sums.merge(key, BigDecimal.valueOf(row.getLong("minutes")), BigDecimal::add);
      counts.merge(key, 1, Integer::sum);
    }
    Map<String, BigDecimal> summedUp = new TreeMap<>();
    Map<String, Integer> counted = new TreeMap<>();
    for (Object each :
        groups(summary(client(caller), "group=month(day),project_id&sum=minutes&count"))) {
      JsonObject group = (JsonObject) each;
      String key = group.getString("month(day)") + " " + group.getValue("project_id");
      summedUp.put(key, new BigDecimal(group.getJsonObject("sum").getString("minutes")));
      counted.put(key, group.getInteger("count"));
    }
    assertThat(rows).isNotEmpty();
    assertThat(summedUp).isEqualTo(sums);
    assertThat(counted).isEqualTo(counts);
  }

  private long project(String name) {
    return ada.post("/projects", "{\"name\":\"" + name + "\"}").expect(201).data().getLong("id");
  }

  @Test
  void isRefusedIfTheListIs() {
    scenario.nobody().get("/projects/summary").expect(401, "UNAUTHORIZED");
    ada.get("/closed/summary").expect(403, "FORBIDDEN");
    lead.get("/closed/summary").expect(200);
    ada.delete("/entries/summary").expect(405, "METHOD_NOT_ALLOWED");
  }

  /// A resource may be named `summary`; ids are never the word.
  @Test
  void aResourceNamedSummaryHasRowsAndASummary() {
    long id = ada.post("/summary", "{\"amount\":5}").expect(201).data().getLong("id");
    assertThat(ada.get("/summary").expect(200).column("summary", "id")).containsExactly((int) id);
    assertThat(ada.get("/summary/" + id).expect(200).data().getInteger("amount")).isEqualTo(5);
    assertThat(ada.get("/summary/summary?sum=amount").expect(200).data().getJsonArray("groups"))
        .isEqualTo(new JsonArray("[{\"sum\":{\"amount\":\"5\"}}]"));
    ada.get("/projects/summary/entries").expect(400).details("id format");
  }

  @Test
  void isAStepOfABatch() {
    fill();
    JsonArray results =
        ada.post(
                "/batch",
                """
                {"operations": [
                  {"method": "POST", "path": "/entries", "body": {"day": "2026-01-01", "minutes": 4}},
                  {"method": "GET", "path": "/entries/summary?sum=minutes"}]}
                """)
            .expect(200)
            .data()
            .getJsonArray("results");
    assertThat(results.getJsonObject(1).encode()).contains("\"sum\":{\"minutes\":\"129\"}");
  }

  /// Texts, formulas and other hostile names reach the statement as values or not at all.
  @Test
  void hostileNamesAreUnknown() {
    List<String> hostile = new ArrayList<>();
    for (String name : List.of("minutes);drop table app.entries;--", "\"id\"", "day)", "*", "é")) {
      hostile.add("group=" + name);
      hostile.add("group=month(" + name + ")");
      hostile.add("sum=" + name);
      hostile.add("sort=sum." + name);
    }
    for (String query : hostile) {
      summary(ada, query).expect(400, "VALIDATION_ERROR");
    }
    summary(ada, "sum=" + "x,".repeat(2000)).expect(400).details("sum too_many");
  }
}
