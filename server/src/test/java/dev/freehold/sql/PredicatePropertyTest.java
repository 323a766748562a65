package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowPredicate.ComparisonOperator;
import dev.freehold.query.RowPredicate.TextMatchMode;
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

/// Tests that PostgreSQL matches the same rows as an evaluation of the predicate in Java.
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
  void everyPredicateMatchesTheSameRows() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (EveryTypeFixture fixture = new EveryTypeFixture(random, 60)) {
      ListSql list =
          new ListSql(
              EveryTypeFixture.API,
              EveryTypeFixture.PLAN,
              new StatementTextCache(TextCollation.STANDARD));
      int some = 0;
      for (int i = 0; i < PREDICATES; i++) {
        RowPredicate predicate = predicate(random, fixture, 3);
        Set<UUID> expected =
            fixture.rows.entrySet().stream()
                .filter(e -> holds(predicate, e.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        TestListQuery query = TestListQuery.of(EveryTypeFixture.VIEW).where(predicate).limit(100);
        var rows = fixture.run(list.of(EveryTypeFixture.SCOPE, query.query()));
        assertThat(
                rows.stream()
                    .map(r -> r.getUUID(r.size() - 1))
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()))
            .as("seed %d: %s", seed, predicate)
            .isEqualTo(expected);
        assertThat(rows.getFirst().getLong(0)).isEqualTo(expected.size());
        var estimated =
            fixture.run(list.of(EveryTypeFixture.SCOPE, query.count(CountMode.ESTIMATED).query()));
        assertThat(estimated.getFirst().getLong(0)).isEqualTo(expected.size());
        some += expected.isEmpty() || expected.size() == 60 ? 0 : 1;
      }
      assertThat(some).as("predicates that tell rows apart; seed %d", seed).isGreaterThan(100);
    }
  }

  private static RowPredicate predicate(Random random, EveryTypeFixture fixture, int depth) {
    ColumnPlan column = column(random, COLUMNS);
    ColumnPlan text = column(random, TEXT_COLUMNS);
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0, 1 ->
          new RowPredicate.ValueComparison(
              column,
              one(random, List.copyOf(EnumSet.allOf(ComparisonOperator.class))),
              Objects.requireNonNull(fixture.any(column)));
      case 2 -> {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          values.add(Objects.requireNonNull(fixture.any(column)));
        }
        yield new RowPredicate.InList(column, values, random.nextBoolean());
      }
      case 3 ->
          new RowPredicate.Between(
              column,
              Objects.requireNonNull(fixture.any(column)),
              Objects.requireNonNull(fixture.any(column)));
      case 4 ->
          new RowPredicate.TextMatch(
              text, one(random, List.copyOf(EnumSet.allOf(TextMatchMode.class))), fixture.text());
      case 5 ->
          random.nextBoolean()
              ? new RowPredicate.ArrayContains(
                  EveryTypeFixture.PLAN.table().column("a_string"), fixture.text())
              : new RowPredicate.IsNull(column, random.nextBoolean());
      case 6 ->
          new RowPredicate.SearchMatch(
              new TextSearch(TEXT_COLUMNS, null, "", false), fixture.text());
      case 7 -> new RowPredicate.AllOf(terms(random, fixture, depth - 1));
      default -> new RowPredicate.AnyOf(terms(random, fixture, depth - 1));
    };
  }

  private static List<RowPredicate> terms(Random random, EveryTypeFixture fixture, int depth) {
    List<RowPredicate> terms = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      terms.add(predicate(random, fixture, depth));
    }
    return terms;
  }

  private static ColumnPlan column(Random random, List<String> names) {
    return EveryTypeFixture.PLAN.table().column(one(random, names));
  }

  private static <T> T one(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static boolean holds(RowPredicate predicate, Map<String, Object> row) {
    return switch (predicate) {
      case RowPredicate.AllOf(List<RowPredicate> terms) ->
          terms.stream().allMatch(t -> holds(t, row));
      case RowPredicate.AnyOf(List<RowPredicate> terms) ->
          terms.stream().anyMatch(t -> holds(t, row));
      case RowPredicate.ValueComparison(
              ColumnPlan column,
              ComparisonOperator comparison,
              Object value) ->
          compares(row.get(column.name()), comparison, value);
      case RowPredicate.InList(ColumnPlan column, List<Object> values, boolean negated) ->
          negated
              != values.stream()
                  .anyMatch(v -> compares(row.get(column.name()), ComparisonOperator.EQ, v));
      case RowPredicate.Between(ColumnPlan column, Object low, Object high) ->
          compares(row.get(column.name()), ComparisonOperator.GTE, low)
              && compares(row.get(column.name()), ComparisonOperator.LTE, high);
      case RowPredicate.TextMatch(ColumnPlan column, TextMatchMode matchMode, String text) ->
          matches((String) row.get(column.name()), matchMode, text);
      case RowPredicate.ArrayContains(ColumnPlan column, Object value) ->
          row.get(column.name()) instanceof List<?> list && list.contains(value);
      case RowPredicate.IsNull(ColumnPlan column, boolean negated) ->
          negated == row.containsKey(column.name());
      case RowPredicate.Related _ -> throw new IllegalArgumentException("one table only");
      case RowPredicate.SearchMatch(TextSearch search, String text) ->
          search.columns().stream()
              .anyMatch(
                  c -> matches((String) row.get(c), TextMatchMode.CONTAINS_IGNORING_CASE, text));
    };
  }

  private static boolean compares(
      @Nullable Object has, ComparisonOperator comparison, Object value) {
    if (has == null) {
      return comparison == ComparisonOperator.NE;
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

  /// Compares texts by their bytes, as the embedded server does, and UUIDs as unsigned.
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

  private static boolean matches(@Nullable String has, TextMatchMode matchMode, String text) {
    return has != null
        && switch (matchMode) {
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
