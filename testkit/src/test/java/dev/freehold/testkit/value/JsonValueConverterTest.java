package dev.freehold.testkit.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.testing.SpecFile;
import dev.freehold.type.JsonValueWriter;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonValueConverterTest {
  /// A case expects the default as the server writes it, with the digits of the spec.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "decimal, default: 0.00",
        "decimal, default: 1.50",
        "decimal, default: 1e2",
        "decimal, default: -0.0",
        "bigint, default: 9007199254740993",
        "integer, default: 7",
        "number, default: 0.50",
        "boolean, default: true",
        "time, default: '08:00:00.100'",
        "datetime, default: '2026-01-01T10:00:00+02:00'",
        "date, default: '2026-01-01'",
        "uuid, default: '00000000-0000-4000-8000-00000000000A'",
        "json, default: '{\"a\": 1}'"
      })
  void writesDefaultsAsTheServer(String field) throws IOException {
    ColumnPlan column = column(field);
    StringWriter written = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(written)) {
      JsonValueWriter.write(out, column.type(), column.defaultValue());
    }
    assertThat(JsonValueConverter.defaultJson(column))
        .isEqualTo(Json.decodeValue(written.toString()));
  }

  private static ColumnPlan column(String field) {
    return ApiPlanner.plan(
            SpecFile.parse(
                """
                freehold: 1
                name: Prices
                resources:
                  prices:
                    fields:
                      value: { type: %s }
                """
                    .formatted(field)))
        .resource("prices")
        .table()
        .column("value");
  }
}
