package dev.freehold.rule;

import java.util.List;

/// A compiled condition on one row.
///
/// @param text the source text
/// @param condition of kind [ValueKind#BOOLEAN]
/// @param columns the columns that it reads, each once, in the order of the text; at least one
public record Rule(String text, RuleExpression condition, List<String> columns) {
  public Rule {
    columns = List.copyOf(columns);
  }
}
