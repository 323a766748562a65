package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.SortableColumn;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldPath;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A builder of list queries for tests.
record TestListQuery(
    Selection selection,
    RowPredicate where,
    List<OrderKey> order,
    int limit,
    Paging paging,
    CountMode count,
    ListQuery.@Nullable ParentRow parent) {

  static TestListQuery of(ResourceView view) {
    return new TestListQuery(
        Selection.allColumns(view),
        RowPredicate.TRUE,
        OrderKey.of(view.plan().sort()),
        view.plan().limit().defaultLimit(),
        new Paging.PageNumber(1),
        CountMode.EXACT,
        null);
  }

  TestListQuery with(Selection other) {
    return new TestListQuery(other, where, order, limit, paging, count, parent);
  }

  TestListQuery where(RowPredicate other) {
    return new TestListQuery(selection, other, order, limit, paging, count, parent);
  }

  /// As in the parameter `sort`. Appends the id.
  TestListQuery sort(String... names) {
    List<OrderKey> keys = new ArrayList<>();
    for (String name : names) {
      boolean descending = name.startsWith("-");
      boolean ignoresCase = name.endsWith(SortableColumn.IGNORING_CASE);
      String column =
          name.substring(
              descending ? 1 : 0,
              name.length() - (ignoresCase ? SortableColumn.IGNORING_CASE.length() : 0));
      keys.add(new OrderKey(column, descending, ignoresCase));
    }
    if (keys.stream().noneMatch(k -> k.column().equals("id"))) {
      keys.add(new OrderKey("id", keys.getLast().descending(), false));
    }
    return new TestListQuery(selection, where, keys, limit, paging, count, parent);
  }

  /// In ascending order of these, then of the id.
  TestListQuery sort(FieldPath... fields) {
    List<OrderKey> keys = new ArrayList<>();
    for (FieldPath field : fields) {
      keys.add(new OrderKey(field.relations(), field.column().name(), false, false));
    }
    keys.add(new OrderKey("id", false, false));
    return new TestListQuery(selection, where, keys, limit, paging, count, parent);
  }

  TestListQuery limit(int other) {
    return new TestListQuery(selection, where, order, other, paging, count, parent);
  }

  TestListQuery page(int page) {
    return new TestListQuery(
        selection, where, order, limit, new Paging.PageNumber(page), count, parent);
  }

  TestListQuery after(List<@Nullable Object> values) {
    return new TestListQuery(
        selection, where, order, limit, new Paging.AfterRow(values), count, parent);
  }

  TestListQuery after(@Nullable Object... values) {
    List<@Nullable Object> all = new ArrayList<>();
    for (Object value : values) {
      all.add(value);
    }
    return after(all);
  }

  TestListQuery count(CountMode other) {
    return new TestListQuery(selection, where, order, limit, paging, other, parent);
  }

  TestListQuery parent(ResourceView view, String relation, Object id) {
    return new TestListQuery(
        selection,
        where,
        order,
        limit,
        paging,
        count,
        new ListQuery.ParentRow(
            view,
            view.plan().relations().stream()
                .filter(r -> r.name().equals(relation))
                .findFirst()
                .orElseThrow(),
            id));
  }

  ListQuery query() {
    return new ListQuery(selection, where, order, limit, paging, count, parent, "");
  }

  /// The read set, with relations named by paths such as `project.client`.
  static Selection including(ApiView apiView, ResourcePlan plan, String... paths) {
    ResourceView view = apiView.resource(plan);
    return new Selection(view, view.readColumns(), included(apiView, view, Arrays.asList(paths)));
  }

  private static List<Selection.IncludedRelation> included(
      ApiView apiView, ResourceView view, List<String> paths) {
    return paths.stream()
        .map(p -> p.split("\\.", 2)[0])
        .distinct()
        .map(
            name -> {
              ApiView.VisibleRelation hop = apiView.visibleRelation(view, name).orElseThrow();
              List<String> deeper =
                  paths.stream()
                      .filter(p -> p.startsWith(name + "."))
                      .map(p -> p.substring(name.length() + 1))
                      .toList();
              return new Selection.IncludedRelation(
                  hop.relation(),
                  new Selection(
                      hop.target(),
                      hop.target().readColumns(),
                      included(apiView, hop.target(), deeper)),
                  switch (hop.relation().kind()) {
                    case ONE -> 1;
                    case MANY, LISTING, OF_ACCOUNT -> hop.target().plan().limit().defaultLimit();
                    case LISTED -> view.plan().table().column(hop.relation().column()).maxItems();
                  });
            })
        .toList();
  }
}
