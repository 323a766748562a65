package dev.freehold.type;

import java.util.List;
import java.util.stream.Collectors;

/// The `tsvector` expression over several text columns (PostgreSQL manual, 12.2.2). PostgreSQL uses
/// an expression index only if the query has the same expression, so the DDL and the query share
/// this class.
public final class TsVectorExpression {
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
}
