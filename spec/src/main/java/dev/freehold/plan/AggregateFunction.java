package dev.freehold.plan;

import java.util.Arrays;
import java.util.Optional;

/// A function over the values of one column in a group of rows: `sum=minutes`. Null values do not
/// count; a group without other values has null.
public enum AggregateFunction {
  SUM("sum"),
  AVG("avg"),
  MIN("min"),
  MAX("max");

  private final String word;

  AggregateFunction(String word) {
    this.word = word;
  }

  /// The parameter of a query, and the key of a response.
  public String word() {
    return word;
  }

  public static Optional<AggregateFunction> ofWord(String word) {
    return Arrays.stream(values()).filter(f -> f.word.equals(word)).findFirst();
  }

  public boolean appliesTo(ColumnPlan column) {
    if (column.type().array()) {
      return false;
    }
    return switch (column.type().scalar()) {
      case INTEGER, BIGINT, NUMBER, DECIMAL -> true;
      case DATE, TIME, DATETIME -> this == MIN || this == MAX;
      case STRING, TEXT, INTEGER_ID, BOOLEAN, UUID, EMAIL, URL, ENUM, JSON -> false;
    };
  }
}
