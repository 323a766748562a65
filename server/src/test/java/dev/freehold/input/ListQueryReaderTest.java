package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.ResourceView;
import dev.freehold.query.Selection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListQueryReaderTest {
  private static final OffsetDateTime THEN = OffsetDateTime.parse("2026-11-22T09:30:00.123456Z");

  @Test
  void theDefaultQueryIsCached() {
    ListQuery query = QueryReaderFixture.read("");

    assertThat(query).isSameAs(QueryReaderFixture.read(""));
    assertThat(query.paging()).isEqualTo(new Paging.PageNumber(1));
    assertThat(query.limit()).isEqualTo(20);
    assertThat(query.count()).isEqualTo(CountMode.EXACT);
    assertThat(order(query)).isEqualTo("-created_at,-id");
    assertThat(names(query.selection())).doesNotContain("risk", "_version").contains("title");
    assertThat(names(QueryReaderFixture.read(QueryReaderFixture.ADMIN, "").selection()))
        .contains("risk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sort=title|title,id",
        "sort=-due_on,title|-due_on,title,id",
        "sort=title,-due_on|title,-due_on,-id",
        "sort=id|id",
        "sort=title:lower|title:lower,id",
        "sort=-mail:lower,title|-mail:lower,title,id",
        "sort=title,-mail:lower|title,-mail:lower,-id",
        "sort=-id,title|-id",
        "sort=project_id,-created_at|project_id,-created_at,-id",
        "sort=mail,title,completed,price|mail,title,completed,price,id",
      })
  void sorts(String query, String order) {
    assertThat(order(QueryReaderFixture.read(query))).isEqualTo(order);
  }

  @Test
  void selects() {
    assertThat(names(QueryReaderFixture.read("fields=title,id").selection()))
        .containsExactly("id", "title");
    assertThat(included("include=project.client,parent"))
        .isEqualTo("project:1(client:1()) parent:1()");
    assertThat(included("include=parent,project,project.client"))
        .isEqualTo("project:1(client:1()) parent:1()");
    assertThat(included("include=tasks,parent.tasks")).isEqualTo("parent:1(tasks:20()) tasks:20()");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page=0|page out_of_range",
        "page=1000001|page out_of_range",
        "page=99999999999999999999|page out_of_range",
        "page=007|page type",
        "page=-1|page type",
        "page=٣|page type",
        "page=|page type",
        "limit=101|limit out_of_range",
        "limit=all|limit type",
        "count=all|count not_one_of",
        "status=|status not_one_of",
        "status=open&status=open|status repeated",
        "page=1&page=2|page repeated",
        "=x|' unknown'",
        "page=0&limit=0&x=1|page out_of_range,limit out_of_range,x unknown",
        "page=1&cursor=x|page excluded",
        "cursor=x|cursor invalid_cursor",
        "cursor=|cursor invalid_cursor",
        "sort=|sort format",
        "sort=a,b,c,d,e|sort too_many",
        "sort=tags,extra|sort not_sortable,sort not_sortable",
        "sort=description|sort not_sortable",
        "sort=title,title|sort repeated",
        "sort=title,-title:lower|sort repeated",
        "sort=id:lower|sort not_sortable",
        "sort=points:lower,completed:lower,due_on:lower|sort not_sortable,sort not_sortable,sort"
            + " not_sortable",
        "sort=tags:lower,description:lower|sort not_sortable,sort not_sortable",
        "sort=title:,title:LOWER,title:lower:lower,title:desc|sort format,sort format,sort"
            + " format,sort format",
        "sort=:lower,titel:lower|sort unknown,sort unknown",
        "sort=titel,--id|sort unknown,sort unknown",
        "fields=|fields format",
        "fields=id,id,x|fields repeated,fields unknown",
        "include=|include format",
        "include=clients|include unknown",
        "include=project,project|include repeated",
        "include=parent.parent.parent.parent|include too_deep",
        "include=tasks.tasks|include too_many",
        "include=project.client.projects.tasks|include too_deep",
        "max_affected=1&dry_run=true|max_affected unknown,dry_run unknown",
      })
  void refuses(String query, String violations) {
    assertThat(
            violations(QueryReaderFixture.USER, query).stream()
                .map(f -> f.substring(0, f.indexOf(' ', f.indexOf(' ') + 1))))
        .containsExactly(violations.split(",", -1));
  }

  /// K1: an unreadable name gets exactly the response of one that does not exist.
  @Test
  void anUnreadableFieldIsUnknown() {
    for (String query :
        List.of(
            "risk=1",
            "risk[gt]=1",
            "risk[foo]=1",
            "or=(risk.eq.1)",
            "or=(risk.foo.1)",
            "sort=risk",
            "sort=-risk",
            "sort=risk:lower",
            "sort=risk:foo",
            "fields=risk",
            "include=risk")) {
      assertThat(violations(QueryReaderFixture.USER, query))
          .as(query)
          .isEqualTo(
              violations(QueryReaderFixture.USER, query.replace("risk", "xyzw")).stream()
                  .map(f -> f.replace("xyzw", "risk"))
                  .toList());
    }
    assertThat(violations(QueryReaderFixture.USER, "include=audit"))
        .containsExactly("include unknown include: audit is not known.");
    assertThat(violations(QueryReaderFixture.USER, "rick=1"))
        .containsExactly("rick unknown rick is not known.");
    assertThat(
            QueryReaderFixture.read(
                QueryReaderFixture.ADMIN, "risk=1&sort=risk&fields=risk&include=audit"))
        .isNotNull();
    assertThat(violations(QueryReaderFixture.ADMIN, "rick=1"))
        .containsExactly("rick unknown rick is not known; did you mean 'risk'?");
  }

  @Test
  void aCursorIsValidForItsOwnListOnly() {
    ListQuery query = QueryReaderFixture.read("completed=true&points[gt]=1&limit=5");
    String cursor =
        QueryReaderFixture.CURSORS.encode(
            query, QueryReaderFixture.ADA, new @Nullable Object[] {THEN, 7L});

    ListQuery next =
        QueryReaderFixture.read("points[gt]=1&completed=true&limit=9&cursor=" + cursor);
    assertThat(next.paging()).isEqualTo(new Paging.AfterRow(List.of(THEN, 7L)));
    assertThat(next.count()).isEqualTo(CountMode.NONE);
    assertThat(
            QueryReaderFixture.read("completed=true&points[gt]=1&count=estimated&cursor=" + cursor)
                .count())
        .isEqualTo(CountMode.ESTIMATED);
    for (String other :
        List.of(
            "completed=true",
            "completed=true&points[gt]=2",
            "completed=true&points[gte]=1",
            "completed=true&points[gt]=1&sort=created_at",
            "completed=true&points[gt]=1&sort=-updated_at",
            "completed=true&points[gt]=1&sort=-title:lower",
            "completed=true&points[gt]=1&q=x",
            "completed=true&points[gt]=1&status=open",
            "or=(completed.eq.true,points.gt.1)")) {
      assertThat(violations(QueryReaderFixture.USER, other + "&cursor=" + cursor))
          .containsExactly(
              "cursor invalid_cursor cursor is not valid for this list; start again without it.");
    }
  }

  @Test
  void aCursorIsBoundToUserAndParent() {
    ListQuery all = QueryReaderFixture.read("limit=1");
    String cursor =
        QueryReaderFixture.CURSORS.encode(
            all, QueryReaderFixture.ADA, new @Nullable Object[] {THEN, 7L});

    assertThat(paging(QueryReaderFixture.ADA, null, cursor)).isInstanceOf(Paging.AfterRow.class);
    assertThat(paging(KeysetCursorCodec.Holder.ANONYMOUS, null, cursor)).isNull();
    assertThat(paging(new KeysetCursorCodec.Holder(UUID.randomUUID(), null), null, cursor))
        .isNull();
    assertThat(paging(QueryReaderFixture.ADA, parent(7L), cursor)).isNull();

    ListQuery children =
        QueryReaderFixture.READER
            .newBuilder(QueryReaderFixture.USER, QueryReaderFixture.ADA, parent(7L))
            .build();
    assertThat(children.parent()).isEqualTo(parent(7L));
    String inside =
        QueryReaderFixture.CURSORS.encode(
            children, KeysetCursorCodec.Holder.ANONYMOUS, new @Nullable Object[] {THEN, 7L});
    assertThat(paging(KeysetCursorCodec.Holder.ANONYMOUS, parent(7L), inside))
        .isInstanceOf(Paging.AfterRow.class);
    assertThat(paging(KeysetCursorCodec.Holder.ANONYMOUS, parent(8L), inside)).isNull();
    assertThat(paging(KeysetCursorCodec.Holder.ANONYMOUS, null, inside)).isNull();
  }

  private static @Nullable Paging paging(
      KeysetCursorCodec.Holder holder, ListQuery.@Nullable ParentRow parent, String cursor) {
    ListQueryReader.ListQueryBuilder reading =
        QueryReaderFixture.READER.newBuilder(QueryReaderFixture.USER, holder, parent);
    reading.addParameter("cursor", cursor);
    try {
      return reading.build().paging();
    } catch (ProblemException refused) {
      return null;
    }
  }

  private static ListQuery.ParentRow parent(Object id) {
    ResourceView projects =
        QueryReaderFixture.USER.resource(QueryReaderFixture.API.resource("projects"));
    Relation tasks =
        QueryReaderFixture.USER.visibleRelation(projects, "tasks").orElseThrow().relation();
    return new ListQuery.ParentRow(projects, tasks, id);
  }

  private static String order(ListQuery query) {
    return query.order().stream()
        .map(k -> (k.descending() ? "-" : "") + k.column() + (k.ignoresCase() ? ":lower" : ""))
        .collect(Collectors.joining(","));
  }

  private static List<String> names(Selection selection) {
    return selection.columns().stream().map(ColumnPlan::name).toList();
  }

  private static String included(String query) {
    return included(QueryReaderFixture.read(query).selection());
  }

  private static String included(Selection selection) {
    return selection.included().stream()
        .map(i -> i.relation().name() + ":" + i.limit() + "(" + included(i.selection()) + ")")
        .collect(Collectors.joining(" "));
  }

  static List<String> violations(ApiView view, String query) {
    ProblemException thrown =
        catchThrowableOfType(ProblemException.class, () -> QueryReaderFixture.read(view, query));
    assertThat(thrown).as(query).isNotNull();
    return ((Problem.Invalid) thrown.problem())
        .violations().stream().map(v -> v.field() + " " + v.code() + " " + v.message()).toList();
  }
}
