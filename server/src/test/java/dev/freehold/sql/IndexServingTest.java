package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowPredicate.ComparisonOperator;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Spec;
import dev.freehold.testing.ServedDatabase;
import dev.freehold.testing.SpecFile;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every index of a plan can serve the role that serves requests, beside the policies: PostgreSQL finds
/// rows by a value of its first field, and the page after a row of its order. What it would choose is
/// another question: all other indexes of the table are hidden.
final class IndexServingTest {
  private static final UUID ANN = new UUID(7, 1);

  /// Their rows have no view, because access depends on teams. The indexes serve the first page of their
  /// order alone.
  private static final Set<String> ORDER_ALONE = Set.of();

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void everyIndexServes(DatabaseTarget server) throws IOException {
    List<String> order = new ArrayList<>();
    int indexes = 0;
    for (Spec spec : specs()) {
      ApiPlan plan = ApiPlanner.plan(spec);
      try (ServedDatabase database = new ServedDatabase(server, plan);
          AdminConnection connection = database.unbound()) {
        connection.execute("set allow_system_table_mods = on");
        connection.execute("set enable_seqscan = off");
        connection.execute("set enable_sort = off");
        for (ResourcePlan resource : plan.resources()) {
          Indexes of = new Indexes(plan, resource, connection, database.apiRole());
          connection.execute("set enable_bitmapscan = off");
          for (TablePlan.Index index : resource.table().indexes()) {
            indexes++;
            if (!of.alone(index.name(), () -> of.serves(index))) {
              order.add(plan.name() + " " + index.name());
            }
          }
          connection.execute("set enable_bitmapscan = on");
          of.search();
        }
      }
    }
    assertThat(indexes).isGreaterThan(100);
    assertThat(order).containsExactlyInAnyOrderElementsOf(ORDER_ALONE);
  }

  private static List<Spec> specs() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("examples"))) {
      return folders
          .filter(f -> Files.exists(f.resolve("freehold.yaml")))
          .map(f -> SpecFile.example(f.getFileName().toString()))
          .toList();
    }
  }

  /// The indexes of one resource.
  private record Indexes(
      ApiPlan plan, ResourcePlan resource, AdminConnection connection, String role) {
    /// Whether it finds rows by its first field. If not, it serves its order.
    boolean serves(TablePlan.Index index) {
      List<TablePlan.Key> keys = index.keys();
      boolean led =
          resource.table().isolationKey().map(ColumnPlan::name).stream()
              .anyMatch(keys.getFirst().column()::equals);
      List<TablePlan.Key> own = led ? keys.subList(1, keys.size()) : keys;
      String first = own.getFirst().column();
      ColumnPlan column = resource.table().column(first);
      RowScope scope = led ? isolated() : new RowScope.AllRows(ANN, Set.of(), null, "test");
      TestListQuery all = query();
      boolean equal =
          served(
              index.name(),
              first,
              scope,
              all.where(
                  new RowPredicate.ValueComparison(column, ComparisonOperator.EQ, sample(column))));
      List<OrderKey> order = OrderKey.of(own);
      TestListQuery page =
          new TestListQuery(
              all.selection(),
              all.where(),
              order,
              all.limit(),
              all.after(
                      own.stream()
                          .<@Nullable Object>map(k -> sample(resource.table().column(k.column())))
                          .toList())
                  .paging(),
              CountMode.NONE,
              null);
      boolean ordered = own.stream().anyMatch(k -> resource.table().column(k.column()).isEnum());
      boolean after = ordered || served(index.name(), first, scope, page);
      if (equal && after) {
        return true;
      }
      String plan =
          explain(
              scope,
              new TestListQuery(
                  all.selection(),
                  all.where(),
                  order,
                  all.limit(),
                  all.paging(),
                  CountMode.NONE,
                  null));
      assertThat(plan)
          .as(plan)
          .containsPattern("using " + index.name() + " on")
          .doesNotContain("Sort");
      return false;
    }

    void search() {
      ResourcePlan.TextSearch search = resource.search();
      boolean made =
          search != null
              && connection
                      .query(
                          "select from pg_class where relname = $1",
                          io.vertx.sqlclient.Tuple.of(search.index()))
                      .size()
                  > 0;
      assertThat(made)
          .as(resource.name())
          .isEqualTo(search != null && search.language() != null && resource.hasRowView());
      if (!made) {
        return;
      }
      RowPredicate words = new RowPredicate.SearchMatch(Objects.requireNonNull(search), "word");
      List<RowScope> scopes =
          new ArrayList<>(List.of(new RowScope.AllRows(ANN, Set.of(), null, "test")));
      if (resource.table().owner().isPresent()) {
        scopes.add(isolated());
      }
      for (RowScope scope : scopes) {
        assertThat(alone(search.index(), () -> explain(scope, query().where(words))))
            .contains("Bitmap Index Scan on " + search.index())
            .containsPattern("Index Cond: .*@@ websearch_to_tsquery|Index Cond: .*@@ '''?word");
      }
    }

    private TestListQuery query() {
      return TestListQuery.of(new ApiView(plan, true, Set.of(), null).resource(resource));
    }

    private RowScope isolated() {
      return resource.isOfTeam()
          ? new RowScope.MatchingRows(
              ANN,
              Set.of(),
              new UUID(7, 2),
              new Extent.Matching(
                  List.of(
                      new Extent.Branch(
                          null,
                          List.of(),
                          null,
                          null,
                          new Extent.TeamMembership(
                              resource.table().team().orElseThrow().name(), List.of(), true)))),
              "test")
          : new RowScope.OwnRows(ANN, Set.of(), null);
    }

    private boolean served(String index, String column, RowScope scope, TestListQuery query) {
      return Pattern.compile(index + " on .*\\n *Index Cond: .*\\b" + column + "\\b")
          .matcher(explain(scope, query))
          .find();
    }

    /// Runs with no other index on the table, as the role that serves requests.
    <T> T alone(String index, Supplier<T> test) {
      connection.execute("begin");
      try {
        connection.execute(
            "update pg_index set indisvalid = false where indrelid = 'app.\"%s\"'::regclass and indexrelid <> 'app.\"%s\"'::regclass"
                .formatted(resource.table().name(), index));
        connection.execute("set local role " + role);
        return test.get();
      } finally {
        connection.execute("rollback");
      }
    }

    private String explain(RowScope scope, TestListQuery query) {
      SqlStatement statement =
          new ListSql(plan, resource, new StatementTextCache(TextCollation.STANDARD, true))
              .of(scope, query.query());
      return connection
          .query("explain (costs off) " + statement.text(), statement.arguments())
          .stream()
          .map(row -> row.getString(0))
          .collect(Collectors.joining("\n"));
    }
  }

  private static Object sample(ColumnPlan column) {
    return switch (column.type().scalar()) {
      case STRING, TEXT, EMAIL, URL, ENUM -> "a";
      case INTEGER -> 1;
      case BIGINT, INTEGER_ID -> 1L;
      case NUMBER -> 1.0;
      case DECIMAL -> BigDecimal.ONE;
      case BOOLEAN -> true;
      case DATE -> LocalDate.of(2026, 1, 1);
      case TIME -> LocalTime.NOON;
      case DATETIME -> OffsetDateTime.parse("2026-01-01T00:00:00Z");
      case UUID -> new UUID(7, 3);
      case JSON -> throw new IllegalArgumentException("no index has " + ScalarType.JSON);
    };
  }
}
