package dev.freehold.ddl;

import dev.freehold.type.SqlQuoting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The condition that a column keeps its value or makes one of its moves. Statements and triggers
/// both take it from here.
public final class MoveSql {
  private MoveSql() {}

  /// A move and who may make it.
  ///
  /// @param from null for no value
  /// @param to null for no value
  /// @param condition on the row or the caller; empty for none
  public record GrantedMove(@Nullable String from, @Nullable String to, String condition) {}

  /// A condition that is true of an allowed change, and false or unknown of any other.
  ///
  /// @param before the stored value, as an SQL expression
  /// @param after the new value, as an SQL expression
  public static String of(String before, String after, List<GrantedMove> moves) {
    Map<String, List<GrantedMove>> byCondition =
        moves.stream()
            .collect(
                Collectors.groupingBy(
                    GrantedMove::condition, LinkedHashMap::new, Collectors.toList()));
    Stream<String> kept = Stream.of(before + " is not distinct from " + after);
    Stream<String> moved =
        byCondition.entrySet().stream()
            .map(
                e -> {
                  String any = any(before, after, e.getValue());
                  return e.getKey().isEmpty() ? any : "(" + e.getKey() + " and " + any + ")";
                });
    return Stream.concat(kept, moved).collect(Collectors.joining(" or ", "(", ")"));
  }

  private static String any(String before, String after, List<GrantedMove> moves) {
    String pairs =
        moves.stream()
            .filter(m -> m.from() != null && m.to() != null)
            .map(m -> "(" + literal(m.from()) + ", " + literal(m.to()) + ")")
            .collect(Collectors.joining(", "));
    Stream<String> values =
        pairs.isEmpty()
            ? Stream.empty()
            : Stream.of("(" + before + ", " + after + ") in (" + pairs + ")");
    Stream<String> nulls =
        moves.stream()
            .filter(m -> m.from() == null || m.to() == null)
            .map(m -> "(" + is(before, m.from()) + " and " + is(after, m.to()) + ")");
    return anyOf(Stream.concat(values, nulls).toList());
  }

  /// @param conditions at least one
  static String anyOf(List<String> conditions) {
    return conditions.size() == 1
        ? conditions.getFirst()
        : "(" + String.join(" or ", conditions) + ")";
  }

  private static String is(String expression, @Nullable String value) {
    return expression + (value == null ? " is " : " = ") + literal(value);
  }

  private static String literal(@Nullable String value) {
    return value == null ? "null" : SqlQuoting.stringLiteral(value).strip();
  }
}
