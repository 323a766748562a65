package dev.freehold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPathTest {
  private static final JsonObject JSON =
      new JsonObject(
          """
          {"tags": [7, 8], "tags.count": 2, "tags.rows": {"data": [{"id": 7}, {"a.b": {"c": 1}}]},
           "none": null, "a": {"b": 3}, "a.b": {"c": 4}}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tags.1                    | 8
          tags.count                | 2
          tags.rows.data.0.id       | 7
          tags.rows.data.1.a.b.c    | 1
          none                      | null
          a.b.c                     | 4
          tags.2                    | nothing
          tags.x                    | nothing
          tags.rows.data.0.id.x     | nothing
          none.x                    | nothing
          tags.                     | nothing
          .tags                     | nothing
          tags..1                   | nothing
          a.c                       | nothing
          """)
  void findsTheLongestNameThatTheObjectHas(String path, String value) {
    assertThat(
            JsonPath.at(JSON, path).map(found -> String.valueOf(found.value())).orElse("nothing"))
        .isEqualTo(value);
  }
}
