package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import java.io.IOException;
import java.util.List;

/// The path items of the liveness and readiness checks.
final class HealthPaths {
  private final ComponentNames names;

  HealthPaths(ComponentNames names) {
    this.names = names;
  }

  void write(JsonObjectWriter paths) throws IOException {
    paths.object(
        "/healthz",
        p ->
            operation("liveness", "Liveness check", "Returns 200 as long as the process responds.")
                .write(p, "get"));
    paths.object(
        "/readyz",
        p ->
            operation(
                    "readiness",
                    "Readiness check",
                    "Returns 503 while the database is unavailable or the server is stopping; send"
                        + " no requests to the server then.")
                .write(p, "get"));
  }

  void schema(JsonObjectWriter schema) throws IOException {
    EnvelopeSchema.of(
        schema,
        d ->
            d.put("type", "object")
                .strings("required", List.of("status"))
                .object("properties", p -> p.object("status", HealthPaths::status)));
  }

  private static void status(JsonObjectWriter schema) throws IOException {
    EnvelopeSchema.constant(schema, "string", "ok");
  }

  private OpenApiOperation operation(String id, String summary, String description) {
    return new OpenApiOperation(
        id,
        names.healthTag(),
        summary,
        description,
        SecurityRequirement.NONE,
        List.of(),
        null,
        List.of(new SuccessResponse(200, "The check succeeded.", List.of(), answer())),
        List.of(OpenApiErrorResponse.BAD_REQUEST));
  }

  private JsonContent answer() {
    return new JsonContent(
        names.schemaName(BuiltInSchema.HEALTH_RESPONSE),
        List.of(
            new JsonContent.NamedExample(
                "ok", JsonContent.ExampleWriter.data(d -> d.put("status", "ok")))));
  }
}
