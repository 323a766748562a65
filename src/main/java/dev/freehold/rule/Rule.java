package dev.freehold.rule;

import java.util.List;

/// A rule about one row.
///
/// @param text as it was written
/// @param condition of kind [Kind#BOOLEAN]
/// @param columns that it reads, each once, in the order of the text; at least one
public record Rule(String text, Expr condition, List<String> columns) {
  public Rule {
    columns = List.copyOf(columns);
  }
}
