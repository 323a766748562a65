package dev.freehold.draft;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of a database catalog that a draft uses.
///
/// @param otherRelations relations that are not tables, or exceed the limit: `view public.totals`
public record DatabaseCatalog(List<CatalogTable> tables, List<String> otherRelations) {
  public DatabaseCatalog {
    tables = List.copyOf(tables);
    otherRelations = List.copyOf(otherRelations);
  }

  /// @param primaryKey the columns of the primary key in order; empty if there is none
  /// @param uniques the unique constraints and indexes of columns
  /// @param checks CHECK expressions as PostgreSQL prints them
  /// @param weaker how a constraint was weaker than it is in a draft: `stored rows may break check (n
  ///   > 0)`
  /// @param others what a draft has no place for: `trigger audit: …`
  public record CatalogTable(
      String schema,
      String name,
      @Nullable String comment,
      List<CatalogColumn> columns,
      List<String> primaryKey,
      List<CatalogUnique> uniques,
      List<CatalogForeignKey> foreignKeys,
      List<String> checks,
      List<String> weaker,
      List<String> others) {
    public CatalogTable {
      columns = List.copyOf(columns);
      primaryKey = List.copyOf(primaryKey);
      uniques = List.copyOf(uniques);
      foreignKeys = List.copyOf(foreignKeys);
      checks = List.copyOf(checks);
      weaker = List.copyOf(weaker);
      others = List.copyOf(others);
    }

    public String qualified() {
      return schema + "." + name;
    }

    Optional<CatalogColumn> column(String called) {
      return columns.stream().filter(c -> c.name().equals(called)).findFirst();
    }
  }

  /// @param typeName the full type: `character varying(200)[]`
  /// @param baseType the name of the type, of the elements of an array, of the base type of a
  ///   domain: `varchar`
  /// @param modifier `atttypmod`; -1 for none
  /// @param labels the labels of an enum type
  /// @param defaultExpression the expression of the default, also that of a domain; `identity` of an
  ///   identity column
  /// @param generated whether it is a generated column
  /// @param dimensions the declared dimensions of an array; 0 for another type
  public record CatalogColumn(
      String name,
      @Nullable String comment,
      String typeName,
      String baseType,
      boolean array,
      boolean domain,
      int modifier,
      List<String> labels,
      boolean required,
      @Nullable String defaultExpression,
      boolean generated,
      int dimensions) {
    public CatalogColumn {
      labels = List.copyOf(labels);
    }
  }

  /// @param predicate the condition of its rows as PostgreSQL prints it; empty for all rows
  /// @param nullsEqual whether two rows without a value conflict
  public record CatalogUnique(List<String> columns, String predicate, boolean nullsEqual) {
    public CatalogUnique {
      columns = List.copyOf(columns);
    }
  }

  /// @param to the qualified name of the referenced table
  /// @param onDelete `confdeltype`
  public record CatalogForeignKey(
      List<String> columns, String to, List<String> targetColumns, String onDelete) {
    public CatalogForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
    }
  }
}
