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
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.SpecFile;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rows that a person reads because a list names him are found by their links, and not in a scan.
final class SharedListPlanTest {
  private static final Pattern TOUCHED = Pattern.compile("actual rows=(\\d+)");

  @Test
  void theListsOfAFriendAreFoundByTheirLinks() {
    try (ApiScenario scenario = new ApiScenario(SpecFile.read("friends"))) {
      Person friend = scenario.person();
      scenario.sql(
          """
          insert into auth.users (id, password_hash)
            select md5(n::text)::uuid, '$argon2id$x' from generate_series(0, 999) n;
          insert into app.lists (user_id, title, friends)
            select md5((n % 1000)::text)::uuid, 'x',
                case when n % 500 = 0 then array['FRIEND'::uuid]
                     else array[md5((n * 7 % 1000)::text)::uuid] end
              from generate_series(1, 20000) n\
          """
              .replace("FRIEND", friend.id().toString()));
      scenario.sql("vacuum analyze app.lists");
      scenario.sql("vacuum analyze app._lists_friends");
      ApiPlan plan = ApiPlanner.plan(SpecFile.read("friends"));
      ResourcePlan lists = plan.resource("lists");
      ResourceView view = new ApiView(plan, true, Set.of(), null).resource(lists);
      Extent extent = view.rowExtent(CrudOperation.READ).orElseThrow();
      RowScope scope =
          new RowScope.MatchingRows(
              friend.id(),
              Set.of(),
              null,
              (Extent.Matching) extent,
              "read: owner or friends or readers");
      SqlStatement statement =
          new ListSql(plan, lists, new StatementTextCache(TextCollation.STANDARD))
              .of(scope, TestListQuery.of(view).query());
      try (AdminConnection connection = scenario.connection()) {
        connection.execute("set session authorization " + scenario.apiRole());
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
          connection.execute("set plan_cache_mode = " + mode);
          assertThat(connection.query(statement.text(), statement.arguments()).getFirst())
              .satisfies(row -> assertThat(row.getLong("total")).isEqualTo(40));
          String text =
              connection
                  .query(
                      "explain (analyze, timing off, costs off, summary off) " + statement.text(),
                      statement.arguments())
                  .stream()
                  .map((Row r) -> r.getString(0))
                  .collect(Collectors.joining("\n"));
          assertThat(text).doesNotContain("Seq Scan on lists");
          assertThat(
                  TOUCHED
                      .matcher(text)
                      .results()
                      .map((MatchResult r) -> Integer.valueOf(r.group(1)))
                      .toList())
              .as(text)
              .isNotEmpty()
              .allMatch(rows -> rows <= 100);
        }
      }
    }
  }
}
