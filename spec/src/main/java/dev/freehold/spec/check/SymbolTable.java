package dev.freehold.spec.check;

import dev.freehold.spec.Spec;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that a resource may refer to: resources, roles and the roles of teams. Built before any resource is
/// checked, so that references may point forward and form cycles.
///
/// @param resources the id type of every resource by name, in the order of the spec
/// @param roles the roles that users may have
/// @param teamRoles the roles that members of a team may have; empty if there are no teams
record SymbolTable(Map<String, Spec.IdType> resources, List<String> roles, List<String> teamRoles) {
  public SymbolTable {
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    roles = List.copyOf(roles);
    teamRoles = List.copyOf(teamRoles);
  }

  /// Reports no issues: the check of each resource reports them.
  ///
  /// @param resources the value of `resources`
  /// @param teams whether the spec has teams, which are resources too
  public static SymbolTable of(
      @Nullable YamlNode resources, List<String> roles, boolean teams, List<String> teamRoles) {
    Map<String, Spec.IdType> ids = new LinkedHashMap<>();
    if (teams) {
      ids.put(Teams.TEAMS, Spec.IdType.UUID);
    }
    if (resources instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach(e -> ids.put(e.key(), id(e.value())));
    }
    return new SymbolTable(ids, roles, teamRoles);
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
