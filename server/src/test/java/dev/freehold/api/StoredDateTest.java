package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dates that were written by SQL. The years 0001 to 9999 are shown unchanged. PostgreSQL refuses
/// the others, which RFC 3339 cannot represent.
final class StoredDateTest {
  private static final String FIRST = "0001-01-01T00:00:00Z";
  private static final String LAST = "9999-12-31T23:59:59.999999Z";

  private static ApiScenario scenario;
  private ApiScenario.Person person;
  private ScenarioClient owner;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("calendar"));
  }

  @BeforeEach
  void signUp() {
    person = scenario.person();
    owner = scenario.as(person);
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private void calendar(String column, String value) {
    scenario.sql(
        "insert into app.calendars (user_id, label, %s) values ('%s', 'c', %s)"
            .formatted(column, person.id(), value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "since|date ''%s''",
        "synced|timestamptz ''%s 00:00:00+00''",
        "days|array[date ''%s'']",
        "moments|array[timestamptz ''%s 00:00:00+00'']",
        "created_at|timestamptz ''%s 00:00:00+00''",
        "updated_at|timestamptz ''%s 00:00:00+00''",
      },
      quoteCharacter = '"')
  void otherYearsAreRefused(String column, String literal) {
    String quoted = literal.replace("''", "'");
    for (String day : List.of("10000-01-01", "294276-12-31", "infinity", "-infinity")) {
      String value = quoted.formatted(day);
      String legal = day.endsWith("infinity") ? value.replace(" 00:00:00+00", "") : value;
      assertThatThrownBy(() -> calendar(column, legal)).as(legal).hasMessage("CHECK");
    }
    String before =
        quoted
            .replace("'%s'", "'0001-12-31 BC'")
            .replace("%s 00:00:00+00", "0001-12-31 00:00:00+00 BC");
    assertThatThrownBy(() -> calendar(column, before)).as(before).hasMessage("CHECK");
    assertThat(owner.get("/calendars").expect(200).column("calendars", "id")).isEmpty();
    calendar(column, quoted.formatted("9999-12-31"));
    assertThat(owner.get("/calendars").expect(200).column("calendars", column).toString())
        .contains("9999-12-31");
  }

  @Test
  void anAccountHasAYearOfFourDigits() {
    for (String time : List.of("infinity", "10000-01-01 00:00:00+00")) {
      for (String column : List.of("created_at", "updated_at")) {
        assertThatThrownBy(
                () ->
                    scenario.sql(
                        "update auth.users set %s = '%s' where id = '%s'"
                            .formatted(column, time, person.id())))
            .hasMessage("CHECK");
      }
    }
  }

  @Test
  void theFirstAndTheLastMomentAreShownEverywhere() {
    long calendar = owner.post("/calendars", "{\"label\":\"c\"}").expect(201).data().getLong("id");
    for (String moment : List.of(LAST, FIRST)) {
      scenario.sql(
          ("insert into app.events (id, user_id, calendar_id, title, starts, created_at,"
                  + " updated_at) values (gen_random_uuid(), '%1$s', %2$d, 'e', '%3$s', '%3$s',"
                  + " '%3$s')")
              .formatted(person.id(), calendar, moment));
    }
    List<Object> seen = new ArrayList<>();
    String page = "/events?limit=1&page=1";
    for (int i = 0; i < 2; i++) {
      JsonObject data = owner.get(page).expect(200).data();
      JsonObject row = data.getJsonArray("events").getJsonObject(0);
      assertThat(owner.get("/events/" + row.getString("id")).expect(200).data()).isEqualTo(row);
      for (String column : List.of("starts", "updated_at")) {
        assertThat(row.getString(column)).isEqualTo(row.getString("created_at"));
      }
      seen.add(row.getString("created_at"));
      page = "/events?limit=1&cursor=" + data.getJsonObject("pagination").getString("nextCursor");
    }
    assertThat(seen).containsExactly(FIRST, LAST);
    JsonArray included =
        owner
            .get("/calendars/" + calendar + "?include=events")
            .expect(200)
            .data()
            .getJsonObject("events")
            .getJsonArray("data");
    assertThat(included.stream().map(e -> ((JsonObject) e).getValue("created_at")))
        .containsExactly(FIRST, LAST);
    assertThat(owner.get("/events?created_at=" + LAST).column("events", "created_at"))
        .containsExactly(LAST);
    assertThat(owner.get("/events?created_at[lt]=2000-01-01T00:00:00Z").column("events", "starts"))
        .containsExactly(FIRST);
    owner.get("/events?created_at[lt]=infinity").expect(400).details("created_at[lt] format");
    owner.get("/events?created_at=10000-01-01T00:00:00Z").expect(400);
  }
}
