package dev.freehold.query;

import dev.freehold.plan.Column;
import dev.freehold.plan.TextSearch;
import java.util.List;

/// A condition on rows, closed and typed. What a list of alternatives says when it is empty is `false`, and what a list of
/// demands says is `true`: never the other way round (K4). Values are of the Java class of the column's type.
public sealed interface Predicate {
  /// Lets every row through.
  Predicate TRUE = new All(List.of());

  record All(List<Predicate> terms) implements Predicate {
    public All {
      terms = List.copyOf(terms);
    }
  }

  record Any(List<Predicate> terms) implements Predicate {
    public Any {
      terms = List.copyOf(terms);
    }
  }

  /// No row without a value, but for `NE`, where there is none that equals.
  record Compare(Column column, Comparison comparison, Object value) implements Predicate {}

  enum Comparison {
    EQ,
    NE,
    GT,
    GTE,
    LT,
    LTE
  }

  /// @param negated whether the value is none of them, which a missing one is
  record OneOf(Column column, List<Object> values, boolean negated) implements Predicate {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /// Both bounds included.
  record Between(Column column, Object low, Object high) implements Predicate {}

  /// On text, to the letter: no character stands for another.
  record Match(Column column, Matching matching, String text) implements Predicate {}

  enum Matching {
    CONTAINS,
    /// By the lower case that PostgreSQL gives both.
    CONTAINS_IGNORING_CASE,
    STARTS_WITH,
    ENDS_WITH
  }

  /// @param column an array
  /// @param value of its element type
  record HasElement(Column column, Object value) implements Predicate {}

  record Null(Column column, boolean negated) implements Predicate {}

  /// @param text what a person typed
  record Search(TextSearch search, String text) implements Predicate {}
}
