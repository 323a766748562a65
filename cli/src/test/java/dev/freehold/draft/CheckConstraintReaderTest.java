package dev.freehold.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.draft.CheckConstraintReader.ColumnBounds;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions are as PostgreSQL writes them back.
final class CheckConstraintReaderTest {
  private static ColumnBounds of(String expression) {
    ColumnBounds bounds = new ColumnBounds();
    CheckConstraintReader.read(expression).orElseThrow().forEach(bounds::add);
    return bounds;
  }

  @Test
  void lengths() {
    ColumnBounds title =
        of("((char_length((title)::text) >= 1) AND (char_length((title)::text) <= 200))");
    assertThat(title.minLength()).isEqualTo(1);
    assertThat(title.maxLength()).isEqualTo(200);
    assertThat(of("(length(\"Big Name\") < 10)").maxLength()).isEqualTo(9);
    assertThat(of("(title <> ''::text)").minLength()).isEqualTo(1);
  }

  @Test
  void ranges() {
    List<String> doubts = new ArrayList<>();
    assertThat(
            of("((rating >= (0)::numeric) AND (rating <= (5)::numeric))")
                .range(ScalarType.DECIMAL, doubts))
        .extracting("minimum", "maximum")
        .asString()
        .isEqualTo("[0, 5]");
    assertThat(of("(n > '-1'::integer)").range(ScalarType.INTEGER, doubts).minimum())
        .hasToString("0");
    assertThat(of("(0 <= ALL (scores))").range(ScalarType.INTEGER, doubts).minimum())
        .hasToString("0");
    assertThat(doubts).isEmpty();
    assertThat(of("(price > (0)::numeric)").range(ScalarType.DECIMAL, doubts).minimum())
        .hasToString("0");
    assertThat(doubts).hasSize(1);
  }

  @Test
  void values() {
    assertThat(of("(s = ANY (ARRAY['a'::text, 'it''s'::text]))").values())
        .containsExactly("a", "it's");
    assertThat(
            of("((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character"
                    + " varying])::text[]))")
                .values())
        .containsExactly("a", "b");
    assertThat(of("(tags <@ ARRAY['a'::text, 'b'::text])").values()).containsExactly("a", "b");
    assertThat(of("(s = 'only'::text)").values()).containsExactly("only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "((a)::text = ANY (",
        "((a > 1) OR (b > 1))",
        "(NOT (a > 1))",
        "(a > b)",
        "(upper(a) = a)",
        "(a ~ '^x'::text)",
        "(a IS NOT NULL)",
        "((char_length(a) >= 1) AND f(a))",
        "a > 99999999999999999999999999999999999999999999999999",
        "'",
        ")))"
      })
  void whatSaysMoreIsLeftAlone(String expression) {
    assertThat(CheckConstraintReader.read(expression)).isEmpty();
  }

  @Test
  void longExpressionsEnd() {
    assertThat(CheckConstraintReader.read("(".repeat(7_000) + "a > 1" + ")".repeat(7_000)))
        .isEmpty();
    assertThat(CheckConstraintReader.read("(a = '" + "''".repeat(3_900) + "'::text)")).isPresent();
  }
}
