package dev.freehold.ddl;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// The definition of a unique index in the model: `(listing_id, user_id) where status = 'open'`.
///
/// @param columns of the index
/// @param condition the text of the rule for the rows that it has
public record UniqueIndexDefinition(List<String> columns, String condition) {
  private static final String WHERE = ") where ";

  public UniqueIndexDefinition {
    columns = List.copyOf(columns);
  }

  /// @param definition as [#toString] returns it
  public static UniqueIndexDefinition of(String definition) {
    int end = definition.indexOf(WHERE);
    return new UniqueIndexDefinition(
        Arrays.asList(definition.substring(1, end).split(", ", -1)),
        definition.substring(end + WHERE.length()));
  }

  /// A copy with other names of the columns.
  ///
  /// @param column the new name of a column
  /// @param rule the condition with the new names
  public UniqueIndexDefinition renamed(UnaryOperator<String> column, UnaryOperator<String> rule) {
    return new UniqueIndexDefinition(columns.stream().map(column).toList(), rule.apply(condition));
  }

  @Override
  public String toString() {
    return "(" + String.join(", ", columns) + WHERE + condition;
  }
}
