package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonComparisonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          1; 1; true
          1; 1.0; true
          1e2; 100; true
          18446744073709551621; 5; false
          9007199254740993; 9007199254740992; false
          "a"; "\\u0061"; true
          "1"; 1; false
          null; null; true
          null; 0; false
          {"a":[1,{"b":null}]}; {"a":[1.00,{"b":null}]}; true
          {"a":1,"b":2}; {"b":2,"a":1}; false
          [1]; [1,2]; false
          1e999999999; 1; false
          """)
  void comparesValues(String a, String b, boolean equal) {
    assertThat(JsonComparison.isEqual(a, b)).isEqualTo(equal);
    assertThat(JsonComparison.isEqual(b, a)).isEqualTo(equal);
  }
}
