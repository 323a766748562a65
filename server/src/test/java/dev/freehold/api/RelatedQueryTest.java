package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Conditions on and orders by related rows, and that rows and fields that a caller may not read have
/// no effect. Each query runs with both walls, and with the predicates of the statements alone.
final class RelatedQueryTest {
  private static final List<Sales> SALES = new ArrayList<>();

  @BeforeAll
  static void start() {
    SALES.add(new Sales(true));
    SALES.add(new Sales(false));
  }

  @AfterAll
  static void stop() {
    SALES.forEach(sales -> sales.scenario.close());
  }

  /// | deal | of | company | notes | |
  /// |---|---|---|---|---|
  /// | one | Ada | Acme | 2 | |
  /// | two | Ada | Zeta | 0 | |
  /// | three | Ada | beta | 0 | |
  /// | four | Ada | none | 0 | |
  /// | five | Bob | Acme | 1 | shared |
  /// | six | Bob | beta | 3 | |
  ///
  /// Acme is published, Zeta is Ada's and has Acme as its parent, beta is Bob's. The lead reads all.
  private static final class Sales {
    final ApiScenario scenario = new ApiScenario(SpecFile.read("sales"));
    final ScenarioClient ada;
    final ScenarioClient bob;
    final ScenarioClient lead;

    Sales(boolean policies) {
      if (!policies) {
        for (String table : List.of("companies", "reviews", "deals", "notes")) {
          scenario.sql("alter table app." + table + " disable row level security");
        }
      }
      Person adaPerson = scenario.person();
      ada = scenario.as(adaPerson);
      bob = scenario.as(scenario.person());
      lead = scenario.as(scenario.person("lead"));
      create(
          bob,
          "/companies",
          """
          [{"name":"Acme","city":"Bonn","founded":"1990-05-01","tags":["a","b"],"published":true},
           {"name":"beta","published":true}]
          """);
      create(ada, "/companies", "{\"name\":\"Zeta\",\"city\":\"Bonn\",\"parent_id\":1}");
      create(
          ada,
          "/deals",
          """
          [{"title":"one","amount":10,"company_id":1},{"title":"two","amount":20,"company_id":3},
           {"title":"three","amount":30,"company_id":2},{"title":"four"}]
          """);
      create(
          bob,
          "/deals",
          """
          [{"title":"five","amount":50,"company_id":1,"shared":true},
           {"title":"six","amount":60,"company_id":2}]
          """);
      create(ada, "/notes", "[{\"text\":\"x\",\"deal_id\":1},{\"text\":\"y\",\"deal_id\":1}]");
      create(
          bob,
          "/notes",
          """
          [{"text":"x","deal_id":5},{"text":"x","deal_id":6},{"text":"y","deal_id":6},
           {"text":"z","deal_id":6}]
          """);
      bob.patch("/companies/2", "{\"published\":false}").expect(200);
      scenario.sql(
          "insert into app.reviews (user_id, finding) values ('" + adaPerson.id() + "', 'sound')");
      scenario.sql("update app.companies set rating = 9, margin = 5, review_id = 1 where id = 1");
      scenario.sql("update app.deals set review_id = 1 where id = 1");
    }

    ScenarioClient client(String name) {
      return switch (name) {
        case "ada" -> ada;
        case "bob" -> bob;
        case "lead" -> lead;
        default -> throw new IllegalArgumentException(name);
      };
    }

    private static void create(ScenarioClient client, String path, String rows) {
      client.post(path, rows).expect(201);
    }
  }

  private static String encoded(String path, String query) {
    return path
        + "?"
        + Arrays.stream(query.split("&", -1))
            .map(
                parameter ->
                    Arrays.stream(parameter.split("=", 2))
                        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("=")))
            .collect(Collectors.joining("&"));
  }

  private static Answer list(ScenarioClient client, String query) {
    return client.get(encoded("/deals", query));
  }

  private static String titles(Answer answer) {
    return answer.expect(200).column("deals", "title").stream()
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      nullValues = "none",
      textBlock =
          """
          ada  | company.name=Acme                                 | one five
          ada  | company.name[eq]=beta                             | ``
          lead | company.name[eq]=beta                             | three six
          # A negated condition also needs a related row that the caller may read.
          ada  | company.name[ne]=Acme                             | two
          bob  | company.name[ne]=Acme                             | six
          lead | company.name[ne]=Acme                             | two three six
          ada  | company.name[nin]=                                | one two five
          ada  | company.name[nin]=Zeta                            | one five
          ada  | company.id[null]=true                             | ``
          ada  | company.id[null]=false                            | one two five
          ada  | company.city=Bonn                                 | one two five
          ada  | company.city[null]=true                           | ``
          lead | company.city[null]=true                           | three six
          lead | company.city[ne]=Bonn                             | three six
          ada  | company.name[icontains]=ET                        | two
          lead | company.name[icontains]=ET                        | two three six
          ada  | company.name[startsWith]=Ac                       | one five
          ada  | company.name[in]=Acme,beta                        | one five
          ada  | company.name[between]=A,B                         | one five
          ada  | company.founded[lte]=1990-05-01                   | one five
          ada  | company.tags[contains]=b                          | one five
          ada  | company.user_id[ne]=00000000-0000-4000-8000-000000000000 | one two five
          ada  | company.name=Acme&amount[gt]=10                   | five
          ada  | company.name=Acme&company.city=Bonn               | one five
          ada  | company.name=Acme&size=none                       | ``
          ada  | company.parent.name=Acme                          | two
          ada  | company.parent.parent.name=Acme                   | ``
          lead | company.rating=9                                  | one five
          lead | company.review.finding=sound                      | one five
          lead | review.finding=sound                              | one
          # Inside or.
          ada  | or=(company.name.eq.Acme,amount.eq.30)            | one three five
          ada  | or=(company.name.in.(Zeta,beta),title.eq.four)    | two four
          ada  | or=(and(company.parent.name.eq.Acme,amount.gt.5),notes.count.eq.1) | two five
          lead | or=(company.name.eq.beta,company.review.finding.eq.sound) | one three five six
          # Counts of the rows that the caller may read.
          ada  | notes.count[gt]=0                                 | one five
          ada  | notes.count=0                                     | two three four
          lead | notes.count[gte]=1                                | one five six
          bob  | notes.count[gt]=1                                 | six
          ada  | notes.count[in]=1,3                               | five
          ada  | notes.count[ne]=2                                 | two three four five
          ada  | notes.count[between]=1,2                          | one five
          ada  | company.deals.count=2                             | one five
          bob  | company.deals.count=1                             | five six
          lead | company.deals.count=2                             | one three five six
          """)
  void findsRowsByTheirRelatedRows(String caller, String query, String titles) {
    for (Sales sales : SALES) {
      Answer answer = list(sales.client(caller), query + "&sort=id");
      assertThat(titles(answer)).isEqualTo(titles);
      int total = titles.isEmpty() ? 0 : titles.split(" ").length;
      assertThat(answer.data().getJsonObject("pagination").getInteger("total")).isEqualTo(total);
      Answer summary = sales.client(caller).get(encoded("/deals/summary", query));
      assertThat(summary.expect(200).data().getJsonArray("groups").getJsonObject(0))
          .isEqualTo(new io.vertx.core.json.JsonObject().put("count", total));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Without a related row that the caller may read, as with a null.
          ada  | sort=company.name                  | one five two three four
          ada  | sort=-company.name,title           | four three two five one
          ada  | sort=company.city,-title           | two one five three four
          lead | sort=company.name                  | one five two three six four
          lead | sort=company.name:lower,-id        | five one six three two four
          bob  | sort=company.name                  | five six
          ada  | sort=company.parent.name,id        | two one three four five
          lead | sort=company.rating,company.name   | one five two three six four
          ada  | sort=company.name,company.id,title | five one two four three
          ada  | sort=-notes.count,title            | one five four three two
          lead | sort=notes.count,-amount           | four three two five one six
          ada  | sort=-company.deals.count,title    | four three five one two
          lead | sort=company.deals.count,company.id,-id | two five one six three four
          ada  | sort=company.name&company.city=Bonn&notes.count[gt]=0 | one five
          ada  | sort=company.name&include=company,notes | one five two three four
          """)
  void ordersRowsByTheirRelatedRows(String caller, String query, String titles) {
    for (Sales sales : SALES) {
      ScenarioClient client = sales.client(caller);
      assertThat(titles(list(client, query))).isEqualTo(titles);
      for (int limit : List.of(1, 2)) {
        assertThat(allPages(client, query + "&limit=" + limit)).isEqualTo(titles);
      }
      int pages = titles.split(" ").length;
      assertThat(
              IntStream.rangeClosed(1, pages)
                  .mapToObj(page -> titles(list(client, query + "&limit=1&page=" + page)))
                  .collect(Collectors.joining(" ")))
          .isEqualTo(titles);
    }
  }

  /// Follows the cursors.
  private static String allPages(ScenarioClient client, String query) {
    List<String> titles = new ArrayList<>();
    String cursor = null;
    do {
      Answer page = list(client, cursor == null ? query : query + "&cursor=" + cursor);
      titles.add(titles(page));
      cursor = page.data().getJsonObject("pagination").getString("nextCursor");
    } while (cursor != null);
    return String.join(" ", titles);
  }

  @Test
  void countsOnlyWhatTheCallerMayRead() {
    for (Sales sales : SALES) {
      String query = encoded("/companies", "deals.count[gt]=1&sort=-deals.count,name");
      assertThat(sales.ada.get(query).expect(200).column("companies", "name"))
          .containsExactly("Acme");
      assertThat(sales.bob.get(query).expect(200).column("companies", "name")).isEmpty();
      assertThat(sales.lead.get(query).expect(200).column("companies", "name"))
          .containsExactly("Acme", "beta");
    }
  }

  @Test
  void takesTheSameConditionsInAListOfOneRow() {
    for (Sales sales : SALES) {
      String query = encoded("/companies/1/deals", "company.city=Bonn&sort=notes.count");
      assertThat(titles(sales.ada.get(query))).isEqualTo("five one");
      assertThat(titles(sales.bob.get(query))).isEqualTo("five");
      sales.ada.get(encoded("/companies/2/deals", "company.city=Bonn")).expect(404);
    }
  }

  /// Each name has a twin that does not exist. The responses may differ in the name only.
  @ParameterizedTest
  @CsvSource({
    "company.rating,      company.rxting",
    "company.margin,      company.mxrgin",
    "company.review.id,   company.rxview.id",
    "review.finding,      rxview.finding",
    "review.id,           review.ix",
    "company.parent.rating, company.parent.rxting",
  })
  void answersAnUnreadableFieldLikeAnUnknownOne(String hidden, String unknown) {
    for (Sales sales : SALES) {
      for (String query :
          List.of("%s=1", "%s[gt]=1", "%s[bogus]=1", "sort=%s", "sort=-%s", "or=(%s.eq.1)")) {
        Answer is = list(sales.ada, query.formatted(hidden));
        Answer twin = list(sales.ada, query.formatted(unknown));
        is.expect(400, "VALIDATION_ERROR");
        assertThat(anonymized(is, hidden)).isEqualTo(anonymized(twin, unknown));
        assertThat(is.error().getJsonArray("details").getJsonObject(0).getString("code"))
            .isEqualTo("unknown");
      }
    }
  }

  private static String anonymized(Answer answer, String name) {
    return answer
        .error()
        .getJsonArray("details")
        .encode()
        .replace(name, "NAME")
        .replace(name.substring(0, name.indexOf('.')) + " ", "NAME ")
        .replace(name.substring(0, name.lastIndexOf('.')) + " ", "NAME ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          company=1                           | company unknown
          company.nam=x                       | company.nam unknown
          company.=x                          | company. unknown
          .name=x                             | .name unknown
          company..name=x                     | company..name unknown
          company.count=1                     | company.count unknown
          company.company.name=x              | company.company.name unknown
          notes.text=x                        | notes.text unknown
          notes.count.count=1                 | notes.count.count unknown
          notes.deal.title=one                | notes.deal.title unknown
          company.deals.notes.count=1         | company.deals.notes.count unknown
          company.parent.parent.parent.name=x | company.parent.parent.parent.name too_deep
          sort=company.parent.parent.parent.name | sort too_deep
          or=(company.parent.parent.parent.name.eq.x) | or unknown
          sort=company                        | sort unknown
          sort=notes.text                     | sort unknown
          sort=company.tags                   | sort not_sortable
          sort=company.name,-company.name     | sort repeated
          sort=notes.count:lower              | sort not_sortable
          fields=company.name                 | fields unknown
          company.name[bogus]=x               | company.name[bogus] bad_operator
          company.published[gt]=true          | company.published[gt] bad_operator
          notes.count[contains]=1             | notes.count[contains] bad_operator
          notes.count=many                    | notes.count type
          notes.count=9223372036854775808     | notes.count out_of_range
          company.founded=yesterday           | company.founded format
          company.name=x&company.name[eq]=y   | company.name[eq] repeated
          or=(company.name)                   | or format
          or=(company.name.eq)                | or format
          or=(company.eq.1)                   | or format
          or=(notes.count.contains.1)         | or bad_operator
          company.size=none                   | company.size unknown
          """)
  void refuses(String query, String detail) {
    list(SALES.getFirst().ada, query).expect(400, "VALIDATION_ERROR").details(detail);
  }

  @Test
  void refusesMoreThanEightConditionsOnRelatedRows() {
    String eight =
        IntStream.range(0, 8)
            .mapToObj(i -> "company.name.eq." + i)
            .collect(Collectors.joining(",", "or=(", ")"));
    assertThat(titles(list(SALES.getFirst().ada, eight))).isEmpty();
    list(SALES.getFirst().ada, eight + "&notes.count=1&company.city=x")
        .expect(400, "VALIDATION_ERROR")
        .details("notes.count too_many");
  }

  @Test
  void refusesTheCursorOfAnotherOrder() {
    ScenarioClient ada = SALES.getFirst().ada;
    String cursor =
        list(ada, "sort=company.name&limit=1")
            .expect(200)
            .data()
            .getJsonObject("pagination")
            .getString("nextCursor");
    for (String query :
        List.of("sort=company.city", "sort=title", "sort=company.name&company.name=Acme")) {
      list(ada, query + "&limit=1&cursor=" + cursor).expect(400).details("cursor invalid_cursor");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void changesRowsByTheirRelatedRows(boolean policies) {
    Sales sales = new Sales(policies);
    try (ApiScenario _ = sales.scenario) {
      String path = encoded("/deals", "company.name=Acme&max_affected=10");
      assertThat(affected(sales.ada.patch(path, "{\"amount\":1}"))).isEqualTo(1);
      assertThat(titles(list(sales.lead, "amount=1"))).isEqualTo("one");
      for (String unseen : List.of("company.name=beta", "company.deals.count=9")) {
        String query = encoded("/deals", unseen + "&max_affected=10");
        assertThat(affected(sales.ada.delete(query))).isZero();
      }
      sales.ada.delete(encoded("/deals", "company.rating=9&max_affected=10")).expect(400);
      sales.ada.delete(encoded("/deals", "company.name[nin]=&max_affected=10")).expect(400);
      String query =
          encoded("/deals", "or=(notes.count.eq.0,company.city.eq.Bonn)&max_affected=10");
      assertThat(affected(sales.ada.delete(query))).isEqualTo(4);
      assertThat(titles(list(sales.lead, "sort=id"))).isEqualTo("five six");
    }
  }

  private static int affected(Answer answer) {
    return answer.expect(200).data().getInteger("affected");
  }
}
