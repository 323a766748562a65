package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowPredicate.ComparisonOperator;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testing.ServedDatabase;
import dev.freehold.testing.SpecFile;
import dev.freehold.type.TsVectorExpression;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The statements that read a view of rows are isolated twice: by their predicate, and by the condition
/// of the view.
final class RowViewIsolationTest {
  private static final UUID ANN = new UUID(7, 1);
  private static final UUID BOB = new UUID(7, 2);
  private static final String WORDS =
      "array_to_tsvector(array['@' || user_id::text]) || to_tsvector('english'::regconfig,"
          + " coalesce(title, '')) @@ websearch_to_tsquery";

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
                offers:
                  id: integer
                  fields:
                    title: { type: string, required: true }
                    price: { type: decimal, minimum: 0 }
                    published: { type: boolean, required: true }
                  indexes: [[-price]]
                  access: { read: [owner, public where published] }
                  search: { fields: [title], language: english }
              """));

  /// The view is the second wall: it has the condition of the policy, whatever the statement says.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aStatementWithoutItsPredicateGetsNoRowOfOthers(DatabaseTarget server) {
    try (ServedDatabase database = new ServedDatabase(server, API)) {
      for (UUID user : List.of(ANN, BOB)) {
        database.account(user);
        database.execute(
            "insert into app.items (user_id, title, price) values ('" + user + "', 'needle', 1.5)");
      }
      try (AdminConnection connection = database.serving()) {
        for (String where :
            List.of("title = 'needle'", "price = 1.5", WORDS + "('english', 'needle')")) {
          String rows =
              " as c(uid), lateral (select user_id::text from app.__items where c.uid is not null"
                  + " and "
                  + where
                  + " offset 0) r";
          for (String user : List.of(ANN.toString(), BOB.toString())) {
            assertThat(
                    connection.query(
                        "select r.* from set_config('freehold.user_id', $1, true)" + rows,
                        Tuple.of(user)))
                .extracting(row -> row.getString(0))
                .containsExactly(user);
          }
          // What an ended setting leaves behind.
          for (String none : List.of("", "null")) {
            assertThat(
                    connection.query(
                        "select r.* from (select '"
                            + none
                            + "') as c(uid), lateral (select"
                            + " user_id::text from app.__items where "
                            + where
                            + ") r",
                        Tuple.tuple()))
                .isEmpty();
          }
        }
        for (String change :
            List.of(
                "update app.__items set title = 'x'",
                "delete from app.__items",
                "insert into app.__items (user_id, title) values ('" + ANN + "', 'x')")) {
          assertThatThrownBy(() -> connection.execute(change))
              .hasStackTraceContaining("permission denied for view __items");
        }
      }
    }
  }

  /// As `SqlIsolationTest` does for the other statements.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void underEveryPlan(DatabaseTarget server) {
    try (ServedDatabase database = new ServedDatabase(server, API)) {
      for (UUID user : List.of(ANN, BOB)) {
        database.account(user);
        database.execute(
            "insert into app.items (user_id, title, price) values ('" + user + "', 'needle', 1.5)");
        database.execute(
            """
            insert into app.offers (user_id, title, price, published)
              values ('%1$s', 'needle', 1.5, true), ('%1$s', 'needle', 1.5, false)
            """
                .formatted(user));
      }
      try (AdminConnection connection = database.serving()) {
        List<String> switches =
            connection
                .query(
                    "select name from pg_settings where name like 'enable\\_%' and vartype ="
                        + " 'bool'",
                    Tuple.tuple())
                .stream()
                .map(row -> row.getString(0))
                .toList();
        assertThat(switches).hasSizeGreaterThan(15);
        checkRows(connection);
        for (String planner : switches) {
          connection.execute("set " + planner + " = off");
          checkRows(connection);
          connection.execute("reset " + planner);
        }
        switches.forEach(planner -> connection.execute("set " + planner + " = off"));
        checkRows(connection);
        connection.execute("set plan_cache_mode = force_generic_plan");
        checkRows(connection);
      }
    }
  }

  private static void checkRows(AdminConnection connection) {
    for (SqlStatement statement : statements("items", BOB)) {
      assertThat(owners(connection, statement)).as(statement.text()).containsExactly(BOB);
      SqlStatement bare = withoutPredicate(statement);
      assertThat(bare.text()).isNotEqualTo(statement.text());
      assertThat(owners(connection, bare)).as(bare.text()).containsExactly(BOB);
    }
    for (SqlStatement statement : statements("offers", BOB)) {
      assertThat(owners(connection, statement))
          .as(statement.text())
          .containsExactlyInAnyOrder(BOB, BOB, ANN);
      assertThat(owners(connection, withoutPredicate(statement)))
          .as(statement.text())
          .containsExactlyInAnyOrder(BOB, BOB, ANN);
    }
    for (SqlStatement statement : statements("offers", null)) {
      assertThat(owners(connection, statement))
          .as(statement.text())
          .containsExactlyInAnyOrder(BOB, ANN);
    }
  }

  private static List<UUID> owners(AdminConnection connection, SqlStatement statement) {
    List<UUID> owners = new ArrayList<>();
    for (Row row : SharedRowsFixture.run(connection, statement)) {
      owners.add(row.getUUID(2));
    }
    return owners;
  }

  private static List<SqlStatement> statements(String resource, @Nullable UUID caller) {
    ResourcePlan plan = API.resource(resource);
    ResourceView view = new ApiView(API, caller != null, Set.of(), null).resource(plan);
    Extent extent = view.rowExtent(CrudOperation.READ).orElseThrow();
    RowScope scope =
        switch (extent) {
          case Extent.Own _ -> new RowScope.OwnRows(Objects.requireNonNull(caller), Set.of(), null);
          case Extent.All _ -> new RowScope.AllRows(caller, Set.of(), null, "test");
          case Extent.Matching rows ->
              new RowScope.MatchingRows(caller, Set.of(), null, rows, "test");
        };
    ListSql lists = new ListSql(API, plan, new StatementTextCache(TextCollation.STANDARD, true));
    RowPredicate words =
        new RowPredicate.SearchMatch(Objects.requireNonNull(plan.search()), "needle");
    RowPredicate price =
        new RowPredicate.ValueComparison(
            plan.table().column("price"), ComparisonOperator.EQ, new BigDecimal("1.5"));
    TestListQuery all = TestListQuery.of(view);
    List<SqlStatement> statements =
        List.of(
            lists.of(scope, all.where(words).query()),
            lists.of(scope, all.where(new RowPredicate.AllOf(List.of(price, words))).query()),
            lists.of(scope, all.where(price).count(CountMode.ESTIMATED).query()),
            lists.of(
                scope,
                all.sort("-price").count(CountMode.NONE).after(new BigDecimal("2"), 1L).query()),
            lists.of(
                scope,
                all.where(words)
                    .sort("price")
                    .count(CountMode.NONE)
                    .after(BigDecimal.ONE, 1L)
                    .query()));
    assertThat(statements)
        .allSatisfy(
            s ->
                assertThat(s.text())
                    .contains("\"__" + resource + "\"")
                    .doesNotContain("\"app\".\"" + resource));
    return statements;
  }

  /// The statement that lets each row through.
  private static SqlStatement withoutPredicate(SqlStatement statement) {
    String user =
        statement.text().contains("nullif(c.uid, '')") ? "nullif(c.uid, '')::uuid" : "c.uid::uuid";
    String text =
        statement
            .text()
            .replace("\"user_id\" = " + user, "\"user_id\" is not null and c.uid is not null")
            .replace(
                TsVectorExpression.ownerQuery(user), "websearch_to_tsquery('english', 'needle')");
    Object[] values = new Object[statement.arguments().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = statement.arguments().getValue(i);
    }
    return new SqlStatement(text, values);
  }
}
