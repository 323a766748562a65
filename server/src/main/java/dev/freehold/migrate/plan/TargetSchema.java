package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.TablePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The schema of the target spec, with its elements by key.
final class TargetSchema {
  private final Map<String, DatabaseObject> elements = new LinkedHashMap<>();
  private final Map<String, TablePlan> tables = new LinkedHashMap<>();

  public TargetSchema(SchemaModel model) {
    model.elements().forEach(e -> elements.put(e.key(), e));
    model.tables().forEach(t -> tables.put(t.name(), t));
  }

  public boolean has(DatabaseObjectKey key) {
    return elements.containsKey(key.toString());
  }

  public boolean has(String key) {
    return elements.containsKey(key);
  }

  public @Nullable DatabaseObject element(String key) {
    return elements.get(key);
  }

  /// All elements, in an order in which they can be created.
  public List<DatabaseObject> elements() {
    return List.copyOf(elements.values());
  }

  /// The elements of a kind.
  public List<DatabaseObject> elements(DatabaseObject.Kind kind) {
    return elements.values().stream().filter(e -> e.kind() == kind).toList();
  }

  public List<TablePlan> tables() {
    return List.copyOf(tables.values());
  }

  public Optional<TablePlan> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  /// A column of a resource's table; empty for the tables of operations, which are the same for
  /// every spec.
  public Optional<ColumnPlan> column(String table, String column) {
    return table(table).stream()
        .flatMap(t -> t.columns().stream())
        .filter(c -> c.name().equals(column))
        .findFirst();
  }
}
