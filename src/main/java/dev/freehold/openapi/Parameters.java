package dev.freehold.openapi;

import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The parameters of a resource's operations.
final class Parameters {
  /// A page further on would only be counted to, never read.
  private static final int MAX_PAGE = 1_000_000;

  private Parameters() {}

  static List<JsonObject.Members> ofList(ResourcePlan resource) {
    List<JsonObject.Members> all = new ArrayList<>();
    all.add(o -> number(o, "page", "Which page, from 1.", MAX_PAGE, 1));
    all.add(
        o ->
            number(
                o,
                "limit",
                "Rows on a page at most.",
                resource.limit().max(),
                resource.limit().standard()));
    for (Spec.Filter filter : resource.filters()) {
      all.add(o -> filter(o, filter));
    }
    return List.copyOf(all);
  }

  static List<JsonObject.Members> ofRow(ResourcePlan resource) {
    return List.of(
        o ->
            o.put("name", "id")
                .put("in", "path")
                .put("description", "The row's id.")
                .put("required", true)
                .object("schema", s -> ResourceSchemas.id(s, resource))
                .object("examples", e -> e.object("row", v -> exampleId(v, resource))));
  }

  private static void exampleId(JsonObject example, ResourcePlan resource) throws IOException {
    String id = ResourceSchemas.exampleId(resource);
    switch (resource.id()) {
      case INTEGER -> example.number("value", id);
      case UUID -> example.put("value", id);
    }
  }

  private static void number(JsonObject to, String name, String description, int most, int standard)
      throws IOException {
    to.put("name", name).put("in", "query").put("description", description);
    to.object(
        "schema",
        s ->
            s.put("type", "integer")
                .put("format", "int32")
                .put("minimum", 1)
                .put("maximum", most)
                .put("default", standard));
  }

  private static void filter(JsonObject to, Spec.Filter filter) throws IOException {
    String options =
        filter.options().stream().map(Parameters::option).collect(Collectors.joining());
    to.put("name", filter.name()).put("in", "query");
    to.put("description", "Which rows:" + options);
    to.object(
        "schema",
        s ->
            s.put("type", "string")
                .strings("enum", filter.options().stream().map(Spec.Option::name).toList())
                .put("default", filter.defaultOption()));
  }

  private static String option(Spec.Option option) {
    String conditions =
        option.conditions().stream()
            .map(Parameters::condition)
            .collect(Collectors.joining(" and "));
    return "\n- `" + option.name() + "`: " + (conditions.isEmpty() ? "every row" : conditions);
  }

  private static String condition(Spec.Condition condition) {
    return switch (condition) {
      case Spec.Condition.Equal(String field, Object value) -> field + " is `" + value + "`";
      case Spec.Condition.OneOf(String field, List<Object> values) ->
          field
              + " is one of "
              + values.stream().map(v -> "`" + v + "`").collect(Collectors.joining(", "));
      case Spec.Condition.Null(String field) -> field + " is not set";
    };
  }
}
