package dev.freehold.type;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `tsvector` expression over several text columns (PostgreSQL manual, 12.2.2). PostgreSQL uses
/// an expression index only if the query has the same expression, so the DDL and the query share
/// this class.
public final class TsVectorExpression {
  /// Begins the word of an owner. A parser of PostgreSQL makes no word that begins so.
  private static final String OWNER = "@";

  private TsVectorExpression() {}

  /// @param language a text search configuration
  public static String of(String language, List<String> columns) {
    return columns.stream()
        .map(c -> "coalesce(" + SqlQuoting.identifier(c) + ", '')")
        .collect(
            Collectors.joining(
                " || ' ' || ",
                "to_tsvector(" + SqlQuoting.stringLiteral(language) + "::regconfig, ",
                ")"));
  }

  /// The words of a row and, as one more word, the id of its owner. A GIN index supports a `uuid` only
  /// with an extension.
  ///
  /// @param owner the column; null for none
  public static String of(String language, List<String> columns, @Nullable String owner) {
    return owner == null
        ? of(language, columns)
        : "array_to_tsvector(array[%s || %s::text]) || %s"
            .formatted(
                SqlQuoting.stringLiteral(OWNER),
                SqlQuoting.identifier(owner),
                of(language, columns));
  }

  /// A `tsquery` of the word of an owner.
  ///
  /// @param id of the owner, an SQL expression of type `uuid`
  public static String ownerQuery(String id) {
    return "('''" + OWNER + "' || (" + id + ")::text || '''')::tsquery";
  }
}
