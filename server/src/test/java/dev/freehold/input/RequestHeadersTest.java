package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.EntityTag;
import dev.freehold.query.Precondition;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestHeadersTest {
  @Test
  void readsPreconditions() {
    assertThat(PreconditionHeaders.ofWrite(null, null)).isEqualTo(new Precondition.None());
    assertThat(PreconditionHeaders.ofWrite("*", null)).isEqualTo(new Precondition.None());
    assertThat(PreconditionHeaders.ofWrite("\"3\"", null)).isEqualTo(match("3"));
    assertThat(PreconditionHeaders.ofWrite(" \"3\" ,, \"12\",", null)).isEqualTo(match("3", "12"));
    // A tag that no row has does not match. A proxy may have weakened a tag.
    assertThat(
            PreconditionHeaders.ofWrite("W/\"3.k3f9a2Qx\", \"x\", \"03\", \"\", \"3.a.b\"", null))
        .isEqualTo(match("3", "x", "03", "", "3"));
    assertThat(PreconditionHeaders.ofWrite(null, "\"3\", W/\"4\""))
        .isEqualTo(new Precondition.IfNoneMatch(List.of("3", "4")));
    assertThat(PreconditionHeaders.ofWrite(null, "*")).isEqualTo(new Precondition.IfAbsent());
    assertThat(PreconditionHeaders.ofWrite("\"3\"", "*")).isEqualTo(new Precondition.IfAbsent());
    assertThat(PreconditionHeaders.ofWrite("\"3\",\"4\"", "\"4\"")).isEqualTo(match("3"));
    assertThat(PreconditionHeaders.ofWrite("*", "\"4\""))
        .isEqualTo(new Precondition.IfNoneMatch(List.of("4")));
  }

  /// RFC 9110 section 13.2.2: If-Match comes first, and If-None-Match is about the response.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      textBlock =
          """
          ,                      ,                     SEND
          '"7.aaaa"',            ,                     SEND
          '"7.bbbb"',            ,                     SEND
          '"7"',                 ,                     SEND
          '*',                   ,                     SEND
          '"6.aaaa"',            ,                     FAILED
          ,                      '"7.aaaa"',           NOT_MODIFIED
          ,                      'W/"7.aaaa"',         NOT_MODIFIED
          ,                      '"1.x", "7.aaaa"',    NOT_MODIFIED
          ,                      '*',                  NOT_MODIFIED
          ,                      '"7.bbbb"',           SEND
          ,                      '"7"',                SEND
          ,                      '"6.aaaa"',           SEND
          '"7.aaaa"',            '"7.aaaa"',           NOT_MODIFIED
          '"6.aaaa"',            '"7.aaaa"',           FAILED
          """)
  void comparesTheTagOfARead(
      @Nullable String ifMatch, @Nullable String ifNoneMatch, Precondition.OfRead.Outcome outcome) {
    assertThat(PreconditionHeaders.ofRead(ifMatch, ifNoneMatch).of(new EntityTag("7", "aaaa")))
        .isEqualTo(outcome);
  }

  private static Precondition match(String... versions) {
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
        catchThrowableOfType(
            ProblemException.class, () -> PreconditionHeaders.ofWrite(header, null));

    assertThat(((Problem.Invalid) thrown.problem()).violations().getFirst().field())
        .isEqualTo("If-Match");
    assertThat(
            catchThrowableOfType(
                ProblemException.class,
                () -> PreconditionHeaders.ofWrite(null, "\"1\",".repeat(101))))
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
        PreconditionHeaders.ofWrite(header, header);
        PreconditionHeaders.ofRead(header, header);
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
