package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.SpecFile;
import io.vertx.sqlclient.Row;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of an included list are found by their ids, and not in a scan.
final class IncludedListPlanTest {
  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void theRowsOfAListAreFoundByTheirIds(String mode) {
    try (ApiScenario scenario = new ApiScenario(SpecFile.read("albums"))) {
      Person owner = scenario.person();
      scenario.sql(
          """
          insert into app.tags (name) select n::text from generate_series(1, 20000) n;
          insert into auth.users (id, password_hash)
            select md5(n::text)::uuid, '$argon2id$x' from generate_series(0, 9999) n;
          insert into app._people (user_id, id, display_name)
            select u.id, u.id, 'x' from auth.users u;
          insert into app.albums (user_id, title, friends, tags)
            select 'OWNER'::uuid, 'x', array[md5('7')::uuid, md5('3')::uuid],
                array[n * 3 % 20000 + 1, n * 7 % 20000 + 1]::bigint[]
              from generate_series(1, 20) n\
          """
              .replace("OWNER", owner.id().toString()));
      for (String table : new String[] {"tags", "_people", "albums"}) {
        scenario.sql("vacuum analyze app." + table);
      }
      ApiPlan plan = ApiPlanner.plan(SpecFile.read("albums"));
      ResourcePlan albums = plan.resource("albums");
      ApiView sight = new ApiView(plan, true, Set.of(), null);
      ResourceView view = sight.resource(albums);
      RowScope scope =
          new RowScope.MatchingRows(
              owner.id(),
              Set.of(),
              null,
              (Extent.Matching) view.rowExtent(CrudOperation.READ).orElseThrow(),
              "read: owner");
      Selection selection = TestListQuery.including(sight, albums, "friends", "tags");
      SqlStatement statement =
          new ListSql(plan, albums, new StatementTextCache(TextCollation.STANDARD))
              .of(scope, TestListQuery.of(view).with(selection).query());
      try (AdminConnection connection = scenario.connection()) {
        connection.execute("set session authorization " + scenario.apiRole());
        connection.execute("set plan_cache_mode = " + mode);
        String text =
            connection
                .query("explain (analyze, costs off) " + statement.text(), statement.arguments())
                .stream()
                .map((Row r) -> r.getString(0))
                .collect(Collectors.joining("\n"));
        assertThat(text)
            .doesNotContain("Seq Scan on tags", "Seq Scan on _people")
            .contains("on tags t", "on _people t");
      }
    }
  }
}
