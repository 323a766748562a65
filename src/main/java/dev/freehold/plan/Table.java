package dev.freehold.plan;

import java.util.List;

/// A resource's table in schema `app`. Its primary key is `(user_id, id)`: a person's rows lie together, and the
/// isolation key leads every key.
///
/// @param columns in the order of the table
/// @param uniques each begins with the owner
/// @param indexes each begins with the owner
public record Table(
    String name,
    List<Column> columns,
    String primaryKey,
    List<Unique> uniques,
    List<Index> indexes) {

  /// The schema of all resources' tables.
  public static final String SCHEMA = "app";

  public Table {
    columns = List.copyOf(columns);
    uniques = List.copyOf(uniques);
    indexes = List.copyOf(indexes);
  }

  public Column column(Column.Role role) {
    return columns.stream().filter(c -> c.role() == role).findFirst().orElseThrow();
  }

  public Column column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst().orElseThrow();
  }

  /// @param name of the constraint; an answer never shows it
  /// @param columns with the owner first
  /// @param fields what an answer names when the constraint is violated: the columns without the owner
  public record Unique(String name, List<String> columns, List<String> fields) {
    public Unique {
      columns = List.copyOf(columns);
      fields = List.copyOf(fields);
    }
  }

  /// @param keys with the owner first
  public record Index(String name, List<Key> keys) {
    public Index {
      keys = List.copyOf(keys);
    }
  }

  /// @param column of this table
  public record Key(String column, boolean descending) {}
}
