package dev.freehold.openapi;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One operation of the document.
///
/// @param id the operationId, unique in the document
/// @param signedIn whether an access token is asked for
/// @param parameters of the query and the path, each the members of a parameter object
/// @param body null where the operation reads none
/// @param failures beyond [Failure#ALWAYS]
record Operation(
    String id,
    String tag,
    String summary,
    String description,
    boolean signedIn,
    List<JsonObject.Members> parameters,
    @Nullable Body body,
    Success success,
    List<Failure> failures) {

  /// @param schema a key of `components/schemas`
  /// @param example null where none could be made that the server would accept
  record Body(String schema, JsonObject.@Nullable Members example) {}

  /// @param headers keys of `components/headers`, beyond the request id
  /// @param schema null for an answer without a body
  /// @param data the example's `data`
  record Success(
      int status,
      String description,
      List<String> headers,
      @Nullable String schema,
      JsonObject.@Nullable Members data) {}

  void write(JsonObject path, String method) throws IOException {
    path.object(
        method,
        o -> {
          o.strings("tags", List.of(tag)).put("operationId", id).put("summary", summary);
          o.put("description", description);
          o.objects(
              "security", signedIn ? List.of(s -> s.strings("bearerAuth", List.of())) : List.of());
          if (!parameters.isEmpty()) {
            o.objects("parameters", parameters);
          }
          if (body != null) {
            o.object("requestBody", b -> body(b, body));
          }
          o.object("responses", this::responses);
        });
  }

  private static void body(JsonObject to, Body body) throws IOException {
    to.put("required", true);
    to.object("content", c -> json(c, body.schema(), body.example()));
  }

  private void responses(JsonObject to) throws IOException {
    to.object(
        Integer.toString(success.status()),
        r -> {
          r.put("description", success.description());
          r.object(
              "headers",
              h -> {
                h.ref("X-Request-Id", "headers/X-Request-Id");
                for (String header : success.headers()) {
                  h.ref(header, "headers/" + header);
                }
              });
          String schema = success.schema();
          if (schema != null) {
            r.object("content", c -> json(c, schema, envelope(success.data())));
          }
        });
    for (Failure failure : sorted()) {
      to.ref(Integer.toString(failure.status()), "responses/" + failure.component());
    }
  }

  private static void json(JsonObject to, String schema, JsonObject.@Nullable Members example)
      throws IOException {
    to.object(
        "application/json",
        m -> {
          m.ref("schema", "schemas/" + schema);
          if (example != null) {
            m.object("example", example);
          }
        });
  }

  private static JsonObject.@Nullable Members envelope(JsonObject.@Nullable Members data) {
    return data == null ? null : o -> o.put("success", true).object("data", data);
  }

  private Collection<Failure> sorted() {
    return Stream.concat(failures.stream(), Failure.ALWAYS.stream())
        .collect(
            Collectors.toMap(
                Failure::status,
                f -> f,
                (a, b) -> {
                  throw new IllegalStateException(id + " answers " + a + " and " + b + " alike");
                },
                TreeMap::new))
        .values();
  }
}
