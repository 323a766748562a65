package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.plan.PersonColumn;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleCompiler.RuleResult;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that a page is read from an index, wherever it begins: no statement reads more than a few
/// rows for each row that it returns.
final class QueryPlanTest {
  private static final int ROWS = 100_000;
  private static final String FILL =
      "insert into app.%1$s (user_id, %2$s, created_at%3$s) select '%5$s', n %% 5000,"
          + " now() - n * interval '1 second'%4$s from generate_series(1, %6$d) n";
  private static final Pattern TOUCHED =
      Pattern.compile("(?:actual rows=|Rows Removed by Filter: )([0-9]+)");

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aPageIsReadFromAnIndex(DatabaseTarget server) {
    try (SharedRowsFixture fixture = new SharedRowsFixture(server)) {
      fixture.execute(FILL.formatted("projects", "name", "", "", SharedRowsFixture.ANN, ROWS));
      fixture.execute(
          FILL.formatted(
              "tasks", "title", ", project_id", ", n % 1000 + 1", SharedRowsFixture.ANN, ROWS));
      // For ownOrTitled: a resource with a grant to owners has this index, and its rows have many
      // owners. The rows here have one.
      fixture.execute(
          "create index tasks_of_owner on app.tasks (user_id, created_at desc, id desc)");
      fixture.execute("alter table app.tasks alter column user_id set (n_distinct = 1000)");
      fixture.execute("vacuum analyze app.projects");
      fixture.execute("vacuum analyze app.tasks");
      var time =
          java.time.OffsetDateTime.parse(
              fixture.query(
                  "select to_char(created_at at time zone 'UTC',"
                      + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from app.tasks where id = "
                      + ROWS / 2));
      try (AdminConnection connection = fixture.serving()) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
          connection.execute("set plan_cache_mode = " + mode);
          TestListQuery own =
              TestListQuery.of(SharedRowsFixture.ofUser(SharedRowsFixture.PROJECTS))
                  .count(CountMode.NONE);
          few(connection, SharedRowsFixture.own(SharedRowsFixture.ANN), own);
          few(
              connection,
              SharedRowsFixture.own(SharedRowsFixture.ANN),
              own.after(time, (long) ROWS / 2));
          few(
              connection,
              SharedRowsFixture.own(SharedRowsFixture.ANN),
              own.sort("name").after("4000", 4000L));
          few(
              connection,
              SharedRowsFixture.all(SharedRowsFixture.EVE, "editor"),
              own.after(time, (long) ROWS / 2));
          TestListQuery all =
              TestListQuery.of(SharedRowsFixture.ofUser(SharedRowsFixture.TASKS))
                  .count(CountMode.NONE);
          few(connection, SharedRowsFixture.all(SharedRowsFixture.BOB), all);
          few(
              connection,
              SharedRowsFixture.all(SharedRowsFixture.BOB),
              all.after(time, (long) ROWS / 2));
          few(
              connection,
              SharedRowsFixture.all(SharedRowsFixture.BOB),
              all.sort("-title").after("4000", 4000L));
          few(connection, ownOrTitled(SharedRowsFixture.BOB), all);
          few(connection, ownOrTitled(SharedRowsFixture.BOB), all.after(time, (long) ROWS / 2));
          few(
              connection,
              SharedRowsFixture.all(SharedRowsFixture.ANN),
              all.with(
                  TestListQuery.including(
                      SharedRowsFixture.apiView(false),
                      SharedRowsFixture.TASKS,
                      "project.client")));
          few(
              connection,
              SharedRowsFixture.own(SharedRowsFixture.ANN),
              own.with(
                  TestListQuery.including(
                      SharedRowsFixture.apiView(false), SharedRowsFixture.PROJECTS, "tasks")));
          few(
              connection,
              SharedRowsFixture.all(SharedRowsFixture.ANN),
              all.parent(SharedRowsFixture.ofUser(SharedRowsFixture.PROJECTS), "tasks", 7L));
        }
      }
    }
  }

  /// The rows of `owner, user where title != 'x'`.
  private static RowScope ownOrTitled(UUID user) {
    Map<String, RuleColumn> columns =
        Map.of("title", new RuleColumn(FieldType.of(ScalarType.STRING), true));
    Rule titled =
        ((RuleResult.Valid) RuleCompiler.compile("title != 'x'", RuleContext.ACCESS, columns))
            .rule();
    return new RowScope.MatchingRows(
        user,
        Set.of(),
        null,
        new Extent.Matching(
            List.of(
                new Extent.Branch(PersonColumn.ofOne("user_id"), null),
                new Extent.Branch(null, titled))),
        "test");
  }

  private static void few(AdminConnection connection, RowScope scope, TestListQuery query) {
    SqlStatement statement =
        new ListSql(
                SharedRowsFixture.API,
                query.selection().view().plan(),
                new StatementTextCache(TextCollation.STANDARD))
            .of(scope, query.query());
    assertThat(SharedRowsFixture.run(connection, statement)).hasSize(query.limit() + 1);
    List<Row> lines =
        connection.query(
            "explain (analyze, timing off, costs off, summary off) " + statement.text(),
            statement.arguments());
    String plan = lines.stream().map(r -> r.getString(0)).collect(Collectors.joining("\n"));
    assertThat(plan).doesNotContain("Seq Scan", "Bitmap");
    assertThat(
            TOUCHED
                .matcher(plan)
                .results()
                .map((MatchResult r) -> Integer.valueOf(r.group(1)))
                .toList())
        .as(plan)
        .isNotEmpty()
        .allMatch(rows -> rows <= 50);
  }
}
