package dev.freehold.model;

import dev.freehold.model.Shape.Field;
import dev.freehold.model.Shape.Flag;
import dev.freehold.model.Shape.Resource;
import dev.freehold.model.Shape.SortKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A spec as the text that the server is given. Values are written as JSON, which YAML contains.
final class SpecYaml {
  private SpecYaml() {}

  static String of(Shape shape) {
    StringBuilder yaml = new StringBuilder("freehold: 1\nname: Random\n");
    yaml.append("auth: { roles: ").append(Tree.text(sorted(shape.roles()))).append(" }\n");
    yaml.append("resources:\n");
    shape.resources().forEach(r -> resource(yaml, r));
    return yaml.toString();
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  private static void resource(StringBuilder yaml, Resource resource) {
    yaml.append("  ").append(resource.name()).append(":\n");
    line(yaml, "id", resource.integerId() ? "integer" : "uuid");
    Map<String, Object> access = new LinkedHashMap<>();
    resource
        .access()
        .forEach(
            (operation, words) ->
                access.put(
                    operation.name().toLowerCase(java.util.Locale.ROOT),
                    words.isEmpty() ? "nobody" : String.join(" or ", words)));
    line(yaml, "access", access);
    yaml.append("    fields:\n");
    for (Field field : resource.fields()) {
      yaml.append("      ")
          .append(field.ref().map(Shape.Ref::relation).orElse(field.name()))
          .append(": ")
          .append(Tree.text(words(field)))
          .append("\n");
    }
    if (!resource.filters().isEmpty()) {
      line(yaml, "filters", resource.filters());
    }
    if (!resource.unique().isEmpty()) {
      line(yaml, "unique", resource.unique());
    }
    if (!resource.search().isEmpty()) {
      line(yaml, "search", resource.search());
    }
    line(yaml, "sort", new ArrayList<>(resource.sort().stream().map(SortKey::word).toList()));
    line(
        yaml,
        "limit",
        Map.of("default", Tree.number(resource.limit()), "max", Tree.number(resource.maxLimit())));
  }

  private static void line(StringBuilder yaml, String key, Object value) {
    yaml.append("    ").append(key).append(": ").append(Tree.text(value)).append("\n");
  }

  private static Map<String, Object> words(Field field) {
    Map<String, Object> words = new LinkedHashMap<>();
    field
        .ref()
        .ifPresentOrElse(
            ref -> {
              words.put("type", "ref");
              words.put("to", ref.target());
              words.put("onDelete", ref.onDelete().name());
            },
            () -> words.put("type", field.kind().word));
    field.flags().stream().map(Flag::name).sorted().forEach(flag -> words.put(flag, true));
    if (field.standard() != Tree.NULL) {
      words.put("default", field.standard());
    }
    if (!field.values().isEmpty()) {
      words.put("values", field.values());
    }
    if (!field.readers().isEmpty()) {
      words.put("read", roles(field.readers()));
    }
    if (!field.writers().isEmpty()) {
      words.put("write", roles(field.writers()));
    }
    if (field.kind() == Shape.Kind.STRING || field.kind() == Shape.Kind.EMAIL) {
      words.put("maxLength", Tree.number(60));
    }
    return words;
  }

  private static String roles(Set<String> roles) {
    return String.join(" or ", sorted(roles).stream().map(r -> "role:" + r).toList());
  }
}
