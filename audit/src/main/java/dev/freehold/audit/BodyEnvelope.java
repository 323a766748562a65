package dev.freehold.audit;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// The property in which an operation expects the values of a row: `article` for a body such as
/// `{"article": {"title": "…"}}`. Probes write bodies without it.
///
/// @param property such as `article`
/// @param content the schema of its value
public record BodyEnvelope(String property, JsonSchema content) {

  /// The envelope of the JSON body; empty if the body is the row itself.
  public static Optional<BodyEnvelope> of(DescribedOperation operation) {
    return operation
        .jsonBodySchema()
        .flatMap(SchemaSampleGenerator::objectAlternative)
        .flatMap(BodyEnvelope::of);
  }

  private static Optional<BodyEnvelope> of(JsonSchema body) {
    if (body.properties().size() != 1) {
      return Optional.empty();
    }
    Map.Entry<String, JsonSchema> only = body.properties().entrySet().iterator().next();
    return SchemaSampleGenerator.objectAlternative(only.getValue())
        .filter(content -> !content.properties().isEmpty())
        .map(content -> new BodyEnvelope(only.getKey(), content));
  }

  /// The schema of a row in the body of an operation, without the envelope.
  public static Optional<JsonSchema> rowSchema(DescribedOperation operation) {
    return of(operation)
        .map(BodyEnvelope::content)
        .or(() -> operation.jsonBodySchema().flatMap(SchemaSampleGenerator::objectAlternative));
  }

  /// The body as the operation expects it; unchanged if it has the envelope.
  public JsonObject wrap(JsonObject row) {
    boolean isWrapped = row.size() == 1 && row.getValue(property) instanceof JsonObject;
    return isWrapped ? row : new JsonObject().put(property, row);
  }

  /// The row in a body that was sent.
  public JsonObject unwrap(JsonObject body) {
    return body.size() == 1 && body.getValue(property) instanceof JsonObject row ? row : body;
  }
}
