package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.testing.TestSpecs;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyReaderTest {
  static final ResourceView TASKS = TestSpecs.view(TestSpecs.tasks());
  static final ResourceView THINGS = TestSpecs.view(TestSpecs.everyType());

  @Test
  void readsNormalizesAndDistinguishesNullFromAbsent() {
    FieldValues values =
        BodyReader.ofCreate(TASKS)
            .read(utf8("{\"title\":\"  Buy <b>milk</b> \",\"description\":null}"));

    assertThat(values.value(0)).isEqualTo("Buy <b>milk</b>");
    assertThat(values.isGiven(1)).isTrue();
    assertThat(values.value(1)).isNull();
    assertThat(values.isGiven(2)).isFalse();
  }

  @Test
  void reportsEveryViolation() {
    assertThat(
            violations(
                TASKS,
                "{\"titel\":1,\"description\":5,\"completed\":null,\"id\":3,\"_version\":1}"))
        .containsExactly(
            "titel unknown titel is not known; did you mean 'title'?",
            "description type description must be a string.",
            // An optional field may be null, default or not.
            "id read_only id must not be given; the server sets it.",
            "_version unknown _version is not known.",
            "title required title must be given.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"title\":\"\"}|title too_short title must not be empty.",
        "{\"title\":\"   \"}|title too_short title must not be empty.",
        "{\"title\":null}|title not_null title must not be null.",
        "{\"title\":true}|title type title must be a string.",
        "{\"title\":{\"a\":[1]}}|title type title must be a string.",
        "{\"title\":\"a\\u0000b\"}|title character title must not contain U+0000.",
        "{\"title\":\"\\ud800\"}|title character title must not contain half of a surrogate pair.",
        "{\"title\":\"\\udc00\\ud800\"}|title character title must not contain half of a surrogate"
            + " pair.",
        "{\"title\":\"x\",\"completed\":\"true\"}|completed type completed must be true or false.",
        "{\"title\":\"x\",\"completed\":0}|completed type completed must be true or false.",
        "{\"title\":\"x\",\"user_id\":\"y\"}|user_id read_only user_id must not be given; the"
            + " server sets it.",
        "{\"title\":\"x\",\"created_at\":null}|created_at read_only created_at must not be given;"
            + " the server sets it.",
        "{}|title required title must be given.",
        "[]|` type The body must be an object.`",
        "\"{}\"|` type The body must be an object.`",
        "null|` type The body must be an object.`",
        "17|` type The body must be an object.`",
      })
  void refuses(String body, String fault) {
    assertThat(violations(TASKS, body)).containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "f_integer|2147483648|out_of_range",
        "f_integer|1.5|type",
        "f_integer|\"1\"|type",
        "f_integer|1e400|out_of_range",
        "f_bigint|9223372036854775808|out_of_range",
        "f_bigint|\"9223372036854775808\"|out_of_range",
        "f_bigint|\"-9223372036854775809\"|out_of_range",
        "f_bigint|1.5|type",
        "f_bigint|\"1e3\"|type",
        "f_bigint|\"1.0\"|type",
        "f_bigint|\" 5\"|type",
        "f_bigint|\"+5\"|type",
        "f_bigint|\"05\"|type",
        "f_bigint|\"--5\"|type",
        "f_bigint|\"-\"|type",
        "f_bigint|\"\"|type",
        "f_bigint|\"0x10\"|type",
        "f_bigint|\"\u0665\"|type",
        "f_bigint|\"5\\u0000\"|character",
        "f_bigint|true|type",
        "f_bigint|[\"5\"]|type",
        "f_number|0.1234567890123456789|out_of_range",
        "f_number|1e309|out_of_range",
        "f_decimal|\"1.2e\"|type",
        "f_decimal|0.0000000000000000001|out_of_range",
        "f_decimal|[]|type",
        "f_date|\"2026-02-30\"|format",
        "f_date|20260101|type",
        "f_time|\"25:00:00\"|format",
        "f_datetime|\"2026-01-01T00:00:00\"|format",
        "f_datetime|\"2026-01-01T00:00:00.1234567Z\"|out_of_range",
        "f_uuid|\"1-1-1-1-1\"|format",
        "f_email|\"a@b\"|format",
        "f_url|\"javascript:alert(1)\"|format",
        "f_enum|\"LOW\"|not_one_of",
        "f_json|{\"a\":\"\\u0000\"}|character",
        "f_json|[1e400]|out_of_range",
        "rank|6|too_large",
        "rank|null|not_null",
        "price|\"-0.01\"|too_small",
        "code|\"A1\"|pattern",
        "state|\"x\"|read_only",
        "a_string|\"x\"|type",
        "a_string|{}|type",
      })
  void refusesOfEveryType(String field, String value, String code) {
    String required = field.equals("code") ? "" : "\"code\":\"ab\",";
    Problem.Invalid invalid = invalid(THINGS, "{" + required + "\"" + field + "\":" + value + "}");

    assertThat(invalid.violations()).hasSize(1);
    assertThat(invalid.violations().getFirst().field()).isEqualTo(field);
    assertThat(invalid.violations().getFirst().code()).isEqualTo(code);
  }

  @Test
  void readsEveryType() {
    String uuid = "0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f";
    assertThat(value("f_string", "\"👩‍👩‍👧 שלום e\\u0301\"")).isEqualTo("👩‍👩‍👧 שלום e\u0301");
    assertThat(value("f_integer", "5.0")).isEqualTo(5);
    assertThat(value("f_bigint", "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(value("f_number", "1e-3")).isEqualTo(0.001);
    assertThat(value("f_decimal", "0.10")).isEqualTo(new BigDecimal("0.10"));
    assertThat(value("f_decimal", "\"12345678901234567890.000000000000000001\""))
        .isEqualTo(new BigDecimal("12345678901234567890.000000000000000001"));
    assertThat(value("f_boolean", "false")).isEqualTo(false);
    assertThat(value("f_date", "\"2024-02-29\"")).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(value("f_time", "\"23:59:59.5\"")).isEqualTo(LocalTime.parse("23:59:59.5"));
    assertThat(value("f_datetime", "\"2026-01-01T01:00:00+01:00\""))
        .isEqualTo(OffsetDateTime.parse("2026-01-01T00:00:00Z"));
    assertThat(value("f_uuid", "\"" + uuid + "\"")).isEqualTo(UUID.fromString(uuid));
    assertThat(value("f_enum", "\"müde\"")).isEqualTo("müde");
    assertThat(value("f_json", "{\"a\":[1.10,null,\"\\n\"]}"))
        .isEqualTo("{\"a\":[1.10,null,\"\\n\"]}");
    assertThat(value("a_string", "[]")).isEqualTo(List.of());
    assertThat(value("a_integer", "[1,2]")).isEqualTo(List.of(1, 2));
    assertThat(value("a_json", "[{\"a\":1},[2]]")).isEqualTo(List.of("{\"a\":1}", "[2]"));
  }

  @Test
  void namesTheElementOfAnArray() {
    assertThat(violations(THINGS, "{\"code\":\"ab\",\"a_integer\":[1,null,\"x\",[2]]}"))
        .containsExactly(
            "a_integer[1] not_null a_integer[1] must not be null.",
            "a_integer[2] type a_integer[2] must be a whole number.",
            "a_integer[3] type a_integer[3] must be a whole number.");
    assertThat(violations(THINGS, "{\"code\":\"ab\",\"a_integer\":[" + "1,".repeat(1_000) + "1]}"))
        .containsExactly("a_integer too_many a_integer must have at most 1000 elements.");
  }

  @Test
  void refusesReadOnlyAndUnreadableFields() {
    BodyReader update = BodyReader.ofUpdate(THINGS);

    assertThat(update.read(utf8("{}")).isEmpty()).isTrue();
    assertThat(update.read(utf8("{\"secret\":\"s\"}")).isEmpty()).isFalse();
    assertThat(problem(() -> update.read(utf8("{\"made_by\":\"me\",\"rank\":null}"))))
        .isEqualTo(
            new Problem.Invalid(
                List.of(
                    new Violation(
                        "made_by",
                        "read_only",
                        "made_by must not be changed after the row is created."),
                    new Violation("rank", "not_null", "rank must not be null."))));
  }

  @Test
  void stopsAfterAHundredViolations() {
    StringBuilder body = new StringBuilder("{\"title\":\"x\"");
    for (int i = 0; i < 50_000; i++) {
      body.append(",\"k").append(i).append("\":0");
    }

    // The rest is not read.
    List<Violation> found = invalid(TASKS, body.append("}}").toString()).violations();
    assertThat(found).hasSize(100);
    assertThat(found.getLast().field()).isEqualTo("k99");
  }

  @Test
  void suggestsNamesForTheFirstTwentyUnknownNames() {
    StringBuilder body = new StringBuilder("{\"title\":\"x\"");
    for (int i = 0; i < 30; i++) {
      body.append(",\"titl").append(i).append("\":0");
    }

    assertThat(invalid(TASKS, body.append("}").toString()).violations())
        .extracting(violation -> violation.message().endsWith("did you mean 'title'?"))
        .containsExactlyElementsOf(
            Stream.concat(
                    Collections.nCopies(20, true).stream(), Collections.nCopies(10, false).stream())
                .toList());
  }

  static @Nullable Object value(String field, String json) {
    FieldValues values =
        BodyReader.ofCreate(THINGS).read(utf8("{\"code\":\"ab\",\"" + field + "\":" + json + "}"));
    List<String> names = THINGS.createFields().stream().map(f -> f.column().name()).toList();
    return values.value(names.indexOf(field));
  }

  private static List<String> violations(ResourceView plan, String body) {
    return invalid(plan, body).violations().stream()
        .map(v -> v.field() + " " + v.code() + " " + v.message())
        .toList();
  }

  static Problem.Invalid invalid(ResourceView plan, String body) {
    return (Problem.Invalid) problem(() -> BodyReader.ofCreate(plan).read(utf8(body)));
  }

  static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, reading);
    assertThat(thrown).isNotNull();
    return thrown.problem();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
