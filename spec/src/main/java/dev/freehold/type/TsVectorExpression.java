package dev.freehold.type;

import java.util.List;
import java.util.stream.Collectors;

/// The `tsvector` of several columns of text as an expression (PostgreSQL manual, 12.2.2). PostgreSQL uses an index over
/// it only for a query that says the very same, so both ask here.
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
