package dev.freehold.openapi.operation;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.List;

/// Whether an operation asks for an access token.
public enum Security {
  /// It looks at none.
  NONE,
  /// It goes without one, and may show more with one.
  OPTIONAL,
  REQUIRED;

  void write(JsonObject operation) throws IOException {
    JsonObject.Members bearer = s -> s.strings("bearerAuth", List.of());
    operation.objects(
        "security",
        switch (this) {
          case NONE -> List.of();
          case OPTIONAL -> List.of(_ -> {}, bearer);
          case REQUIRED -> List.of(bearer);
        });
  }
}
