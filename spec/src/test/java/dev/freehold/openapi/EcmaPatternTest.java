package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "^[a-z]+(?:-[a-z]+)*$|^[a-z]+(?:-[a-z]+)*$",
        "a.b|a[^\\n]b",
        "[.]|[.]",
        "\\s+|[\\t\\n\\f\\r ]+",
        "[\\s,]|[\\t\\n\\f\\r ,]",
        "a\\-b|a-b",
        "[a\\-z]|[a\\-z]",
        "\\@\\.|@\\.",
        "x{2,3}y{,2}|x{2,3}y\\{,2\\}",
        "a{b|a\\{b",
        "[]a]|[\\]a]",
        "[^]a]|[^\\]a]",
        "[a[b]|[a\\[b]",
        "\\p{Lu}\\x41|\\p{Lu}\\x41",
        "a/b|a\\/b",
      })
  void translatesToEcma(String re2, String ecma) {
    assertThat(EcmaPattern.of(re2)).isEqualTo(ecma);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)a",
        "(?P<n>a)",
        "(?<n>a)",
        "[[:alpha:]]",
        "\\Qa\\E",
        "\\A",
        "\\z",
        "\\x{263a}",
        "\\p{Greek}",
        "\\pN",
        "[\\S]",
        "\\C",
        "a\\",
      })
  void omitsPatternsThatEcmaCannotExpress(String re2) {
    assertThat(EcmaPattern.of(re2)).isNull();
  }

  @Test
  void neverFailsOnInvalidPatterns() {
    java.util.Random random = new java.util.Random(7);
    String alphabet = "\\[](){}?:^$.*+pLxQE09a-,/|";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      EcmaPattern.of(text.toString());
    }
  }
}
