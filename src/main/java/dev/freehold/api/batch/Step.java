package dev.freehold.api.batch;

import dev.freehold.http.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operation of a batch, as its body says it.
///
/// @param path below the base, with the query
/// @param body null where there is none
/// @param headers by their names in lower case
record Step(Method method, Template path, @Nullable Template body, Map<String, String> headers) {
  Step {
    headers = Map.copyOf(headers);
  }
}
