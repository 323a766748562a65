package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelSpec.SortKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a spec as YAML. Values are written as JSON, which is valid YAML.
final class SpecYaml {
  private SpecYaml() {}

  static String of(ModelSpec spec) {
    StringBuilder yaml = new StringBuilder("freehold: 1\nname: Random\n");
    yaml.append("auth: { roles: ").append(JsonTree.text(sorted(spec.roles()))).append(" }\n");
    if (!spec.teamRoles().isEmpty()) {
      yaml.append("teams: { roles: ")
          .append(JsonTree.text(spec.teamRoles()))
          .append(", fields: { name: { type: string, required: true } } }\n");
    }
    yaml.append("resources:\n");
    spec.resources().forEach(r -> resource(yaml, r));
    return yaml.toString();
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  private static void resource(StringBuilder yaml, Resource resource) {
    yaml.append("  ").append(resource.name()).append(":\n");
    line(yaml, "id", resource.integerId() ? "integer" : "uuid");
    if (resource.owner().isTeam()) {
      line(yaml, "owner", resource.owner().word);
    }
    Map<String, Object> access = new LinkedHashMap<>();
    resource
        .access()
        .forEach(
            (operation, words) ->
                access.put(
                    operation.name().toLowerCase(java.util.Locale.ROOT),
                    words.isEmpty()
                        ? "nobody"
                        : words.stream().map(ModelSpec.Grant::text).toList()));
    line(yaml, "access", access);
    yaml.append("    fields:\n");
    for (Field field : resource.fields()) {
      yaml.append("      ")
          .append(field.ref().map(ModelSpec.Ref::relation).orElse(field.name()))
          .append(": ")
          .append(JsonTree.text(words(resource, field)))
          .append("\n");
    }
    if (!resource.filters().isEmpty()) {
      line(yaml, "filters", resource.filters());
    }
    if (resource.isUniqueWithinMember()) {
      line(
          yaml,
          "unique",
          resource.uniqueSets().stream()
              .map(fields -> Map.of("fields", fields, "within", "owner"))
              .toList());
    } else if (!resource.unique().isEmpty()) {
      line(yaml, "unique", resource.unique());
    }
    if (!resource.search().isEmpty()) {
      line(yaml, "search", resource.search());
    }
    line(yaml, "sort", new ArrayList<>(resource.sort().stream().map(SortKey::word).toList()));
    line(
        yaml,
        "limit",
        Map.of(
            "default",
            JsonTree.number(resource.limit()),
            "max",
            JsonTree.number(resource.maxLimit())));
  }

  private static void line(StringBuilder yaml, String key, Object value) {
    yaml.append("    ").append(key).append(": ").append(JsonTree.text(value)).append("\n");
  }

  private static Map<String, Object> words(Resource resource, Field field) {
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
    field.flags().stream()
        .filter(flag -> flag != Flag.unique || !resource.isUniqueWithinMember())
        .map(Flag::name)
        .sorted()
        .forEach(flag -> words.put(flag, true));
    if (field.defaultValue() != JsonTree.NULL) {
      words.put("default", field.defaultValue());
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
    if (field.kind() == ModelSpec.Kind.STRING || field.kind() == ModelSpec.Kind.EMAIL) {
      words.put("maxLength", JsonTree.number(60));
    }
    return words;
  }

  private static String roles(Set<String> roles) {
    return String.join(" or ", sorted(roles).stream().map(r -> "role:" + r).toList());
  }
}
