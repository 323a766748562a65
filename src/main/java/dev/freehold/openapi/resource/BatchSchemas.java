package dev.freehold.openapi.resource;

import dev.freehold.openapi.parameter.QueryLimits;
import dev.freehold.openapi.schema.Envelope;
import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.List;

/// The schemas of a batch, and of what a change of many rows answers.
final class BatchSchemas {
  private BatchSchemas() {}

  static void affected(JsonObject schema) throws IOException {
    Envelope.of(
        schema,
        d ->
            d.put("type", "object")
                .strings("required", List.of("affected"))
                .object("properties", p -> p.object("affected", BatchSchemas::count)));
  }

  private static void count(JsonObject schema) throws IOException {
    schema
        .put("description", "How many rows.")
        .put("type", "integer")
        .put("format", "int64")
        .put("minimum", 0);
  }

  static void request(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("operations"));
    schema.object(
        "properties",
        p ->
            p.object(
                "operations",
                o ->
                    o.put("type", "array")
                        .object("items", BatchSchemas::step)
                        .put("minItems", 1)
                        .put("maxItems", QueryLimits.STEPS_OF_A_BATCH)));
    schema.put("additionalProperties", false);
  }

  private static void step(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("method", "path"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "method",
              o ->
                  o.put("type", "string")
                      .strings("enum", List.of("GET", "POST", "PUT", "PATCH", "DELETE")));
          p.object(
              "path",
              o ->
                  o.put("description", "Below the base of the API, with its query.")
                      .put("type", "string")
                      .put("maxLength", QueryLimits.PATH_OF_A_STEP)
                      .put("pattern", "^/"));
          p.object("body", o -> o.put("description", "What the operation reads, if it does."));
          p.object("headers", BatchSchemas::headers);
        });
    schema.put("additionalProperties", false);
  }

  private static void headers(JsonObject schema) throws IOException {
    schema.put("type", "object");
    schema.object(
        "properties",
        p -> {
          for (String name : List.of("If-Match", "If-None-Match", "Prefer")) {
            p.object(name, o -> o.put("type", "string"));
          }
        });
    schema.put("additionalProperties", false);
  }

  static void response(JsonObject schema) throws IOException {
    Envelope.of(
        schema,
        d ->
            d.put("type", "object")
                .strings("required", List.of("results"))
                .object(
                    "properties",
                    p ->
                        p.object(
                            "results",
                            o ->
                                o.put("type", "array")
                                    .object("items", BatchSchemas::result)
                                    .put("minItems", 1)
                                    .put("maxItems", QueryLimits.STEPS_OF_A_BATCH))));
  }

  private static void result(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("status", "data"));
    schema.object(
        "properties",
        p -> {
          p.object("status", o -> o.put("type", "integer").put("minimum", 200).put("maximum", 399));
          p.object(
              "headers",
              o ->
                  o.put("description", "Such as `ETag` and `Location`.")
                      .put("type", "object")
                      .object("additionalProperties", a -> a.put("type", "string")));
          p.object(
              "data",
              o ->
                  o.put(
                      "description",
                      "The `data` of the operation's answer; null where it has no body."));
        });
  }
}
