package dev.freehold.spec.check;

import dev.freehold.spec.Spec;
import dev.freehold.spec.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that a resource may refer to: resources and roles. Built before any resource is
/// checked, so that references may point forward and form cycles.
///
/// @param resources the id type of every resource by name, in the order of the spec
/// @param roles the roles that users may have
record SymbolTable(Map<String, Spec.IdType> resources, List<String> roles) {
  public SymbolTable {
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    roles = List.copyOf(roles);
  }

  /// Reports no issues: the check of each resource reports them.
  ///
  /// @param resources the value of `resources`
  public static SymbolTable of(@Nullable YamlNode resources, List<String> roles) {
    Map<String, Spec.IdType> ids = new LinkedHashMap<>();
    if (resources instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach(e -> ids.put(e.key(), id(e.value())));
    }
    return new SymbolTable(ids, roles);
  }

  private static Spec.IdType id(YamlNode resource) {
    boolean counted =
        resource instanceof YamlNode.Mapping mapping
            && mapping.entries().stream()
                .anyMatch(
                    e ->
                        e.key().equals("id")
                            && e.value() instanceof YamlNode.Scalar s
                            && s.text().equals("integer"));
    return counted ? Spec.IdType.INTEGER : Spec.IdType.UUID;
  }
}
