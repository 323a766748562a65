package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TextSearch;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.Precondition;
import dev.freehold.query.Predicate;
import dev.freehold.query.Scope;
import dev.freehold.query.Selection;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import dev.freehold.spec.Spec;
import dev.freehold.testing.Golden;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.Specs;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Holds every form of statement to a golden file.
final class StatementsTest {
  private static final UUID USER = new UUID(0, 1);
  private static final Scope OWN = Agency.own(USER);

  private final StringJoiner all = new StringJoiner(";\n\n", "", ";\n");

  @Test
  void makesTheStatementsOfTasks() {
    ApiPlan api = Specs.plan(Specs.tasks());
    View view = new Sight(api, true, Set.of()).of(api.resources().getFirst());
    each(api, view, OWN);
    Queries list = Queries.of(view);
    add("list, page 2", list(api, OWN, list.page(2)));
    add("list, limit 7", list(api, OWN, list.limit(7)));
    add(
        "list after",
        list(api, OWN, list.count(Count.NONE).after(java.time.OffsetDateTime.MAX, 1L)));
    Predicate open =
        new Predicate.Compare(
            view.plan().table().column("completed"), Predicate.Comparison.EQ, false);
    add("list, one condition", list(api, OWN, list.where(open)));
    add("list, sorted", list(api, OWN, list.sort("title")));
    check("tasks");
  }

  /// With those above, what `bench/run` gives to `pgbench`.
  @Test
  void makesAListWithRelations() {
    ApiPlan api = Specs.plan(SpecFile.example("projects"));
    Sight sight = new Sight(api, true, Set.of());
    ResourcePlan tasks = api.resource("tasks");
    Queries list = Queries.of(sight.of(tasks));
    add(
        "list with relations",
        list(api, OWN, list.with(Queries.including(sight, tasks, "project.client"))));
    check("projects");
  }

  @Test
  void makesTheStatementsOfEveryType() {
    ApiPlan api = Specs.plan(Specs.everyType());
    each(api, new Sight(api, true, Set.of()).of(api.resources().getFirst()), OWN);
    check("things");
  }

  @Test
  void makesTheStatementsOfSharedRows() {
    Scope editor = Agency.all(USER, "editor");
    each(Agency.API, Agency.editors(Agency.PROJECTS), editor);
    Queries projects = Queries.of(Agency.editors(Agency.PROJECTS));
    Queries tasks = Queries.of(Agency.peoples(Agency.TASKS));
    add(
        "list, own rows with relations",
        list(
            Agency.API,
            OWN,
            projects.with(
                Queries.including(Agency.sight(false), Agency.PROJECTS, "client", "tasks"))));
    add(
        "read with relations",
        new ReadSql(Agency.API, Agency.TASKS)
            .of(
                Agency.all(USER),
                Queries.including(Agency.sight(true), Agency.TASKS, "project.client"),
                1L));
    add(
        "list, children of a row",
        list(
            Agency.API,
            Agency.all(USER),
            tasks.parent(Agency.editors(Agency.PROJECTS), "tasks", 1L).count(Count.NONE)));
    add(
        "list, children of an own row, estimated",
        list(
            Agency.API,
            Agency.all(USER),
            tasks.parent(Agency.peoples(Agency.PROJECTS), "tasks", 1L).count(Count.ESTIMATED)));
    add(
        "list after a value and a null",
        list(Agency.API, Agency.all(USER), tasks.sort("priority", "-title").after(null, "b", 7L)));
    add(
        "list after two values",
        list(Agency.API, Agency.all(USER), tasks.sort("priority", "-title").after(3, "b", 7L)));
    add(
        "create a task",
        new InsertSql(Agency.API, Agency.peoples(Agency.TASKS), UUID::randomUUID)
            .of(OWN, new FieldValues(Agency.TASKS.create().size())));
    check("agency");
  }

  @Test
  void makesTheTextOfEveryPredicate() {
    ResourcePlan plan = Agency.TASKS;
    Column title = plan.table().column("title");
    Column priority = plan.table().column("priority");
    for (Predicate.Comparison comparison : Predicate.Comparison.values()) {
      predicate(new Predicate.Compare(priority, comparison, 1));
    }
    for (Predicate.Matching matching : Predicate.Matching.values()) {
      predicate(new Predicate.Match(title, matching, "a"));
    }
    predicate(new Predicate.OneOf(priority, List.of(), false));
    predicate(new Predicate.OneOf(priority, List.of(1, 2), true));
    predicate(new Predicate.Between(priority, 1, 2));
    predicate(new Predicate.Null(priority, false));
    predicate(new Predicate.Null(priority, true));
    predicate(new Predicate.All(List.of()));
    predicate(new Predicate.Any(List.of()));
    predicate(
        new Predicate.Any(
            List.of(
                new Predicate.Null(title, false),
                new Predicate.All(
                    List.of(
                        new Predicate.Compare(priority, Predicate.Comparison.EQ, 1),
                        new Predicate.Compare(title, Predicate.Comparison.EQ, "a"))))));
    predicate(new Predicate.Search(new TextSearch(List.of("title"), null, "x"), "a"));
    predicate(new Predicate.Search(new TextSearch(List.of("title"), "german", "x"), "a"));
    check("predicates");
  }

  private void predicate(Predicate predicate) {
    add(
        predicate.getClass().getSimpleName(),
        new DeleteManySql(Agency.API, Agency.TASKS).of(OWN, predicate, 1));
  }

  /// Each operation in its plainest form.
  private void each(ApiPlan api, View view, Scope scope) {
    ResourcePlan plan = view.plan();
    Object id = plan.id() == Spec.IdType.UUID ? new UUID(0, 2) : (Object) 2L;
    FieldValues values = new FieldValues(plan.update().size());
    add("read", new ReadSql(api, plan).of(scope, Selection.whole(view), id));
    add(
        "create",
        new InsertSql(api, view, UUID::randomUUID)
            .of(scope, new FieldValues(plan.create().size())));
    UpdateSql update = new UpdateSql(api, view);
    DeleteSql delete = new DeleteSql(api, plan);
    add("update", update.of(scope, id, values, new Precondition.None()));
    add("update if match", update.of(scope, id, values, new Precondition.Match(List.of(1L))));
    add("delete", delete.of(scope, id, new Precondition.None()));
    add("delete if none match", delete.of(scope, id, new Precondition.NoMatch(List.of(1L))));
    add("delete if absent", delete.of(scope, id, new Precondition.Absent()));
    add("update many", new UpdateManySql(api, view).of(scope, Predicate.TRUE, values, 5));
    add("delete many", new DeleteManySql(api, plan).of(scope, Predicate.TRUE, 5));
    add("list", list(api, scope, Queries.of(view)));
  }

  private static Statement list(ApiPlan api, Scope scope, Queries query) {
    return new ListSql(api, query.selection().view().plan()).of(scope, query.query());
  }

  private void add(String name, Statement statement) {
    all.add("-- " + name + "\n" + statement.text());
  }

  private void check(String name) {
    Golden.check(
        Path.of("src/test/resources/golden/statements", name), "statements.sql", all.toString());
  }
}
