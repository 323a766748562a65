package dev.freehold.rule.read;

import dev.freehold.type.FieldType;
import java.util.List;

/// A column as a rule may name it.
///
/// @param nullable whether a row may hold null there
/// @param values the allowed values of an enum; empty for other types
public record RuleColumn(FieldType type, boolean nullable, List<String> values) {
  public RuleColumn {
    values = List.copyOf(values);
  }

  public RuleColumn(FieldType type, boolean nullable) {
    this(type, nullable, List.of());
  }
}
