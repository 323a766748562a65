package dev.freehold.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingSuggestionTest {
  private static final List<String> KNOWN =
      List.of("title", "maxLength", "id", "DATABASE_URL", "a_rather_long_name_of_a_field");

  @ParameterizedTest
  @CsvSource({
    "titel, title",
    "tilte, title",
    "TITLE, title",
    "max_length, maxLength",
    "ids, id",
    "DATABSE_URL, DATABASE_URL",
    "a_rather_long_nam_of_field, a_rather_long_name_of_a_field",
    "a_rather_short_name_of_a_field,",
    "owner,",
    "x,",
  })
  void suggestsTheIntendedWord(String written, @Nullable String meant) {
    assertThat(SpellingSuggestion.of(written, KNOWN)).isEqualTo(meant);
  }

  @Test
  void suggestsNothingForUnrelatedWords() {
    assertThat(SpellingSuggestion.of("title", List.of())).isNull();
    assertThat(SpellingSuggestion.of("", KNOWN)).isNull();
  }
}
