package dev.freehold.input;

import static dev.freehold.input.BodyReaderTest.TASKS;
import static dev.freehold.input.BodyReaderTest.THINGS;
import static dev.freehold.input.BodyReaderTest.invalid;
import static dev.freehold.input.BodyReaderTest.problem;
import static dev.freehold.input.BodyReaderTest.utf8;
import static dev.freehold.input.BodyReaderTest.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests bodies that are not JSON, or JSON beyond the limits.
final class StrictJsonReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "{",
        "{\"title\"",
        "{\"title\":\"x\"",
        "{\"title\":\"x\"}}",
        "{\"title\":\"x\"}{}",
        "{\"title\":\"x\"} x",
        "{\"title\":\"x\",}",
        "{title:\"x\"}",
        "{'title':'x'}",
        "{\"title\":\"a\nb\"}",
        "{\"title\":\"\\x\"}",
        "{\"title\":\"\\u12\"}",
        "{\"title\":01}",
        "{\"title\":+1}",
        "{\"title\":.5}",
        "{\"title\":5.}",
        "{\"title\":NaN}",
        "{\"title\":Infinity}",
        "{\"title\":0x10}",
        "{\"title\":tru}",
        "{\"title\":nullx}",
        "{/* c */\"title\":\"x\"}",
        "{\"title\":\"x\"} // c",
        "# c\n{}",
        "[1,2",
        "[1,,2]",
        "\"x",
        "12a",
        "-",
        "\u0000",
        "{\"title\":\"x\"}\u0000",
        "\ufeff{\"title\":\"x\"}",
      })
  void refusesWhatIsNotJson(String body) {
    assertThat(problem(() -> BodyReader.ofCreate(TASKS).read(utf8(body))))
        .isInstanceOf(Problem.MalformedJson.class);
  }

  @Test
  void namesADuplicateKey() {
    assertThat(
            problem(
                () ->
                    BodyReader.ofCreate(TASKS).read(utf8("{\"title\":\"a\",\n \"title\":\"b\"}"))))
        .isEqualTo(new Problem.MalformedJson("the key 'title' is repeated at line 2, column 9."));
    assertThat(
            problem(
                () -> BodyReader.ofCreate(THINGS).read(utf8("{\"f_json\":[{\"a\":1,\"a\":2}]}"))))
        .isInstanceOfSatisfying(
            Problem.MalformedJson.class, p -> assertThat(p.detail()).startsWith("the key 'a'"));
    assertThat(
            problem(() -> BodyReader.ofCreate(TASKS).read(utf8("{\"titl\\u0065\":1,\"title\":2}"))))
        .isInstanceOf(Problem.MalformedJson.class);
  }

  @Test
  void reportsThePositionOfAnError() {
    assertThat(problem(() -> BodyReader.ofCreate(TASKS).read(utf8("{\"title\": hello}"))))
        .isInstanceOfSatisfying(
            Problem.MalformedJson.class,
            p -> assertThat(p.detail()).matches("there is a mistake at line 1, column 1\\d\\."));
    assertThat(problem(() -> BodyReader.ofCreate(TASKS).read(utf8("{\"title\": \"hel"))))
        .isEqualTo(new Problem.MalformedJson("it is incomplete."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b227469746c65223a22c0af227d", // overlong
        "7b227469746c65223a22eda080edb080227d", // surrogates as UTF-8
        "7b227469746c65223a22ff227d",
        "7b227469746c65223a22e282227d", // cut short inside
        "7b227469746c65223a22f4908080227d", // past U+10FFFF
        "efbbbf7b7d", // byte order mark
        "007b007d", // UTF-16
        "fffe7b007d00",
        "0000007b0000007d", // UTF-32
        "7be2",
      })
  void refusesWhatIsNotUtf8(String hex) {
    byte[] body = java.util.HexFormat.of().parseHex(hex);

    assertThat(problem(() -> BodyReader.ofCreate(TASKS).read(body)))
        .isInstanceOf(Problem.MalformedJson.class);
  }

  @Test
  void refusesDeepNesting() {
    for (String body :
        List.of(
            "[".repeat(5_000) + "]".repeat(5_000),
            "[".repeat(1_000_000),
            "{\"a\":".repeat(100_000),
            "{\"title\":" + "[".repeat(40) + "]".repeat(40) + "}")) {
      assertThat(problem(() -> BodyReader.ofCreate(TASKS).read(utf8(body))))
          .isEqualTo(
              Problem.Invalid.of("", "too_deep", "The body must not nest deeper than 32 levels."));
    }
    assertThat(value("f_json", "[".repeat(31) + "]".repeat(31))).isNotNull();
  }

  @Test
  void refusesNumbersAndKeysBeyondTheLimits() {
    for (String body :
        List.of("{\"title\":" + "9".repeat(500_000) + "}", "{\"" + "k".repeat(500_000) + "\":1}")) {
      assertThat(problem(() -> BodyReader.ofCreate(TASKS).read(utf8(body))))
          .isInstanceOfSatisfying(
              Problem.Invalid.class,
              p -> assertThat(p.violations().getFirst().code()).isEqualTo("too_long"));
    }
  }

  /// Keys with equal hash codes must not make reading quadratic, and must not be refused.
  @Test
  void readsCollidingKeysLikeAnyOthers() {
    StringBuilder body = new StringBuilder("{\"title\":\"x\",\"other\":{\"a\":0");
    for (int i = 0; i < 16_384; i++) {
      body.append(",\"");
      for (int bit = 0; bit < 14; bit++) {
        body.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      body.append("\":0");
    }

    assertThat(invalid(TASKS, body.append("}}").toString()).violations()).hasSize(1);
  }
}
