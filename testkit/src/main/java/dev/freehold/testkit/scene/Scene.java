package dev.freehold.testkit.scene;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Rows that decide about access to one of them, and the requests that lead to them.
///
/// @param rows by the name of their resource
public record Scene(Map<String, SceneRow> rows, List<SceneStep> steps) {
  static final Scene EMPTY = new Scene(Map.of(), List.of());

  public Scene {
    rows = Map.copyOf(rows);
    steps = List.copyOf(steps);
  }

  public Optional<SceneRow> row(String resource) {
    return Optional.ofNullable(rows.get(resource));
  }

  /// The scene with a row that is created, or changed, by one more request.
  Scene after(SceneRow row, SceneStep step) {
    Map<String, SceneRow> changed = new LinkedHashMap<>(rows);
    changed.put(row.resource().name(), row);
    List<SceneStep> longer = new ArrayList<>(steps);
    longer.add(step);
    return new Scene(changed, longer);
  }

  /// The scene with another row, to judge it.
  public Scene with(SceneRow row) {
    Map<String, SceneRow> changed = new LinkedHashMap<>(rows);
    changed.put(row.resource().name(), row);
    return new Scene(changed, steps);
  }

  /// The scene as it was before the row of a resource, if no other row refers to it.
  public Scene without(String resource) {
    Map<String, SceneRow> fewer = new LinkedHashMap<>(rows);
    fewer.remove(resource);
    return new Scene(
        fewer, steps.stream().filter(s -> !s.resource().name().equals(resource)).toList());
  }

  /// Whether another row names the row of a resource.
  public boolean isReferred(String resource) {
    String id = SceneRow.idOf(resource);
    return rows.values().stream()
        .filter(row -> !row.resource().name().equals(resource))
        .flatMap(row -> row.values().values().stream())
        .anyMatch(id::equals);
  }

  /// The ids that the rows have as values.
  Stream<Object> values() {
    return rows.values().stream()
        .flatMap(row -> row.values().values().stream())
        .flatMap(v -> v instanceof List<?> list ? list.stream() : Stream.ofNullable(v));
  }

  /// Whether a person owns a row or stands in one.
  public boolean has(ScenePerson person) {
    return values().anyMatch(person.id()::equals);
  }
}
