package dev.freehold.sql;

import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldPath;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.query.Selection;
import dev.freehold.query.SummaryQuery;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec;
import dev.freehold.sql.BulkChangeSql.BulkDeleteSql;
import dev.freehold.sql.BulkChangeSql.BulkUpdateSql;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestSpecs;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Compares every kind of statement with a golden file.
final class StatementGoldenTest {
  private static final UUID USER = new UUID(0, 1);
  private static final RowScope OWN = SharedRowsFixture.own(USER);

  private final StringJoiner all = new StringJoiner(";\n\n", "", ";\n");

  @Test
  void makesTheStatementsOfTasks() {
    ApiPlan api = TestSpecs.plan(TestSpecs.tasks());
    ResourceView view = new ApiView(api, true, Set.of(), null).resource(api.resources().getFirst());
    each(api, view, OWN);
    TestListQuery list = TestListQuery.of(view);
    add("list, page 2", list(api, OWN, list.page(2)));
    add("list, limit 7", list(api, OWN, list.limit(7)));
    add(
        "list after",
        list(api, OWN, list.count(CountMode.NONE).after(java.time.OffsetDateTime.MAX, 1L)));
    RowPredicate open =
        new RowPredicate.ValueComparison(
            view.plan().table().column("completed"), RowPredicate.ComparisonOperator.EQ, false);
    add("list, one condition", list(api, OWN, list.where(open)));
    add("list, sorted", list(api, OWN, list.sort("title")));
    add("list, sorted without regard to case", list(api, OWN, list.sort("title:lower")));
    add(
        "list after, sorted without regard to case",
        list(api, OWN, list.sort("title:lower").count(CountMode.NONE).after("a", 1L)));
    add(
        "list after a value and a null, sorted without regard to case",
        list(
            api,
            OWN,
            list.sort("title:lower", "-description:lower")
                .count(CountMode.NONE)
                .after("a", null, 1L)));
    add(
        "summary",
        new SummarySql(api, view.plan(), new StatementTextCache(TextCollation.STANDARD))
            .of(OWN, summary(view, open)));
    check("tasks");
  }

  private static SummaryQuery summary(ResourceView view, RowPredicate where) {
    TablePlan table = view.plan().table();
    SummaryQuery.GroupKey title = new SummaryQuery.GroupKey(table.column("title"), null);
    SummaryQuery.GroupKey month =
        new SummaryQuery.GroupKey(table.column("created_at"), CalendarUnit.MONTH);
    SummaryQuery.RowCount count = new SummaryQuery.RowCount();
    SummaryQuery.Aggregate last =
        new SummaryQuery.Aggregate(AggregateFunction.MAX, table.column("updated_at"));
    return new SummaryQuery(
        view,
        where,
        List.of(title, month),
        List.of(count, last),
        List.of(
            new SummaryQuery.SummaryOrder(count, true),
            new SummaryQuery.SummaryOrder(title, false),
            new SummaryQuery.SummaryOrder(month, false)),
        100,
        List.of());
  }

  /// `bench/run` passes this and the statements above to `pgbench`.
  @Test
  void makesAListWithRelations() {
    ApiPlan api = TestSpecs.plan(SpecFile.example("projects"));
    ApiView apiView = new ApiView(api, true, Set.of(), null);
    ResourcePlan tasks = api.resource("tasks");
    TestListQuery list = TestListQuery.of(apiView.resource(tasks));
    add(
        "list with relations",
        list(api, OWN, list.with(TestListQuery.including(apiView, tasks, "project.client"))));
    check("projects");
  }

  @Test
  void makesTheStatementsOfRelatedRows() {
    ApiPlan api = TestSpecs.plan(SpecFile.example("projects"));
    ApiView apiView = new ApiView(api, true, Set.of(), null);
    ResourcePlan tasks = api.resource("tasks");
    ResourceView view = apiView.resource(tasks);
    TestListQuery list = TestListQuery.of(view);
    FieldPath client = apiView.field(view, "project.client.name").orElseThrow();
    FieldPath comments = apiView.field(view, "comments.count").orElseThrow();
    RowPredicate related =
        new RowPredicate.AllOf(
            List.of(
                client.meets(
                    new RowPredicate.ValueComparison(
                        client.column(), RowPredicate.ComparisonOperator.EQ, "Ada")),
                comments.meets(
                    new RowPredicate.ValueComparison(
                        comments.column(), RowPredicate.ComparisonOperator.GT, 0L))));
    add("list, conditions on related rows", list(api, OWN, list.where(related)));
    add("list, sorted by related rows", list(api, OWN, list.sort(client, comments)));
    add(
        "list after, sorted by related rows",
        list(api, OWN, list.sort(client, comments).count(CountMode.NONE).after("Ada", 1L, 1L)));
    add(
        "delete many, a condition on a related row",
        new BulkDeleteSql(api, tasks, new StatementTextCache(TextCollation.STANDARD))
            .of(OWN, related, 5));
    check("related");
  }

  @Test
  void makesTheStatementsOfEveryType() {
    ApiPlan api = TestSpecs.plan(TestSpecs.everyType());
    each(api, new ApiView(api, true, Set.of(), null).resource(api.resources().getFirst()), OWN);
    check("things");
  }

  @Test
  void makesTheStatementsOfSharedRows() {
    RowScope editor = SharedRowsFixture.all(USER, "editor");
    each(SharedRowsFixture.API, SharedRowsFixture.ofEditor(SharedRowsFixture.PROJECTS), editor);
    TestListQuery projects =
        TestListQuery.of(SharedRowsFixture.ofEditor(SharedRowsFixture.PROJECTS));
    TestListQuery tasks = TestListQuery.of(SharedRowsFixture.ofUser(SharedRowsFixture.TASKS));
    add(
        "list, own rows with relations",
        list(
            SharedRowsFixture.API,
            OWN,
            projects.with(
                TestListQuery.including(
                    SharedRowsFixture.apiView(false),
                    SharedRowsFixture.PROJECTS,
                    "client",
                    "tasks"))));
    add(
        "read with relations",
        new ReadSql(
                SharedRowsFixture.API,
                SharedRowsFixture.TASKS,
                new StatementTextCache(TextCollation.STANDARD))
            .of(
                SharedRowsFixture.all(USER),
                TestListQuery.including(
                    SharedRowsFixture.apiView(true), SharedRowsFixture.TASKS, "project.client"),
                1L));
    add(
        "list, children of a row",
        list(
            SharedRowsFixture.API,
            SharedRowsFixture.all(USER),
            tasks
                .parent(SharedRowsFixture.ofEditor(SharedRowsFixture.PROJECTS), "tasks", 1L)
                .count(CountMode.NONE)));
    add(
        "list, children of an own row, estimated",
        list(
            SharedRowsFixture.API,
            SharedRowsFixture.all(USER),
            tasks
                .parent(SharedRowsFixture.ofUser(SharedRowsFixture.PROJECTS), "tasks", 1L)
                .count(CountMode.ESTIMATED)));
    add(
        "list after a value and a null",
        list(
            SharedRowsFixture.API,
            SharedRowsFixture.all(USER),
            tasks.sort("priority", "-title").after(null, "b", 7L)));
    add(
        "list after two values",
        list(
            SharedRowsFixture.API,
            SharedRowsFixture.all(USER),
            tasks.sort("priority", "-title").after(3, "b", 7L)));
    add(
        "create a task",
        new InsertSql(
                SharedRowsFixture.API,
                SharedRowsFixture.ofUser(SharedRowsFixture.TASKS),
                UUID::randomUUID)
            .of(OWN, new FieldValues(SharedRowsFixture.TASKS.createFields().size())));
    check("agency");
  }

  /// Some rows hide fields from the desk; and the rows of a team ask for the role that the view is of.
  @Test
  void makesTheStatementsOfFieldsThatSomeRowsHide() {
    ApiPlan api = TestSpecs.plan(SpecFile.read("readers"));
    each(
        api,
        new ApiView(api, true, Set.of("desk"), null).resource(api.resource("visits")),
        SharedRowsFixture.all(USER, "desk"));
    ResourceView deals = new ApiView(api, true, Set.of(), "lead").resource(api.resource("deals"));
    RowScope leads =
        SharedRowsFixture.matching(
            USER, (Extent.Matching) deals.rowExtent(CrudOperation.READ).orElseThrow());
    add(
        "read, as a lead of the team",
        new ReadSql(api, deals.plan(), new StatementTextCache(TextCollation.STANDARD))
            .of(leads, Selection.allColumns(deals), 1L));
    check("readers");
  }

  @Test
  void makesTheTextOfEveryPredicate() {
    ResourcePlan plan = SharedRowsFixture.TASKS;
    ColumnPlan title = plan.table().column("title");
    ColumnPlan priority = plan.table().column("priority");
    for (RowPredicate.ComparisonOperator comparison : RowPredicate.ComparisonOperator.values()) {
      predicate(new RowPredicate.ValueComparison(priority, comparison, 1));
    }
    for (RowPredicate.TextMatchMode matchMode : RowPredicate.TextMatchMode.values()) {
      predicate(new RowPredicate.TextMatch(title, matchMode, "a"));
    }
    predicate(new RowPredicate.InList(priority, List.of(), false));
    predicate(new RowPredicate.InList(priority, List.of(1, 2), true));
    predicate(new RowPredicate.Between(priority, 1, 2));
    predicate(new RowPredicate.IsNull(priority, false));
    predicate(new RowPredicate.IsNull(priority, true));
    predicate(new RowPredicate.AllOf(List.of()));
    predicate(new RowPredicate.AnyOf(List.of()));
    predicate(
        new RowPredicate.AnyOf(
            List.of(
                new RowPredicate.IsNull(title, false),
                new RowPredicate.AllOf(
                    List.of(
                        new RowPredicate.ValueComparison(
                            priority, RowPredicate.ComparisonOperator.EQ, 1),
                        new RowPredicate.ValueComparison(
                            title, RowPredicate.ComparisonOperator.EQ, "a"))))));
    predicate(
        new RowPredicate.SearchMatch(new TextSearch(List.of("title"), null, "x", false), "a"));
    predicate(
        new RowPredicate.SearchMatch(new TextSearch(List.of("title"), "german", "x", false), "a"));
    check("predicates");
  }

  private void predicate(RowPredicate predicate) {
    add(
        predicate.getClass().getSimpleName(),
        new BulkDeleteSql(
                SharedRowsFixture.API,
                SharedRowsFixture.TASKS,
                new StatementTextCache(TextCollation.STANDARD))
            .of(OWN, predicate, 1));
  }

  /// Each operation in its simplest form.
  private void each(ApiPlan api, ResourceView view, RowScope scope) {
    ResourcePlan plan = view.plan();
    Object id = plan.id() == Spec.IdType.UUID ? new UUID(0, 2) : (Object) 2L;
    FieldValues values = new FieldValues(plan.updateFields().size());
    add(
        "read",
        new ReadSql(api, plan, new StatementTextCache(TextCollation.STANDARD))
            .of(scope, Selection.allColumns(view), id));
    add(
        "create",
        new InsertSql(api, view, UUID::randomUUID)
            .of(scope, new FieldValues(plan.createFields().size())));
    UpdateSql update = new UpdateSql(api, view);
    DeleteSql delete = new DeleteSql(api, view);
    add("update", update.of(scope, id, values, new Precondition.None()));
    add("update if match", update.of(scope, id, values, new Precondition.IfMatch(List.of("1"))));
    LockRowsSql lock = new LockRowsSql(api, view);
    add("lock rows", lock.of(scope, List.of(id)));
    add("lock and read rows", lock.reading(scope, List.of(id)));
    add("delete", delete.of(scope, id, new Precondition.None()));
    add("delete if none match", delete.of(scope, id, new Precondition.IfNoneMatch(List.of("1"))));
    add("delete if absent", delete.of(scope, id, new Precondition.IfAbsent()));
    add(
        "update many",
        new BulkUpdateSql(api, view, new StatementTextCache(TextCollation.STANDARD))
            .of(scope, RowPredicate.TRUE, values, 5));
    add(
        "delete many",
        new BulkDeleteSql(api, plan, new StatementTextCache(TextCollation.STANDARD))
            .of(scope, RowPredicate.TRUE, 5));
    add("list", list(api, scope, TestListQuery.of(view)));
  }

  private static SqlStatement list(ApiPlan api, RowScope scope, TestListQuery query) {
    return new ListSql(
            api, query.selection().view().plan(), new StatementTextCache(TextCollation.STANDARD))
        .of(scope, query.query());
  }

  private void add(String name, SqlStatement statement) {
    all.add("-- " + name + "\n" + statement.text());
  }

  private void check(String name) {
    GoldenFiles.check(
        Path.of("testdata/golden/statements", name), "statements.sql", all.toString());
  }
}
