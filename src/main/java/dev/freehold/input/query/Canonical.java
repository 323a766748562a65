package dev.freehold.input.query;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.query.ListQuery;
import dev.freehold.query.Predicate;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a list is a list of, and in which order, as one text: the same for requests that mean the same, in whatever order
/// they say it. Texts stand behind their length, so that none can pass for another.
final class Canonical {
  private Canonical() {}

  static String of(
      ResourcePlan plan,
      ListQuery.@Nullable Parent parent,
      Predicate where,
      List<Table.Key> order) {
    String from =
        parent == null
            ? ""
            : parent.view().plan().name()
                + "/"
                + parent.id()
                + "/"
                + parent.relation().name()
                + "/";
    String keys =
        order.stream()
            .map(k -> key(plan.table().column(k.column()), k.descending()))
            .collect(Collectors.joining(","));
    return from + plan.name() + "\n" + of(where) + "\n" + keys;
  }

  /// With the type, because the bytes of a cursor have none of their own.
  private static String key(Column column, boolean descending) {
    return (descending ? "-" : "") + column.name() + ":" + column.type().word();
  }

  private static String of(Predicate predicate) {
    return switch (predicate) {
      case Predicate.All(List<Predicate> terms) ->
          terms.size() == 1
              ? of(terms.getFirst())
              : "all" + sorted(terms.stream().map(Canonical::of));
      case Predicate.Any(List<Predicate> terms) ->
          terms.size() == 1
              ? of(terms.getFirst())
              : "any" + sorted(terms.stream().map(Canonical::of));
      case Predicate.Compare(Column column, Predicate.Comparison comparison, Object value) ->
          column.name() + " " + comparison + " " + value(value);
      case Predicate.OneOf(Column column, List<Object> values, boolean negated) ->
          column.name()
              + (negated ? " NIN " : " IN ")
              + sorted(values.stream().map(Canonical::value).distinct());
      case Predicate.Between(Column column, Object low, Object high) ->
          column.name() + " BETWEEN " + value(low) + " " + value(high);
      case Predicate.Match(Column column, Predicate.Matching matching, String text) ->
          column.name() + " " + matching + " " + value(text);
      case Predicate.HasElement(Column column, Object value) ->
          column.name() + " HAS " + value(value);
      case Predicate.Null(Column column, boolean negated) ->
          column.name() + (negated ? " NOT NULL" : " NULL");
      case Predicate.Search(_, String text) -> "q " + value(text);
    };
  }

  private static String sorted(Stream<String> parts) {
    return parts.sorted().collect(Collectors.joining(",", "(", ")"));
  }

  private static String value(Object value) {
    String text =
        value instanceof BigDecimal number
            ? number.stripTrailingZeros().toPlainString()
            : value.toString();
    return text.length() + ":" + text;
  }
}
