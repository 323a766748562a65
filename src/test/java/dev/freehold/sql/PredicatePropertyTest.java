package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.Column;
import dev.freehold.plan.TextSearch;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.Predicate;
import dev.freehold.query.Predicate.Comparison;
import dev.freehold.query.Predicate.Matching;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// PostgreSQL lets the rows through that a plain reading of the predicate does.
final class PredicatePropertyTest {
  private static final int PREDICATES = 600;
  private static final List<String> COLUMNS =
      List.of(
          "f_string",
          "f_text",
          "f_integer",
          "f_bigint",
          "f_number",
          "f_decimal",
          "f_boolean",
          "f_date",
          "f_datetime",
          "f_uuid");
  private static final List<String> TEXT_COLUMNS = List.of("f_string", "f_text");

  @Test
  void everyPredicateLetsTheSameRowsThrough() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Things things = new Things(random, 60)) {
      ListSql list = new ListSql(Things.API, Things.PLAN);
      int some = 0;
      for (int i = 0; i < PREDICATES; i++) {
        Predicate predicate = predicate(random, things, 3);
        Set<UUID> expected =
            things.rows.entrySet().stream()
                .filter(e -> holds(predicate, e.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Queries query = Queries.of(Things.VIEW).where(predicate).limit(100);
        var rows = things.run(list.of(Things.SCOPE, query.query()));
        assertThat(
                rows.stream()
                    .map(r -> r.getUUID(r.size() - 1))
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()))
            .as("seed %d: %s", seed, predicate)
            .isEqualTo(expected);
        assertThat(rows.getFirst().getLong(0)).isEqualTo(expected.size());
        var estimated = things.run(list.of(Things.SCOPE, query.count(Count.ESTIMATED).query()));
        assertThat(estimated.getFirst().getLong(0)).isEqualTo(expected.size());
        some += expected.isEmpty() || expected.size() == 60 ? 0 : 1;
      }
      assertThat(some).as("predicates that tell rows apart; seed %d", seed).isGreaterThan(100);
    }
  }

  private static Predicate predicate(Random random, Things things, int depth) {
    Column column = column(random, COLUMNS);
    Column text = column(random, TEXT_COLUMNS);
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0, 1 ->
          new Predicate.Compare(
              column,
              one(random, List.copyOf(EnumSet.allOf(Comparison.class))),
              Objects.requireNonNull(things.any(column)));
      case 2 -> {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          values.add(Objects.requireNonNull(things.any(column)));
        }
        yield new Predicate.OneOf(column, values, random.nextBoolean());
      }
      case 3 ->
          new Predicate.Between(
              column,
              Objects.requireNonNull(things.any(column)),
              Objects.requireNonNull(things.any(column)));
      case 4 ->
          new Predicate.Match(
              text, one(random, List.copyOf(EnumSet.allOf(Matching.class))), things.text());
      case 5 ->
          random.nextBoolean()
              ? new Predicate.HasElement(Things.PLAN.table().column("a_string"), things.text())
              : new Predicate.Null(column, random.nextBoolean());
      case 6 -> new Predicate.Search(new TextSearch(TEXT_COLUMNS, null, ""), things.text());
      case 7 -> new Predicate.All(terms(random, things, depth - 1));
      default -> new Predicate.Any(terms(random, things, depth - 1));
    };
  }

  private static List<Predicate> terms(Random random, Things things, int depth) {
    List<Predicate> terms = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      terms.add(predicate(random, things, depth));
    }
    return terms;
  }

  private static Column column(Random random, List<String> names) {
    return Things.PLAN.table().column(one(random, names));
  }

  private static <T> T one(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static boolean holds(Predicate predicate, Map<String, Object> row) {
    return switch (predicate) {
      case Predicate.All(List<Predicate> terms) -> terms.stream().allMatch(t -> holds(t, row));
      case Predicate.Any(List<Predicate> terms) -> terms.stream().anyMatch(t -> holds(t, row));
      case Predicate.Compare(Column column, Comparison comparison, Object value) ->
          compares(row.get(column.name()), comparison, value);
      case Predicate.OneOf(Column column, List<Object> values, boolean negated) ->
          negated
              != values.stream().anyMatch(v -> compares(row.get(column.name()), Comparison.EQ, v));
      case Predicate.Between(Column column, Object low, Object high) ->
          compares(row.get(column.name()), Comparison.GTE, low)
              && compares(row.get(column.name()), Comparison.LTE, high);
      case Predicate.Match(Column column, Matching matching, String text) ->
          matches((String) row.get(column.name()), matching, text);
      case Predicate.HasElement(Column column, Object value) ->
          row.get(column.name()) instanceof List<?> list && list.contains(value);
      case Predicate.Null(Column column, boolean negated) ->
          negated == row.containsKey(column.name());
      case Predicate.Search(TextSearch search, String text) ->
          search.columns().stream()
              .anyMatch(c -> matches((String) row.get(c), Matching.CONTAINS_IGNORING_CASE, text));
    };
  }

  private static boolean compares(@Nullable Object has, Comparison comparison, Object value) {
    if (has == null) {
      return comparison == Comparison.NE;
    }
    int order = order(has, value);
    return switch (comparison) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case GT -> order > 0;
      case GTE -> order >= 0;
      case LT -> order < 0;
      case LTE -> order <= 0;
    };
  }

  /// Texts by their bytes, as the embedded server collates; UUIDs without a sign.
  private static int order(Object one, Object other) {
    return switch (one) {
      case String text ->
          Arrays.compareUnsigned(
              text.getBytes(StandardCharsets.UTF_8),
              ((String) other).getBytes(StandardCharsets.UTF_8));
      case Integer n -> n.compareTo((Integer) other);
      case Long n -> n.compareTo((Long) other);
      case Double n -> n.compareTo((Double) other);
      case BigDecimal n -> n.compareTo((BigDecimal) other);
      case Boolean b -> b.compareTo((Boolean) other);
      case java.time.LocalDate date -> date.compareTo((java.time.LocalDate) other);
      case java.time.OffsetDateTime time -> time.compareTo((java.time.OffsetDateTime) other);
      case UUID id -> id.toString().compareTo(other.toString());
      default -> throw new AssertionError(one.getClass());
    };
  }

  private static boolean matches(@Nullable String has, Matching matching, String text) {
    return has != null
        && switch (matching) {
          case CONTAINS -> has.contains(text);
          case CONTAINS_IGNORING_CASE -> lower(has).contains(lower(text));
          case STARTS_WITH -> has.startsWith(text);
          case ENDS_WITH -> has.endsWith(text);
        };
  }

  private static String lower(String text) {
    StringBuilder lower = new StringBuilder();
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }
}
