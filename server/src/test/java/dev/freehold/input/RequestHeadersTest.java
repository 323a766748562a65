package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.Precondition;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestHeadersTest {
  @Test
  void readsPreconditions() {
    assertThat(PreconditionHeaders.read(null, null)).isEqualTo(new Precondition.None());
    assertThat(PreconditionHeaders.read("*", null)).isEqualTo(new Precondition.None());
    assertThat(PreconditionHeaders.read("\"3\"", null)).isEqualTo(match(3L));
    assertThat(PreconditionHeaders.read(" \"3\" ,, \"12\",", null)).isEqualTo(match(3L, 12L));
    // A tag that no row has does not match. A proxy may have weakened a tag.
    assertThat(
            PreconditionHeaders.read(
                "W/\"3\", \"x\", \"03\", \"\", \"99999999999999999999\"", null))
        .isEqualTo(match(3L));
    assertThat(PreconditionHeaders.read(null, "\"3\", W/\"4\""))
        .isEqualTo(new Precondition.IfNoneMatch(List.of(3L, 4L)));
    assertThat(PreconditionHeaders.read(null, "*")).isEqualTo(new Precondition.IfAbsent());
    assertThat(PreconditionHeaders.read("\"3\"", "*")).isEqualTo(new Precondition.IfAbsent());
    assertThat(PreconditionHeaders.read("\"3\",\"4\"", "\"4\"")).isEqualTo(match(3L));
    assertThat(PreconditionHeaders.read("*", "\"4\""))
        .isEqualTo(new Precondition.IfNoneMatch(List.of(4L)));
  }

  private static Precondition match(Long... versions) {
    return new Precondition.IfMatch(List.of(versions));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "3",
        "\"3",
        "\"",
        "\"3\" \"4\"",
        "*, \"3\"",
        "w/\"3\"",
        "W/3",
        "W/",
        "\"a b\"",
        "'3'",
        ","
      })
  void refusesWhatIsNoListOfTags(String header) {
    ProblemException thrown =
        catchThrowableOfType(ProblemException.class, () -> PreconditionHeaders.read(header, null));

    assertThat(((Problem.Invalid) thrown.problem()).violations().getFirst().field())
        .isEqualTo("If-Match");
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> PreconditionHeaders.read(null, "\"1\",".repeat(101))))
        .isNotNull();
  }

  @Test
  void survivesRandomHeaders() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append("W/\"\\ ,*;=1aé\t".charAt(random.nextInt(13)));
      }
      String header = text.toString();
      PreferHeader.read(header);
      try {
        PreconditionHeaders.read(header, header);
      } catch (ProblemException refused) {
        assertThat(refused.problem()).isInstanceOf(Problem.Invalid.class);
      }
      try {
        assertThat(IdempotencyKeyHeader.read(header)).isNotEmpty();
      } catch (ProblemException refused) {
        assertThat(refused.problem()).isInstanceOf(Problem.Invalid.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "abc|abc",
        "\"abc\"|abc",
        " \"abc\" |abc",
        "\"a\\\"b\\\\c\"|a\"b\\c",
        "8e03978e-40d5-43e8-bc93-6894a57f9324|8e03978e-40d5-43e8-bc93-6894a57f9324",
      })
  void readsIdempotencyKeys(String header, String key) {
    assertThat(IdempotencyKeyHeader.read(header)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\"\"", "\"a", "\"a\"b", "a b", "\"a b\"", "é", "\"a\\c\"", "a\tb"})
  void refusesOtherKeys(String header) {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> IdempotencyKeyHeader.read(header)))
        .isNotNull();
    assertThat(IdempotencyKeyHeader.read("k".repeat(255))).hasSize(255);
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> IdempotencyKeyHeader.read("k".repeat(256))))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return=minimal|MINIMAL",
        "Return=minimal|MINIMAL",
        "return=\"minimal\"|MINIMAL",
        "respond-async, return = minimal; x=y|MINIMAL",
        "return=representation, return=minimal|REPRESENTATION",
        "return|UNSPECIFIED",
        "return=none|UNSPECIFIED",
        "wait=5|UNSPECIFIED",
        ",;=|UNSPECIFIED",
        "``|UNSPECIFIED",
      })
  void readsPreferences(String header, PreferHeader prefer) {
    assertThat(PreferHeader.read(header)).isEqualTo(prefer);
    assertThat(PreferHeader.read(null)).isEqualTo(PreferHeader.UNSPECIFIED);
  }
}
