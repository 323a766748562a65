package dev.freehold.testkit.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatchingTextGeneratorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ^[A-Z0-9-]{3,20}$; 3; 20
          ^[a-z]+(?:-[a-z]+)*$; 1; 40
          ^\\+?[0-9 ()/.-]+$; 1; 32
          ^(?P<year>\\d{4})-(0[1-9]|1[0-2])$; 7; 7
          (?i)^x; 1; 40
          ^#[[:alnum:]]{6}$; 7; 7
          ^[^@\\s]+@[^@\\s]+$; 3; 30
          ^\\p{Greek}+$; 2; 12
          ^[\\p{L}\\p{N}]+$; 1; 12
          ^[^\\x00-\\x1f\\x7f]+$; 1; 12
          ^[\\x{1F600}-\\x{1F64F}]$; 2; 2
          ^\\Q[x]\\E[[:xdigit:]]+$; 4; 12
          ^\\101[[:^digit:]]*$; 1; 12
          """)
  void generatesTextsOfMinimumAndMaximumLength(String pattern, int min, int max) {
    Pattern compiled = Pattern.compile(pattern);
    for (int length : new int[] {min, max}) {
      Optional<String> found =
          MatchingTextGenerator.of(pattern, length, length, 3)
              .filter(t -> t.length() == length && compiled.matcher(t).find())
              .findFirst();
      assertThat(found).as("%s of %s characters", pattern, length).isPresent();
    }
  }
}
