package dev.freehold.plan;

import dev.freehold.rule.Rule;
import dev.freehold.spec.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A resource's table in schema `app`. Its primary key is `(user_id, id)`: a person's rows lie together, and the
/// isolation key leads every key. Where others than the owner read rows, `id` alone is unique as well, and what such
/// a list is ordered by is indexed without the owner too.
///
/// @param columns in the order of the table
/// @param uniques each begins with the owner, but for the one of `id` alone
/// @param foreignKeys what the resource's references become; the one of the owner is not among them
/// @param checks what every row keeps to across its columns; what one column keeps to is in its rules
/// @param renamedFrom what it was called before; null where it was not renamed
public record TablePlan(
    String name,
    List<ColumnPlan> columns,
    String primaryKey,
    List<Unique> uniques,
    List<Index> indexes,
    List<ForeignKey> foreignKeys,
    List<Check> checks,
    @Nullable String renamedFrom) {

  /// The schema of all resources' tables.
  public static final String SCHEMA = "app";

  public TablePlan {
    columns = List.copyOf(columns);
    uniques = List.copyOf(uniques);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    checks = List.copyOf(checks);
  }

  public ColumnPlan column(ColumnPlan.Role role) {
    return columns.stream().filter(c -> c.role() == role).findFirst().orElseThrow();
  }

  public ColumnPlan column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst().orElseThrow();
  }

  /// The name of the foreign key of the owner column, which references `auth.users`.
  public String ownerForeignKey() {
    return PostgresIdentifier.foreignKey(name, column(ColumnPlan.Role.OWNER).name());
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

  /// A reference to a row that only its owner sees carries the owner, so that it can never be someone else's. One to a row
  /// that others see too names it by its id alone.
  ///
  /// @param name of the constraint; an answer never shows it
  /// @param field what an answer names when the constraint is violated
  /// @param target the table it points at
  /// @param targetColumns as many as `columns`, the id last
  public record ForeignKey(
      String name,
      String field,
      List<String> columns,
      String target,
      List<String> targetColumns,
      Spec.OnDelete onDelete) {
    public ForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
    }
  }

  /// @param name of the constraint; an answer never shows it
  /// @param message what an answer says of a row that does not keep to it
  /// @param field what an answer names then: the first column that the rule reads
  public record Check(String name, Rule rule, String message, String field) {}

  public record Index(String name, List<Key> keys) {
    public Index {
      keys = List.copyOf(keys);
    }
  }

  /// @param column of this table
  public record Key(String column, boolean descending) {}
}
