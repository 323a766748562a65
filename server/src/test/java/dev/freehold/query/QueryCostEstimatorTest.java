package dev.freehold.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.input.ListQueryReader;
import dev.freehold.input.ListQueryReader.ListQueryBuilder;
import dev.freehold.input.SummaryQueryReader;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.ListQuery.ParentRow;
import dev.freehold.query.QueryCost.Scan;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleCompiler.RuleResult;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testing.SpecFile;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cost of each shape of query: what an index bounds, and why the rest has no bound.
final class QueryCostEstimatorTest {
  private static final ApiPlan API = ApiPlanner.plan(SpecFile.read("catalogue"));
  private static final ApiView VIEW = new ApiView(API, true, Set.of(), null);
  private static final ResourcePlan PRODUCTS = API.resource("products");
  private static final ResourcePlan NOTES = API.resource("notes");
  private static final KeysetCursorCodec CURSORS =
      new KeysetCursorCodec(SigningSecrets.of(Secret.of("0123456789abcdef0123456789abcdef")));

  private static ListQuery query(ResourcePlan plan, @Nullable ParentRow parent, String query) {
    ListQueryBuilder builder =
        new ListQueryReader(API, plan, CURSORS)
            .newBuilder(VIEW, new KeysetCursorCodec.Holder(new UUID(7, 1), null), parent);
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        builder.addParameter(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return builder.build();
  }

  private static String words(QueryCost cost) {
    return switch (cost) {
      case QueryCost.Bounded _ -> "bounded";
      case Scan(_, Extent extent, QueryCost.ScanReason reason) -> extent + " " + reason;
    };
  }

  private static String summaryCost(ResourcePlan plan, Extent extent, String query) {
    SummaryQueryReader.SummaryQueryBuilder builder = new SummaryQueryReader(plan).newBuilder(VIEW);
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      builder.addParameter(parameter.substring(0, equals), parameter.substring(equals + 1));
    }
    return words(new QueryCostEstimator(plan, true).ofSummary(extent, builder.build()));
  }

  private static String cost(ResourcePlan plan, Extent extent, String query) {
    return words(new QueryCostEstimator(plan, true).ofList(extent, query(plan, null, query)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                         | ALL COUNT
          count=estimated                            | ALL COUNT
          count=none                                 | bounded
          count=none&limit=100                       | bounded
          count=none&page=50                         | bounded
          count=none&page=51&limit=20                | bounded
          count=none&page=52&limit=20                | ALL OFFSET
          page=4000&limit=100                        | ALL OFFSET
          count=none&sort=-name                      | bounded
          count=none&sort=id                         | bounded
          count=none&sort=-id                        | bounded
          count=none&sort=weight                     | ALL SORT
          count=none&sort=name:lower                 | ALL SORT
          count=none&sort=-name:lower                | ALL SORT
          name=A&count=none&sort=name:lower          | bounded
          count=none&sort=name,-id                   | ALL SORT
          count=none&sort=created_at                 | ALL SORT
          price=5&count=none                         | ALL FILTER
          weight=5                                   | ALL FILTER
          sku=A-1&count=none                         | ALL FILTER
          name=A&count=none                          | bounded
          name=A                                     | ALL COUNT
          name=A&sort=price&count=none               | ALL SORT
          name[gt]=A&count=none                      | bounded
          name[between]=A,B&count=none&sort=-name    | bounded
          name[gt]=A&count=none&sort=id              | ALL SORT
          name[gt]=A&weight=1&count=none             | ALL FILTER
          kind=toy&sort=-price&count=none            | bounded
          kind=toy&sort=price&count=none             | bounded
          kind=toy&sort=price,-id&count=none         | ALL SORT
          kind=toy&price[lt]=5&sort=price&count=none | bounded
          sort=kind&count=none                       | ALL SORT
          kind=toy&sort=kind&count=none              | ALL SORT
          kind=toy&price[lt]=5&count=none            | ALL SORT
          price[lt]=5&sort=price&count=none          | ALL FILTER
          shown=books&sort=-price&count=none         | bounded
          shown=books&count=none                     | ALL SORT
          shelf_id=3&count=none                      | bounded
          shelf_id=3                                 | ALL COUNT
          shelf_id[in]=1,2,3&count=none              | ALL FILTER
          name[ne]=A&count=none                      | ALL FILTER
          shelf.label=A&count=none                    | ALL FILTER
          shelf.label[contains]=A&count=none          | ALL SEARCH
          or=(id.eq.1,shelf.label.contains.A)         | ALL SEARCH
          id=1&shelf.label=A                          | bounded
          shelf.products.count=1&count=none          | ALL RELATED
          id=1&shelf.products.count=1                | ALL RELATED
          or=(id.eq.1,shelf.products.count.eq.1)     | ALL RELATED
          sort=shelf.label&count=none                 | ALL SORT
          sort=shelf.id&count=none                   | ALL SORT
          sort=shelf.products.count&count=none       | ALL RELATED
          id[in]=1,2&sort=shelf.label                 | bounded
          id[in]=1,2&sort=shelf.products.count       | ALL RELATED
          name[nin]=A&count=none                     | ALL FILTER
          weight[null]=true&count=none               | ALL FILTER
          id=7                                       | bounded
          id[in]=7,8,9&sort=weight                   | bounded
          id=7&weight=5&page=900                     | bounded
          id[gt]=7&sort=id&count=none                | bounded
          id[gt]=7&count=none                        | ALL SORT
          or=(id.eq.1,id.eq.2)                       | ALL FILTER
          or=(id.eq.1)                               | bounded
          or=(and(id.eq.1,weight.gt.3))              | bounded
          or=(weight.eq.1,name.contains.x)           | ALL SEARCH
          name[contains]=x&count=none                | ALL SEARCH
          name[icontains]=x&count=none               | ALL SEARCH
          name[startsWith]=x&count=none              | ALL SEARCH
          tags[contains]=x&count=none                | ALL SEARCH
          q=x&count=none                             | ALL SEARCH
          include=shelf&count=none                   | bounded
          include=shelf&count=none&limit=100         | bounded
          """)
  void rowsOfAllUsers(String query, String cost) {
    assertThat(cost(PRODUCTS, Extent.ALL, query)).isEqualTo(cost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                        | OWN COUNT
          count=none                | bounded
          done=true&count=none      | bounded
          done=true                 | OWN COUNT
          rank[gt]=3&count=none     | bounded
          title=A                   | bounded
          title[in]=A,B&sort=title  | bounded
          id[in]=7,8                | bounded
          sort=title&count=none     | OWN SORT
          sort=-id&count=none       | bounded
          title[contains]=x         | OWN SEARCH
          or=(rank.eq.1,rank.eq.2)  | OWN FILTER
          limit=100&count=none      | bounded
          limit=101&count=none      | OWN PAGE
          limit=101&title[contains]=x | OWN SEARCH
          limit=101&or=(rank.eq.1,rank.eq.2) | OWN PAGE
          limit=101&id[in]=7,8      | bounded
          """)
  void rowsOfTheCaller(String query, String cost) {
    assertThat(cost(NOTES, Extent.OWN, query)).isEqualTo(cost);
  }

  /// In a database whose locale has another order than that of code points.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          count=none&sort=-name                      | ALL SORT
          name=A&count=none                          | bounded
          name=A&sort=name&count=none                | bounded
          name[gt]=A&count=none                      | ALL FILTER
          name[between]=A,B&count=none&sort=-name    | ALL FILTER
          kind=toy&sort=-price&count=none            | bounded
          count=none&sort=id                         | bounded
          """)
  void noIndexServesAnOrderOfTextInAnotherLocale(String query, String cost) {
    assertThat(
            words(
                new QueryCostEstimator(PRODUCTS, false)
                    .ofList(Extent.ALL, query(PRODUCTS, null, query))))
        .isEqualTo(cost);
  }

  @Test
  void rowsOfOneParentAreARangeOfTheIndexOfTheReference() {
    ResourceView shelves = VIEW.resource(API.resource("shelves"));
    ParentRow shelf =
        new ParentRow(
            shelves, VIEW.visibleRelation(shelves, "products").orElseThrow().relation(), 1L);
    QueryCostEstimator costs = new QueryCostEstimator(PRODUCTS, true);
    assertThat(costs.ofList(Extent.ALL, query(PRODUCTS, shelf, "count=none")))
        .isEqualTo(QueryCost.BOUNDED);
    assertThat(words(costs.ofList(Extent.ALL, query(PRODUCTS, shelf, "")))).isEqualTo("ALL COUNT");
    assertThat(words(costs.ofList(Extent.ALL, query(PRODUCTS, shelf, "sort=price&count=none"))))
        .isEqualTo("ALL SORT");
  }

  /// The condition of `via ticket where internal = false` is left to be checked for each row.
  @ParameterizedTest
  @CsvSource({
    "articles, questions, bounded",
    "comments, reactions, bounded",
    "tickets, comments, ALL FILTER",
  })
  void accessThroughTheParentIsCheckedOnce(String parents, String children, String cost) {
    ApiPlan api = ApiPlanner.plan(SpecFile.read("support"));
    ApiView users = new ApiView(api, true, Set.of(), null);
    ResourceView parent = users.resource(api.resource(parents));
    ResourceView child = users.resource(api.resource(children));
    ParentRow row =
        new ParentRow(parent, users.visibleRelation(parent, children).orElseThrow().relation(), 1L);
    ListQueryBuilder builder =
        new ListQueryReader(api, child.plan(), CURSORS)
            .newBuilder(users, new KeysetCursorCodec.Holder(new UUID(7, 1), null), row);
    builder.addParameter("count", "none");
    ListQuery query = builder.build();
    Extent extent = child.rowExtent(CrudOperation.READ).orElseThrow();
    QueryCostEstimator costs = new QueryCostEstimator(child.plan(), true);
    assertThat(words(costs.ofList(row.remaining(extent), query))).isEqualTo(cost);
    assertThat(words(costs.ofList(extent, query))).isEqualTo("ALL FILTER");
  }

  /// A reference of another name may lead to a row that the caller cannot read.
  @Test
  void accessThroughAnotherReferenceIsCheckedForEachRow() {
    ApiPlan api = ApiPlanner.plan(SpecFile.read("support"));
    ApiView users = new ApiView(api, true, Set.of(), null);
    ResourceView tickets = users.resource(api.resource("tickets"));
    ResourceView comments = users.resource(api.resource("comments"));
    ParentRow ticket =
        new ParentRow(
            tickets, users.visibleRelation(tickets, "comments").orElseThrow().relation(), 1L);
    Extent ofReactions =
        users.resource(api.resource("reactions")).rowExtent(CrudOperation.READ).orElseThrow();
    assertThat(ticket.remaining(ofReactions)).isEqualTo(ofReactions);
    assertThat(ticket.remaining(Extent.OWN)).isEqualTo(Extent.OWN);
    Extent.Branch unreadable =
        new Extent.Branch(
            null,
            List.of(
                new Extent.RelatedRow("ticket", "ticket_id", comments.plan(), "id", Extent.OWN)),
            null,
            null,
            null);
    Extent readElsewhere = new Extent.Matching(List.of(unreadable));
    assertThat(ticket.remaining(readElsewhere)).isEqualTo(readElsewhere);
  }

  @Test
  void theRowsAfterACursorAreARangeOfTheIndexOfTheOrder() {
    for (String query : List.of("", "sort=weight")) {
      ListQuery first = query(PRODUCTS, null, query);
      ListQuery next =
          new ListQuery(
              first.selection(),
              first.where(),
              first.order(),
              first.limit(),
              new Paging.AfterRow(Arrays.asList("x", 1L)),
              CountMode.NONE,
              null,
              "");
      assertThat(words(new QueryCostEstimator(PRODUCTS, true).ofList(Extent.ALL, next)))
          .isEqualTo(query.isEmpty() ? "bounded" : "ALL SORT");
    }
  }

  @Test
  void includedRowsCountForEachRowOfThePage() {
    ResourcePlan shelves = API.resource("shelves");
    QueryCostEstimator costs = new QueryCostEstimator(shelves, true);
    for (String limit : List.of("10", "11")) {
      ListQuery query = query(shelves, null, "include=products&count=none&sort=id&limit=" + limit);
      assertThat(words(costs.ofList(Extent.ALL, query)))
          .isEqualTo(limit.equals("10") ? "bounded" : "ALL INCLUDE");
      assertThat(costs.ofRow(Extent.ALL, query.selection())).isEqualTo(QueryCost.BOUNDED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id[in]=1,2                | bounded
          name=A                    | bounded
          kind=toy                  | bounded
          kind=toy&price[lt]=5      | bounded
          weight=5                  | ALL FILTER
          kind[nin]=toy             | ALL FILTER
          name[contains]=x          | ALL SEARCH
          shelf.label=A              | ALL FILTER
          shelf.products.count=1    | ALL RELATED
          """)
  void aChangeOnlyHasToFindItsRows(String query, String cost) {
    RowPredicate where = query(PRODUCTS, null, query).where();
    assertThat(words(new QueryCostEstimator(PRODUCTS, true).ofChange(Extent.ALL, where)))
        .isEqualTo(cost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                        | ALL SUMMARY
          id=1                      | bounded
          id[in]=1,2                | bounded
          id=1&group=shelf_id&include=shelf           | bounded
          id=1&group=shelf_id&include=shelf&limit=201 | ALL INCLUDE
          kind=toy&price[lt]=5      | ALL SUMMARY
          weight=5                  | ALL FILTER
          name[contains]=x          | ALL SEARCH
          shelf.label=A              | ALL FILTER
          shelf.products.count=1    | ALL RELATED
          """)
  void aSummaryReadsEveryRowThatMatches(String query, String cost) {
    assertThat(summaryCost(PRODUCTS, Extent.ALL, query)).isEqualTo(cost);
  }

  @Test
  void aSummaryOfOwnRowsReadsNoOthers() {
    assertThat(summaryCost(NOTES, Extent.OWN, "")).isEqualTo("OWN SUMMARY");
    assertThat(summaryCost(NOTES, Extent.OWN, "title=t")).isEqualTo("bounded");
    assertThat(summaryCost(NOTES, Extent.ALL, "title=t")).isEqualTo("ALL FILTER");
  }

  /// A condition on the row may hide most rows of a page's index.
  @Test
  void aConditionOfTheAccessIsCheckedRowByRow() {
    Rule done =
        ((RuleResult.Valid)
                RuleCompiler.compile(
                    "done",
                    RuleContext.ACCESS,
                    Map.of("done", new RuleColumn(FieldType.of(ScalarType.BOOLEAN), true))))
            .rule();
    Extent ownDone =
        new Extent.Matching(List.of(new Extent.Branch(PersonColumn.ofOne("user_id"), done)));
    Extent ownOrDone =
        new Extent.Matching(
            List.of(
                new Extent.Branch(PersonColumn.ofOne("user_id"), null),
                new Extent.Branch(null, done)));
    assertThat(cost(NOTES, ownDone, "count=none")).isEqualTo("OWN FILTER");
    assertThat(cost(NOTES, ownOrDone, "count=none")).isEqualTo("ALL FILTER");
    assertThat(cost(NOTES, ownDone, "id[in]=7,8")).isEqualTo("bounded");
    assertThat(cost(NOTES, ownDone, "title[contains]=x")).isEqualTo("OWN SEARCH");
    Extent own =
        new Extent.Matching(List.of(new Extent.Branch(PersonColumn.ofOne("user_id"), null)));
    assertThat(cost(NOTES, own, "count=none")).isEqualTo("bounded");
  }
}
