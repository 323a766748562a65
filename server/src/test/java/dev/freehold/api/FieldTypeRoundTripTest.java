package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestSpecs;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values of every type make a round trip, with all field options.
final class FieldTypeRoundTripTest {
  private static final String PATH = "/things";
  private static ApiScenario scenario;
  private static ScenarioClient client;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(TestSpecs.everyType());
    client = scenario.as(scenario.person());
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "f_string|\"👩‍👩‍👧 שלום é ﷺ\"|",
        "f_string|\"\"|",
        "f_text|\"a\\nb\\tc\\\\ \\\" / \\u0001\"|",
        "f_integer|-2147483648|",
        "f_integer|5.0|5",
        "f_bigint|\"9223372036854775807\"|",
        "f_bigint|\"-9223372036854775808\"|",
        "f_bigint|\"9007199254740993\"|",
        "f_bigint|9007199254740993|\"9007199254740993\"",
        "f_bigint|9223372036854775807|\"9223372036854775807\"",
        "f_bigint|-9223372036854775808|\"-9223372036854775808\"",
        "f_bigint|5.0|\"5\"",
        "f_bigint|\"-0\"|\"0\"",
        "f_number|0.1|",
        "f_number|-0.0|0.0",
        "f_number|1e-300|1.0E-300",
        "f_number|1.7976931348623157E308|",
        "f_decimal|\"0.10\"|",
        "f_decimal|0.10|\"0.10\"",
        "f_decimal|\"-12345678901234567890.123456789012345678\"|",
        "f_decimal|1e3|\"1000\"",
        "f_boolean|false|",
        "f_date|\"0001-01-01\"|",
        "f_date|\"9999-12-31\"|",
        "f_time|\"00:00:00\"|",
        "f_time|\"23:59:59.999999\"|",
        "f_datetime|\"2026-02-03T04:05:06.000007Z\"|",
        "f_datetime|\"2026-01-01T01:00:00+01:00\"|\"2026-01-01T00:00:00Z\"",
        "f_datetime|\"0001-01-01T00:00:00Z\"|",
        "f_datetime|\"9999-12-31T23:59:59.999999Z\"|",
        "f_uuid|\"0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f\"|",
        "f_email|\"a@example.org\"|",
        "f_url|\"https://example.org/ä?x=1#y\"|",
        "f_enum|\"it's \\\"high\\\"\"|",
        "f_enum|\"müde\"|",
        "f_json|{\"a\": [1.10, null, \"x\"]}|",
        "f_json|\"just text\"|",
        "f_json|12345678901234567890.5|",
        "f_json|[]|",
        "f_string|null|",
        "a_string|[\"a\",\"\",\"NULL\",\"{x,\\\"y\\\"}\",\"\\\\\"]|",
        "a_string|[]|",
        "a_text|[\"é\"]|",
        "a_integer|[1,-2]|",
        "a_bigint|[\"9223372036854775807\",\"-1\"]|",
        "a_bigint|[9007199254740993,\"0\"]|[\"9007199254740993\",\"0\"]",
        "a_number|[0.5,1.0]|",
        "a_decimal|[\"0.10\",\"-5\"]|",
        "a_boolean|[true,false]|",
        "a_date|[\"2024-02-29\"]|",
        "a_time|[\"12:30:00\"]|",
        "a_datetime|[\"2026-01-01T00:00:00.5Z\"]|",
        "a_uuid|[\"0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f\"]|",
        "a_email|[\"a@example.org\"]|",
        "a_url|[\"http://example.org/\"]|",
        "a_enum|[\"low\",\"müde\"]|",
        "a_json|[{\"a\": 1},[2],\"x\"]|",
      })
  void carriesEveryValueThereAndBack(String field, String sent, String expected) {
    String wanted = "\"" + field + "\":" + (expected == null ? sent : expected);
    Answer created =
        client
            .post(PATH, "{\"code\":\"" + code() + "\",\"" + field + "\":" + sent + "}")
            .expect(201);
    assertThat(created.response().body()).contains(wanted);
    String one = PATH + "/" + created.data().getString("id");
    assertThat(client.get(one).expect(200).response().body()).contains(wanted);

    String other = one(client.post(PATH, "{\"code\":\"" + code() + "\"}").expect(201));
    assertThat(
            client.patch(other, "{\"" + field + "\":" + sent + "}").expect(200).response().body())
        .contains(wanted);
    assertThat(client.patch(other, "{\"" + field + "\":null}").expect(200).response().body())
        .contains("\"" + field + "\":null");
    client.delete(other).expect(204);
    client.delete(one).expect(204);
  }

  @Test
  void fillsDefaultsAndOmitsHiddenFields() {
    Answer created =
        client
            .post(PATH, "{\"code\":\" AB \",\"secret\":\"s3cret\",\"made_by\":\"me\"}")
            .expect(201);
    JsonObject row = created.data();

    assertThat(row.getString("code")).isEqualTo("ab");
    assertThat(row.getInteger("rank")).isEqualTo(3);
    assertThat(row.getString("state")).isEqualTo("new");
    assertThat(row.containsKey("secret")).isFalse();
    assertThat(row.getString("id").charAt(14)).isEqualTo('7');
    created.bodyHasNo("s3cret").bodyHasNo("_version");
    client.patch(one(created), "{\"secret\":\"other\"}").expect(200).bodyHasNo("other");
    client.patch(one(created), "{\"made_by\":\"you\"}").expect(400).details("made_by read_only");
    client.patch(one(created), "{\"state\":\"x\"}").expect(400).details("state read_only");
    client.patch(one(created), "{\"rank\":null}").expect(400).details("rank not_null");
    client.get(PATH + "?limit=50").expect(200).bodyHasNo("other");
    client.delete(one(created)).expect(204);
  }

  @Test
  void namesTheFieldsOfAConflictAndNoneOfAnotherOwner() {
    ScenarioClient owner = scenario.as(scenario.person());
    Answer first = owner.post(PATH, "{\"code\":\"same\",\"rank\":1,\"made_by\":\"x\"}").expect(201);

    owner
        .post(PATH, "{\"code\":\"same\",\"rank\":2}")
        .expect(409, "CONFLICT")
        .details("code taken")
        .bodyHasNo("_key")
        .bodyHasNo("user_id");
    Answer second =
        owner.post(PATH, "{\"code\":\"else\",\"rank\":2,\"made_by\":\"x\"}").expect(201);
    owner
        .patch(one(second), "{\"rank\":1}")
        .expect(409, "CONFLICT")
        .details("rank taken", "made_by taken");
    owner.patch(one(second), "{\"code\":\"same\"}").expect(409, "CONFLICT").details("code taken");
    owner.patch(one(first), "{\"code\":\"same\"}").expect(200);
    scenario
        .as(scenario.person())
        .post(PATH, "{\"code\":\"same\",\"rank\":1,\"made_by\":\"x\"}")
        .expect(201);
  }

  @Test
  void filtersByNamedFiltersAndSortsNumbersByValue() {
    ScenarioClient owner = scenario.as(scenario.person());
    owner.post(PATH, "{\"code\":\"a\\u0061\",\"rank\":5,\"price\":\"9.5\"}").expect(201);
    owner.post(PATH, "{\"code\":\"bb\",\"rank\":4,\"price\":\"1.5\"}").expect(201);
    owner.post(PATH, "{\"code\":\"cc\",\"rank\":1,\"price\":2}").expect(201);
    owner.post(PATH, "{\"code\":\"dd\",\"rank\":2}").expect(201);
    owner.post(PATH, "{\"code\":\"ee\",\"rank\":3}").expect(201);
    owner.post(PATH, "{\"code\":\"ff\",\"rank\":3,\"price\":\"0\"}").expect(201);

    assertThat(codes(owner, "?limit=50")).containsExactly("ff", "bb", "cc", "aa", "ee", "dd");
    assertThat(codes(owner, "")).hasSize(5);
    assertThat(codes(owner, "?level=high")).containsExactly("bb", "aa");
    assertThat(codes(owner, "?level=none")).isEmpty();
    assertThat(codes(owner, "?priced=no")).containsExactly("ee", "dd");
    assertThat(codes(owner, "?priced=cheap")).containsExactly("bb");
    assertThat(codes(owner, "?priced=round")).containsExactly("cc");
    assertThat(codes(owner, "?priced=cheap&level=high")).containsExactly("bb");
    assertThat(codes(owner, "?priced=no&level=high")).isEmpty();
  }

  @Test
  void takesOnlyUuidsForIds() {
    for (String id : List.of("1", "x", "1-1-1-1-1")) {
      client.get(PATH + "/" + id).expect(400, "VALIDATION_ERROR").details("id format");
    }
    client.get(PATH + "/0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f").expect(404, "NOT_FOUND");
  }

  private static int codes;

  private static String code() {
    String letters = "c";
    for (int n = ++codes; n > 0; n /= 26) {
      letters += (char) ('a' + n % 26);
    }
    return letters;
  }

  private static List<Object> codes(ScenarioClient owner, String query) {
    return owner.get(PATH + query).expect(200).column("things", "code");
  }

  private static String one(Answer created) {
    return PATH + "/" + created.data().getString("id");
  }
}
