package dev.freehold.openapi.operation;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.List;

/// What a body or an answer may hold: JSON of one schema, or of one of several.
///
/// @param schemas keys of `components/schemas`
/// @param examples none where none could be made that the server would accept
public record Content(List<String> schemas, List<Example> examples) {
  public Content {
    schemas = List.copyOf(schemas);
    examples = List.copyOf(examples);
  }

  /// @param name of the example among those of its content
  /// @param value the members of an object, or the elements of an array
  public record Example(String name, Value value) {}

  /// Writes the member `name` of the object.
  @FunctionalInterface
  public interface Value {
    void write(JsonObject object, String name) throws IOException;

    static Value object(JsonObject.Members members) {
      return (o, name) -> o.object(name, members);
    }

    static Value array(List<JsonObject.Members> elements) {
      return (o, name) -> o.objects(name, elements);
    }

    /// As the `data` of an answer.
    static Value data(JsonObject.Members data) {
      return object(o -> o.put("success", true).object("data", data));
    }
  }

  /// @param choice how the schemas exclude each other: `oneOf`, or `anyOf` where they may not
  void write(JsonObject to, String choice) throws IOException {
    to.object(
        "content",
        c ->
            c.object(
                "application/json",
                m -> {
                  schema(m, choice);
                  examples(m);
                }));
  }

  private void schema(JsonObject media, String choice) throws IOException {
    if (schemas.size() == 1) {
      media.ref("schema", "schemas/" + schemas.getFirst());
    } else {
      media.object(
          "schema",
          s ->
              s.objects(
                  choice,
                  schemas.stream()
                      .<JsonObject.Members>map(
                          key -> o -> o.put("$ref", "#/components/schemas/" + key))
                      .toList()));
    }
  }

  private void examples(JsonObject media) throws IOException {
    if (examples.size() == 1) {
      examples.getFirst().value().write(media, "example");
    } else if (!examples.isEmpty()) {
      media.object(
          "examples",
          all -> {
            for (Example example : examples) {
              all.object(example.name(), o -> example.value().write(o, "value"));
            }
          });
    }
  }
}
