package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.type.ConstraintValidator;
import dev.freehold.type.ConstraintValidator.TextNormalizer;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests that the published patterns accept the same values as the server.
class JsonSchemaPatternsTest {

  @Test
  void matchesTheCharactersThatTrimRemoves() {
    Pattern first = Pattern.compile("[" + JsonSchemaPatterns.TRIMMED_AT_START + "]");
    Pattern last = Pattern.compile("[" + JsonSchemaPatterns.TRIMMED + "]");
    for (int c = 0; c < 0x10000; c++) {
      String character = Character.toString(c);
      assertThat(first.matcher(character).matches())
          .as(Integer.toHexString(c))
          .isEqualTo(TextNormalizer.trim(character + "a").equals("a"));
      assertThat(last.matcher(character).matches())
          .as(Integer.toHexString(c))
          .isEqualTo(TextNormalizer.trim("a" + character).equals("a"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TIME, 14:30",
    "TIME, 14:30:00.123456",
    "TIME, 14:30:00.1234567",
    "TIME, 24:00:00",
    "TIME, 14:30:00Z",
    "DECIMAL, 1",
    "DECIMAL, -0.50",
    "DECIMAL, 01",
    "DECIMAL, 1.",
    "DECIMAL, 123456789012345678901",
    "DECIMAL, 0.1234567890123456789",
    "DECIMAL, 0.123456789012345678",
    "URL, https://example.com/a?b#c",
    "URL, ftp://example.com/",
    "URL, https://a@example.com/",
    "URL, https://",
    "EMAIL, ada@example.com",
    "EMAIL, ada@localhost",
    "EMAIL, ada example.com",
    "EMAIL, a@b.c",
  })
  void matchesWhatTheServerAccepts(ScalarType scalar, String text) {
    boolean read = ValueParser.parse(scalar, text) instanceof ValueResult.Valid;
    assertThat(pattern(scalar, FieldConstraints.NONE).matcher(text).find()).isEqualTo(read);
  }

  @Test
  void refusesNulAndBlankText() {
    FieldConstraints rules =
        new FieldConstraints(
            new FieldConstraints.Text(3, 10, null, true, false, false, false),
            FieldConstraints.NONE.range(),
            List.of());
    Pattern pattern = pattern(ScalarType.STRING, rules);
    for (String text :
        List.of("abc", " a c ", "a\u0000c", "  a  ", "   ", " ab ", "\u00a0b\u00a0")) {
      boolean accepted =
          ValueParser.parse(ScalarType.STRING, text) instanceof ValueResult.Valid(Object value)
              && ConstraintValidator.validate(ScalarType.STRING, rules, value)
                  instanceof ValueResult.Valid;
      assertThat(pattern.matcher(text).find()).as(text).isEqualTo(accepted);
    }
  }

  /// A client matches a pattern against its own text form of a date.
  @Test
  void hasNoneBesideAFormatWithATypeOfItsOwn() {
    for (ScalarType scalar : List.of(ScalarType.DATE, ScalarType.DATETIME, ScalarType.UUID)) {
      assertThat(JsonSchemaPatterns.of(scalar, FieldConstraints.NONE)).isNull();
    }
  }

  private static Pattern pattern(ScalarType scalar, FieldConstraints rules) {
    return Pattern.compile(Objects.requireNonNull(JsonSchemaPatterns.of(scalar, rules)));
  }
}
