package dev.freehold.testkit.scene;

import dev.freehold.plan.ResourcePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of a scene, which has one row of each of its resources.
///
/// @param values the JSON values of the columns that decide about access, with the variables of a test
///   case for ids. A value that decides nothing is missing
public record SceneRow(ResourcePlan resource, Map<String, @Nullable Object> values) {
  /// The id of the team of a scene.
  public static final String TEAM = "{team}";

  /// The id of the row, as the variable of a test case.
  public static String idOf(String resource) {
    return "{" + resource + "}";
  }

  public String id() {
    return idOf(resource.name());
  }

  public String path() {
    return "/" + resource.name() + "/" + id();
  }

  public @Nullable Object value(String column) {
    return values.get(column);
  }

  /// Whether a column holds an id, alone or in its list.
  boolean holds(String column, String id) {
    Object value = value(column);
    return value instanceof List<?> list ? list.contains(id) : id.equals(value);
  }

  SceneRow with(String column, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
    changed.put(column, value);
    return new SceneRow(resource, changed);
  }
}
