package dev.freehold.migrate.draft;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.ddl.alter.Key;
import dev.freehold.plan.Column;
import dev.freehold.plan.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is asked for, found by key.
public final class Target {
  private final Map<String, Element> elements = new LinkedHashMap<>();
  private final Map<String, Table> tables = new LinkedHashMap<>();

  public Target(SchemaModel model) {
    model.elements().forEach(e -> elements.put(e.key(), e));
    model.tables().forEach(t -> tables.put(t.name(), t));
  }

  public boolean has(Key key) {
    return elements.containsKey(key.toString());
  }

  public boolean has(String key) {
    return elements.containsKey(key);
  }

  public @Nullable Element element(String key) {
    return elements.get(key);
  }

  /// All, in the order in which they can be made.
  public List<Element> elements() {
    return List.copyOf(elements.values());
  }

  /// Those of a kind.
  public List<Element> elements(Element.Kind kind) {
    return elements.values().stream().filter(e -> e.kind() == kind).toList();
  }

  public List<Table> tables() {
    return List.copyOf(tables.values());
  }

  public Optional<Table> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  /// Of a resource's table; empty for those of the operations, which are the same for every spec.
  public Optional<Column> column(String table, String column) {
    return table(table).stream()
        .flatMap(t -> t.columns().stream())
        .filter(c -> c.name().equals(column))
        .findFirst();
  }
}
