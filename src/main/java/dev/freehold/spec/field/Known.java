package dev.freehold.spec.field;

import dev.freehold.spec.Spec;
import dev.freehold.spec.yaml.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a resource may name that stands elsewhere in the spec. It is known before any resource is checked, so that
/// references may point forward, at their own resource and in circles.
///
/// @param resources every resource by name, with what names its rows, in the order of the spec
/// @param roles that people may have
public record Known(Map<String, Spec.IdType> resources, List<String> roles) {
  public Known {
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    roles = List.copyOf(roles);
  }

  /// Reports nothing: what is at fault here is reported where the resource is checked.
  ///
  /// @param resources the value of `resources`
  public static Known of(@Nullable Node resources, List<String> roles) {
    Map<String, Spec.IdType> ids = new LinkedHashMap<>();
    if (resources instanceof Node.Mapping mapping) {
      mapping.entries().forEach(e -> ids.put(e.key(), id(e.value())));
    }
    return new Known(ids, roles);
  }

  private static Spec.IdType id(Node resource) {
    boolean counted =
        resource instanceof Node.Mapping mapping
            && mapping.entries().stream()
                .anyMatch(
                    e ->
                        e.key().equals("id")
                            && e.value() instanceof Node.Scalar s
                            && s.text().equals("integer"));
    return counted ? Spec.IdType.INTEGER : Spec.IdType.UUID;
  }
}
