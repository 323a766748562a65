package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.Column;
import dev.freehold.query.ListQuery;
import dev.freehold.query.Predicate;
import dev.freehold.query.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class StatementTextsTest {
  private static final Scope ANN = Agency.own(Agency.ANN);
  private static final Scope BOB = Agency.own(Agency.BOB);
  private static final Column NAME = Agency.PROJECTS.table().column("name");

  private final StatementTexts texts = new StatementTexts();
  private final ListSql list = new ListSql(Agency.API, Agency.PROJECTS, texts);
  private final Queries plain = Queries.of(Agency.peoples(Agency.PROJECTS));

  @Test
  void oneShapeIsOneText() {
    ListQuery milk = plain.where(equal("milk")).query();
    ListQuery bread = plain.where(equal("bread")).query();
    assertThat(list.of(ANN, milk).text()).isSameAs(list.of(BOB, bread).text());
    assertThat(list.of(BOB, bread).arguments().getValue(1)).isEqualTo("bread");
    assertThat(list.of(ANN, plain.query()).text()).isSameAs(list.of(BOB, plain.query()).text());
  }

  @Test
  void whatATextDependsOnTellsShapesApart() {
    Column client = Agency.PROJECTS.table().column("client_id");
    List<Queries> different =
        List.of(
            plain,
            plain.page(2),
            plain.limit(7),
            plain.limit(7).page(2),
            plain.count(ListQuery.Count.NONE),
            plain.count(ListQuery.Count.ESTIMATED),
            plain.sort("name"),
            plain.sort("-name"),
            plain.sort("client_id").after(null, 1L),
            plain.sort("client_id").after(new UUID(0, 0), 1L),
            plain.sort("client_id").limit(7).after(new UUID(0, 0), 1L),
            plain.where(equal("a")),
            plain.where(new Predicate.Any(List.of(equal("a"), equal("b")))),
            plain.where(new Predicate.All(List.of(equal("a"), equal("b")))),
            plain.where(new Predicate.Null(NAME, false)),
            plain.where(new Predicate.Null(client, false)),
            plain.where(new Predicate.Null(NAME, true)),
            plain.where(new Predicate.OneOf(NAME, List.of(), true)),
            plain.where(new Predicate.OneOf(NAME, List.of(), false)),
            plain.with(Queries.including(Agency.sight(false), Agency.PROJECTS, "client")),
            plain.with(Queries.including(Agency.sight(false), Agency.PROJECTS, "tasks")),
            plain.with(Queries.including(Agency.sight(false), Agency.PROJECTS, "tasks.project")));
    assertThat(different.stream().map(q -> list.of(ANN, q.query()).text())).doesNotHaveDuplicates();
    assertThat(list.of(Agency.all(Agency.EVE), plain.query()).text())
        .isNotEqualTo(list.of(ANN, plain.query()).text());
  }

  @Test
  void clientsCannotMakeItGrow() {
    List<Predicate> terms = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      terms.add(equal("a"));
      String text = list.of(ANN, plain.where(new Predicate.Any(terms)).query()).text();
      assertThat(text).contains("$" + (i + 2) + "::text");
    }
    assertThat(texts.size()).isBetween(100, 512);
  }

  private static Predicate equal(String value) {
    return new Predicate.Compare(NAME, Predicate.Comparison.EQ, value);
  }
}
