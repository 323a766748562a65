package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowScope;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class StatementTextCacheTest {
  private static final RowScope ANN = SharedRowsFixture.own(SharedRowsFixture.ANN);
  private static final RowScope BOB = SharedRowsFixture.own(SharedRowsFixture.BOB);
  private static final ColumnPlan NAME = SharedRowsFixture.PROJECTS.table().column("name");

  private final StatementTextCache texts = new StatementTextCache(TextCollation.STANDARD);
  private final ListSql list =
      new ListSql(SharedRowsFixture.API, SharedRowsFixture.PROJECTS, texts);
  private final TestListQuery plain =
      TestListQuery.of(SharedRowsFixture.ofUser(SharedRowsFixture.PROJECTS));

  @Test
  void equalShapesShareOneText() {
    ListQuery milk = plain.where(equal("milk")).query();
    ListQuery bread = plain.where(equal("bread")).query();
    assertThat(list.of(ANN, milk).text()).isSameAs(list.of(BOB, bread).text());
    assertThat(list.of(BOB, bread).arguments().getValue(1)).isEqualTo("bread");
    assertThat(list.of(ANN, plain.query()).text()).isSameAs(list.of(BOB, plain.query()).text());
  }

  @Test
  void differentTextsHaveDifferentShapes() {
    ColumnPlan client = SharedRowsFixture.PROJECTS.table().column("client_id");
    List<TestListQuery> different =
        List.of(
            plain,
            plain.page(2),
            plain.limit(7),
            plain.limit(7).page(2),
            plain.count(ListQuery.CountMode.NONE),
            plain.count(ListQuery.CountMode.ESTIMATED),
            plain.sort("name"),
            plain.sort("-name"),
            plain.sort("client_id").after(null, 1L),
            plain.sort("client_id").after(new UUID(0, 0), 1L),
            plain.sort("client_id").limit(7).after(new UUID(0, 0), 1L),
            plain.where(equal("a")),
            plain.where(new RowPredicate.AnyOf(List.of(equal("a"), equal("b")))),
            plain.where(new RowPredicate.AllOf(List.of(equal("a"), equal("b")))),
            plain.where(new RowPredicate.IsNull(NAME, false)),
            plain.where(new RowPredicate.IsNull(client, false)),
            plain.where(new RowPredicate.IsNull(NAME, true)),
            plain.where(new RowPredicate.InList(NAME, List.of(), true)),
            plain.where(new RowPredicate.InList(NAME, List.of(), false)),
            plain.with(
                TestListQuery.including(
                    SharedRowsFixture.apiView(false), SharedRowsFixture.PROJECTS, "client")),
            plain.with(
                TestListQuery.including(
                    SharedRowsFixture.apiView(false), SharedRowsFixture.PROJECTS, "tasks")),
            plain.with(
                TestListQuery.including(
                    SharedRowsFixture.apiView(false),
                    SharedRowsFixture.PROJECTS,
                    "tasks.project")));
    assertThat(different.stream().map(q -> list.of(ANN, q.query()).text())).doesNotHaveDuplicates();
    assertThat(list.of(SharedRowsFixture.all(SharedRowsFixture.EVE), plain.query()).text())
        .isNotEqualTo(list.of(ANN, plain.query()).text());
  }

  @Test
  void clientsCannotGrowTheCache() {
    List<RowPredicate> terms = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      terms.add(equal("a"));
      String text = list.of(ANN, plain.where(new RowPredicate.AnyOf(terms)).query()).text();
      assertThat(text).contains("$" + (i + 2) + "::text");
    }
    assertThat(texts.size()).isBetween(100, 512);
  }

  private static RowPredicate equal(String value) {
    return new RowPredicate.ValueComparison(NAME, RowPredicate.ComparisonOperator.EQ, value);
  }
}
