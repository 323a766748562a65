package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests that keyset pagination returns every row once and in order.
final class KeysetPaginationTest {
  private static final int WALKS = 60;
  private static final int ROWS = 60;
  private static final List<String> COLUMNS =
      List.of(
          "f_string",
          "f_string:lower",
          "f_integer",
          "f_number",
          "f_decimal",
          "f_boolean",
          "f_date",
          "f_datetime",
          "f_uuid",
          "code",
          "code:lower",
          "created_at");

  @Test
  void everyRowIsVisitedOnceAndInOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (EveryTypeFixture fixture = new EveryTypeFixture(random, ROWS)) {
      ListSql list =
          new ListSql(
              EveryTypeFixture.API,
              EveryTypeFixture.PLAN,
              new StatementTextCache(TextCollation.STANDARD));
      for (int walk = 0; walk < WALKS; walk++) {
        TestListQuery whole =
            TestListQuery.of(EveryTypeFixture.VIEW)
                .count(CountMode.NONE)
                .limit(100)
                .sort(sort(random));
        String what = "seed " + seed + ": " + whole.order();
        List<UUID> all =
            fixture.run(list.of(EveryTypeFixture.SCOPE, whole.query())).stream()
                .map(r -> r.getUUID(r.size() - 1))
                .toList();
        assertThat(all).as(what).hasSize(ROWS).doesNotHaveDuplicates();
        // Also the default limit, which is part of the text.
        int limit = random.nextInt(3) == 0 ? 5 : 1 + random.nextInt(20);
        assertThat(visited(fixture, list, whole.limit(limit))).as(what).isEqualTo(all);
      }
    }
  }

  private static List<UUID> visited(EveryTypeFixture fixture, ListSql list, TestListQuery query) {
    List<UUID> visited = new ArrayList<>();
    TestListQuery page = query;
    while (true) {
      List<Row> rows = fixture.run(list.of(EveryTypeFixture.SCOPE, page.query()));
      assertThat(rows).hasSizeLessThanOrEqualTo(query.limit() + 1);
      rows.stream().limit(query.limit()).forEach(r -> visited.add(r.getUUID(r.size() - 1)));
      if (rows.size() <= query.limit()) {
        return visited;
      }
      page = query.after(keys(query, rows.get(query.limit() - 1)));
    }
  }

  private static List<@Nullable Object> keys(TestListQuery query, Row row) {
    List<@Nullable Object> keys = new ArrayList<>();
    int first = row.size() - query.order().size();
    for (int i = 0; i < query.order().size(); i++) {
      Object value = row.getValue(first + i);
      ScalarType scalar =
          EveryTypeFixture.PLAN.table().column(query.order().get(i).column()).type().scalar();
      keys.add(
          value != null && scalar == ScalarType.DECIMAL ? new BigDecimal((String) value) : value);
    }
    return keys;
  }

  private static String[] sort(Random random) {
    List<String> columns = new ArrayList<>(COLUMNS);
    Collections.shuffle(columns, random);
    boolean descending = random.nextBoolean();
    boolean mixed = random.nextInt(3) > 0;
    return columns.stream()
        .limit(1 + random.nextInt(4))
        .map(c -> (mixed ? random.nextBoolean() : descending) ? "-" + c : c)
        .toArray(String[]::new);
  }
}
