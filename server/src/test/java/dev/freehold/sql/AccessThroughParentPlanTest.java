package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.QueryCost;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.SpecFile;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rows under a parent whose access goes through it: predicate and policy together read a few
/// rows for each row of the page, also for a caller who may read many more parents than others.
final class AccessThroughParentPlanTest {
  private static final Pattern TOUCHED =
      Pattern.compile("(?:actual rows=|Rows Removed by Filter: )([0-9]+)");

  @Test
  void pageOfAPersonWithManyParentsReadsFewRows() {
    ApiPlan api = ApiPlanner.plan(SpecFile.read("support"));
    ApiView users = new ApiView(api, true, Set.of(), null);
    ResourceView questions = users.resource(api.resource("questions"));
    ResourceView articles = users.resource(api.resource("articles"));
    try (ApiScenario scenario = new ApiScenario(SpecFile.read("support"))) {
      Person author = scenario.person();
      // Two articles of each of 2,000 authors and 5,000 of one; 30 questions for every tenth.
      scenario.sql(
          """
          set session_replication_role = replica;
          create temporary table authors as
            select gen_random_uuid() as id, 2 as articles from generate_series(1, 2000)
            union all select '%s', 5000;
          insert into app.articles (id, user_id, title)
            select gen_random_uuid(), a.id, n from authors a, generate_series(1, a.articles) n;
          insert into app.questions (id, user_id, article_id, text, created_at)
            select gen_random_uuid(), user_id, id, n, now() - n * interval '1 second'
              from app.articles, generate_series(1, 30) n
              where title::int %% 10 = 1

          """
              .formatted(author.id()));
      scenario.sql("vacuum analyze app.articles");
      scenario.sql("vacuum analyze app.questions");
      SqlStatement page =
          new ListSql(api, questions.plan(), new StatementTextCache(TextCollation.STANDARD))
              .of(
                  new RowScope.MatchingRows(
                      author.id(),
                      Set.of(),
                      null,
                      (Extent.Matching) questions.rowExtent(CrudOperation.READ).orElseThrow(),
                      "test"),
                  TestListQuery.of(questions)
                      .count(CountMode.NONE)
                      .parent(
                          articles,
                          "questions",
                          UUID.fromString(
                              scenario.query(
                                  "select id::text from app.articles where user_id = '"
                                      + author.id()
                                      + "' and title = '11'")))
                      .query());
      assertThat(page.cost()).isEqualTo(QueryCost.BOUNDED);
      try (AdminConnection connection = scenario.connection()) {
        connection.execute("set session authorization " + scenario.apiRole());
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
          connection.execute("set plan_cache_mode = " + mode);
          assertThat(SharedRowsFixture.run(connection, page)).hasSize(21);
          String plan =
              connection
                  .query(
                      "explain (analyze, timing off, costs off, summary off) " + page.text(),
                      page.arguments())
                  .stream()
                  .map(row -> row.getString(0))
                  .collect(Collectors.joining("\n"));
          assertThat(TOUCHED.matcher(plan).results().map(r -> Integer.valueOf(r.group(1))).toList())
              .as(plan)
              .isNotEmpty()
              .allMatch(rows -> rows <= 30);
        }
      }
    }
  }
}
