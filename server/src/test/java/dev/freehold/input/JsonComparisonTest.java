package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
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
          {"a":1,"b":2}; {"b":2,"a":1}; true
          {"a":[{"c":1.0,"d":"x"}],"b":null}; {"b":null,"a":[{"d":"x","c":1}]}; true
          {"a":[1,2],"b":2}; {"b":2,"a":[2,1]}; false
          {"a":1,"b":2}; {"b":2,"a":"1"}; false
          {"a":1,"b":null}; {"a":1}; false
          {"a":1,"b":2}; {"b":2,"a":1}}; false
          {"a":1,"b":2}; {"b":2,"a":1} 3; false
          [1]; [1,2]; false
          1e999999999; 1; false
          """)
  void comparesValues(String a, String b, boolean equal) {
    FieldType json = FieldType.of(ScalarType.JSON);
    assertThat(JsonComparison.isEqual(json, a, b)).isEqualTo(equal);
    assertThat(JsonComparison.isEqual(json, b, a)).isEqualTo(equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          BIGINT; "5"; 5; true
          BIGINT; "9007199254740993"; 9007199254740993; true
          BIGINT; "9007199254740993"; 9007199254740992; false
          BIGINT; "9007199254740993"; "9007199254740992"; false
          BIGINT; "5"; "05"; false
          BIGINT; "5"; null; false
          BIGINT; ["5","6"]; [5,"6"]; true
          BIGINT; ["5"]; ["5",5]; false
          INTEGER_ID; 5; "5"; true
          INTEGER_ID; 5; "6"; false
          DECIMAL; "5.00"; 5; true
          DECIMAL; "5.00"; "5"; true
          DECIMAL; "5.00"; "five"; false
          DECIMAL; "5"; "1e999999999"; false
          STRING; "5"; 5; false
          INTEGER; 5; "5"; false
          """)
  void comparesANumberWithItsText(ScalarType scalar, String a, String b, boolean equal) {
    FieldType type = new FieldType(scalar, a.startsWith("["));
    assertThat(JsonComparison.isEqual(type, a, b)).isEqualTo(equal);
    assertThat(JsonComparison.isEqual(type, b, a)).isEqualTo(equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          DATETIME; "2026-11-28T17:51:13.60766Z"; "2026-11-28T17:51:13.607660+00:00"; true
          DATETIME; "2026-11-28T17:51:13Z"; "2026-11-28T18:51:13+01:00"; true
          DATETIME; "2026-11-28T17:51:13.946777Z"; "2026-11-28T17:51:13.946Z"; false
          DATETIME; "2026-11-28T17:51:13Z"; "yesterday"; false
          DATETIME; "2026-11-28T17:51:13Z"; null; false
          DATETIME; ["2026-11-28T17:51:13Z"]; ["2026-11-28t17:51:13.0z"]; true
          TIME; "14:30:00"; "14:30"; true
          TIME; "14:30:00"; "14:30:01"; false
          UUID; "0f0e7a9c-0000-4000-8000-00000000000a"; "0F0E7A9C-0000-4000-8000-00000000000A"; true
          STRING; "2026-11-28T17:51:13Z"; "2026-11-28T17:51:13+00:00"; false
          JSON; {"a":"14:30"}; {"a":"14:30:00"}; false
          """)
  void comparesTimesAndUuidsByValue(ScalarType scalar, String a, String b, boolean equal) {
    FieldType type = new FieldType(scalar, a.startsWith("["));
    assertThat(JsonComparison.isEqual(type, a, b)).isEqualTo(equal);
    assertThat(JsonComparison.isEqual(type, b, a)).isEqualTo(equal);
  }
}
