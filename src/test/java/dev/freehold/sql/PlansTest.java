package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.Scope;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A page of many rows is read from an index, wherever it begins: no statement touches more than a few rows for each that
/// it answers.
final class PlansTest {
  private static final int ROWS = 100_000;
  private static final String FILL =
      "insert into app.%1$s (user_id, %2$s, created_at%3$s) select '%5$s', n %% 5000,"
          + " now() - n * interval '1 second'%4$s from generate_series(1, %6$d) n";
  private static final Pattern TOUCHED =
      Pattern.compile("(?:actual rows=|Rows Removed by Filter: )([0-9]+)");

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void aPageIsReadFromAnIndex(DatabaseTarget server) {
    try (Agency agency = new Agency(server)) {
      agency.execute(FILL.formatted("projects", "name", "", "", Agency.ANN, ROWS));
      agency.execute(
          FILL.formatted("tasks", "title", ", project_id", ", n % 1000 + 1", Agency.ANN, ROWS));
      agency.execute("vacuum analyze app.projects");
      agency.execute("vacuum analyze app.tasks");
      var time =
          java.time.OffsetDateTime.parse(
              agency.query(
                  "select to_char(created_at at time zone 'UTC',"
                      + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from app.tasks where id = "
                      + ROWS / 2));
      try (AdminConnection connection = agency.serving()) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
          connection.execute("set plan_cache_mode = " + mode);
          Queries own = Queries.of(Agency.peoples(Agency.PROJECTS)).count(Count.NONE);
          few(connection, Agency.own(Agency.ANN), own);
          few(connection, Agency.own(Agency.ANN), own.after(time, (long) ROWS / 2));
          few(connection, Agency.own(Agency.ANN), own.sort("name").after("4000", 4000L));
          few(connection, Agency.all(Agency.EVE, "editor"), own.after(time, (long) ROWS / 2));
          Queries all = Queries.of(Agency.peoples(Agency.TASKS)).count(Count.NONE);
          few(connection, Agency.all(Agency.BOB), all);
          few(connection, Agency.all(Agency.BOB), all.after(time, (long) ROWS / 2));
          few(connection, Agency.all(Agency.BOB), all.sort("-title").after("4000", 4000L));
          few(
              connection,
              Agency.all(Agency.ANN),
              all.with(Queries.including(Agency.sight(false), Agency.TASKS, "project.client")));
          few(
              connection,
              Agency.own(Agency.ANN),
              own.with(Queries.including(Agency.sight(false), Agency.PROJECTS, "tasks")));
          few(
              connection,
              Agency.all(Agency.ANN),
              all.parent(Agency.peoples(Agency.PROJECTS), "tasks", 7L));
        }
      }
    }
  }

  private static void few(AdminConnection connection, Scope scope, Queries query) {
    Statement statement =
        new ListSql(Agency.API, query.selection().view().plan()).of(scope, query.query());
    assertThat(Agency.run(connection, statement)).hasSize(query.limit() + 1);
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
