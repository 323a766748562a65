package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltIn;
import dev.freehold.openapi.Operation.Success;
import dev.freehold.openapi.schema.Envelope;
import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.List;

/// Liveness and readiness, for whatever starts and balances the server.
final class HealthPaths {
  private final ComponentNames names;

  HealthPaths(ComponentNames names) {
    this.names = names;
  }

  void write(JsonObject paths) throws IOException {
    paths.object(
        "/healthz",
        p ->
            operation("liveness", "Is it alive", "200 as long as the process answers at all.")
                .write(p, "get"));
    paths.object(
        "/readyz",
        p ->
            operation(
                    "readiness",
                    "Is it ready",
                    "503 while the database is away or the server is stopping; send it no requests"
                        + " then.")
                .write(p, "get"));
  }

  void schema(JsonObject schema) throws IOException {
    Envelope.of(
        schema,
        d ->
            d.put("type", "object")
                .strings("required", List.of("status"))
                .object("properties", p -> p.object("status", HealthPaths::status)));
  }

  private static void status(JsonObject schema) throws IOException {
    schema.put("type", "string").put("const", "ok");
  }

  private Operation operation(String id, String summary, String description) {
    return new Operation(
        id,
        names.healthTag(),
        summary,
        description,
        false,
        List.of(),
        null,
        new Success(
            200, "Yes.", List.of(), names.of(BuiltIn.HEALTH_RESPONSE), d -> d.put("status", "ok")),
        List.of(Failure.BAD_REQUEST));
  }
}
