package dev.freehold.openapi;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Operation;
import dev.freehold.openapi.operation.Security;
import dev.freehold.openapi.operation.Success;
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
        Security.NONE,
        List.of(),
        null,
        List.of(new Success(200, "Yes.", List.of(), answer())),
        List.of(Failure.BAD_REQUEST));
  }

  private Content answer() {
    return new Content(
        List.of(names.of(BuiltIn.HEALTH_RESPONSE)),
        List.of(new Content.Example("ok", Content.Value.data(d -> d.put("status", "ok")))));
  }
}
