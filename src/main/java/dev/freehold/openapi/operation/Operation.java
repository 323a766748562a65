package dev.freehold.openapi.operation;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One operation of the document.
///
/// @param id the operationId, unique in the document
/// @param parameters keys of `components/parameters`
/// @param body null where the operation reads none
/// @param failures beyond [Failure#ALWAYS]
public record Operation(
    String id,
    String tag,
    String summary,
    String description,
    Security security,
    List<String> parameters,
    @Nullable Content body,
    List<Success> successes,
    List<Failure> failures) {
  public Operation {
    parameters = List.copyOf(parameters);
    successes = List.copyOf(successes);
    failures = List.copyOf(failures);
  }

  /// @param path the members of its path
  /// @param method in lower case
  public void write(JsonObject path, String method) throws IOException {
    path.object(
        method,
        o -> {
          o.strings("tags", List.of(tag)).put("operationId", id).put("summary", summary);
          o.put("description", description);
          security.write(o);
          if (!parameters.isEmpty()) {
            o.objects("parameters", parameterList());
          }
          if (body != null) {
            o.object("requestBody", b -> body(b, body));
          }
          o.object("responses", this::responses);
        });
  }

  private List<JsonObject.Members> parameterList() {
    return parameters.stream()
        .<JsonObject.Members>map(key -> p -> p.put("$ref", "#/components/parameters/" + key))
        .toList();
  }

  private static void body(JsonObject to, Content body) throws IOException {
    to.put("required", true);
    body.write(to, "oneOf");
  }

  /// In the order of their status.
  private void responses(JsonObject to) throws IOException {
    Map<Integer, JsonObject.Members> byStatus = new TreeMap<>();
    for (Success success : successes) {
      add(byStatus, success.status(), success::write);
    }
    for (Failure failure : Stream.concat(failures.stream(), Failure.ALWAYS.stream()).toList()) {
      add(
          byStatus,
          failure.status(),
          r -> r.put("$ref", "#/components/responses/" + failure.component()));
    }
    for (Map.Entry<Integer, JsonObject.Members> response : byStatus.entrySet()) {
      to.object(response.getKey().toString(), response.getValue());
    }
  }

  private void add(Map<Integer, JsonObject.Members> to, int status, JsonObject.Members response) {
    if (to.put(status, response) != null) {
      throw new IllegalStateException(id + " answers " + status + " in two ways");
    }
  }
}
