package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowPredicate.ComparisonOperator;
import dev.freehold.query.RowScope;
import dev.freehold.testing.ServedDatabase;
import dev.freehold.testing.SpecFile;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Searches of words and comparisons of decimals read a few rows for each row that they return, also
/// for an owner with four fifths of all rows.
final class RowViewPlanTest {
  private static final UUID ANN = new UUID(7, 1);
  private static final int ROWS = 50_000;

  private static final ApiPlan API =
      ApiPlanner.plan(
          SpecFile.parse(
              """
              freehold: 1
              name: Store
              resources:
                items:
                  id: integer
                  fields:
                    title: { type: string, required: true }
                    price: { type: decimal, minimum: 0 }
                  indexes: [[-price]]
                  search: { fields: [title], language: english }
              """));
  private static final ResourcePlan ITEMS = API.resource("items");
  private static final ResourceView VIEW = new ApiView(API, true, Set.of(), null).resource(ITEMS);
  private static final Pattern TOUCHED =
      Pattern.compile("(?:actual rows=|Rows Removed by Filter: )([0-9]+)");

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void fewRowsAreRead(DatabaseTarget server) {
    try (ServedDatabase database = new ServedDatabase(server, API)) {
      fill(database);
      try (AdminConnection connection = database.serving()) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
          connection.execute("set plan_cache_mode = " + mode);
          TestListQuery all = TestListQuery.of(VIEW);
          few(connection, all.where(search("needle")), 5);
          few(connection, all.where(search("\"the needle\" -haystack")), 5);
          few(connection, all.where(search("needle")).sort("-price"), 5);
          few(connection, all.where(priced(ComparisonOperator.EQ, "1.4")), 8);
          few(
              connection,
              all.where(
                  new RowPredicate.InList(
                      price(), List.of(new BigDecimal("1.4"), new BigDecimal("2.4")), false)),
              16);
          few(
              connection,
              all.where(
                  new RowPredicate.Between(price(), new BigDecimal("1.4"), new BigDecimal("1.6"))),
              16);
          TestListQuery priced = all.count(CountMode.NONE).sort("-price");
          few(connection, priced, 21);
          for (String at : List.of("624.9", "300", "20")) {
            few(connection, priced.after(new BigDecimal(at), 1L), 21);
          }
          TestListQuery ascending = all.count(CountMode.NONE).sort("price");
          for (String at : List.of("0.7", "300", "600")) {
            few(connection, ascending.after(new BigDecimal(at), 1L), 21);
          }
        }
      }
    }
  }

  private static void fill(ServedDatabase database) {
    database.account(ANN);
    database.execute(
        """
        set session_replication_role = replica;
        insert into app.items (user_id, title, price, created_at)
          select case when n %% 5 > 0 then '%s'::uuid else md5((n %% 49)::text)::uuid end,
              'item ' || n || case when n %% 10000 = 2 then ' the needle' else '' end,
              round((n %% 6250) / 10.0, 1), now() - n * interval '1 second'
            from generate_series(1, %d) n
        """
            .formatted(ANN, ROWS));
    database.execute("vacuum analyze app.items");
  }

  private static ColumnPlan price() {
    return ITEMS.table().column("price");
  }

  private static RowPredicate priced(ComparisonOperator comparison, String value) {
    return new RowPredicate.ValueComparison(price(), comparison, new BigDecimal(value));
  }

  private static RowPredicate search(String words) {
    return new RowPredicate.SearchMatch(Objects.requireNonNull(ITEMS.search()), words);
  }

  private static void few(AdminConnection connection, TestListQuery query, int rows) {
    SqlStatement statement =
        new ListSql(API, ITEMS, new StatementTextCache(TextCollation.STANDARD, true))
            .of(new RowScope.OwnRows(ANN, Set.of(), null), query.query());
    assertThat(SharedRowsFixture.run(connection, statement)).as(statement.text()).hasSize(rows);
    String plan =
        connection
            .query(
                "explain (analyze, timing off, costs off, buffers off) " + statement.text(),
                statement.arguments())
            .stream()
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));
    assertThat(TOUCHED.matcher(plan).results().map(r -> Integer.valueOf(r.group(1))).toList())
        .as(plan)
        .isNotEmpty()
        .allMatch(touched -> touched <= rows + 20);
  }
}
