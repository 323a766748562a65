package dev.freehold.migrate.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What a step changes in the model that the ledger keeps: keys and definitions of `ddl.Element`.
///
/// @param set key to definition from now on
/// @param removed keys that are gone
public record ModelChange(Map<String, String> set, Set<String> removed) {
  public ModelChange {
    set = Map.copyOf(set);
    removed = Set.copyOf(removed);
  }

  /// The model afterwards.
  public Map<String, String> applied(Map<String, String> model) {
    Map<String, String> after = new LinkedHashMap<>(model);
    after.keySet().removeAll(removed);
    after.putAll(set);
    return after;
  }
}
