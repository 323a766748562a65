package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.Predicate;
import dev.freehold.query.Selection;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a list is asked for, put together for tests.
record Queries(
    Selection selection,
    Predicate where,
    List<Table.Key> order,
    int limit,
    Paging paging,
    Count count,
    ListQuery.@Nullable Parent parent) {

  static Queries of(View view) {
    return new Queries(
        Selection.whole(view),
        Predicate.TRUE,
        view.plan().sort(),
        view.plan().limit().standard(),
        new Paging.ByPage(1),
        Count.EXACT,
        null);
  }

  Queries with(Selection other) {
    return new Queries(other, where, order, limit, paging, count, parent);
  }

  Queries where(Predicate other) {
    return new Queries(selection, other, order, limit, paging, count, parent);
  }

  /// Names, descending with a `-` before them; with the id behind them.
  Queries sort(String... names) {
    List<Table.Key> keys = new ArrayList<>();
    for (String name : names) {
      boolean descending = name.startsWith("-");
      keys.add(new Table.Key(descending ? name.substring(1) : name, descending));
    }
    if (keys.stream().noneMatch(k -> k.column().equals("id"))) {
      keys.add(new Table.Key("id", keys.getLast().descending()));
    }
    return new Queries(selection, where, keys, limit, paging, count, parent);
  }

  Queries limit(int other) {
    return new Queries(selection, where, order, other, paging, count, parent);
  }

  Queries page(int page) {
    return new Queries(selection, where, order, limit, new Paging.ByPage(page), count, parent);
  }

  Queries after(List<@Nullable Object> values) {
    return new Queries(selection, where, order, limit, new Paging.After(values), count, parent);
  }

  Queries after(@Nullable Object... values) {
    List<@Nullable Object> all = new ArrayList<>();
    for (Object value : values) {
      all.add(value);
    }
    return after(all);
  }

  Queries count(Count other) {
    return new Queries(selection, where, order, limit, paging, other, parent);
  }

  Queries parent(View view, String relation, Object id) {
    return new Queries(
        selection,
        where,
        order,
        limit,
        paging,
        count,
        new ListQuery.Parent(
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
  static Selection including(Sight sight, ResourcePlan plan, String... paths) {
    View view = sight.of(plan);
    return new Selection(view, view.read(), included(sight, view, Arrays.asList(paths)));
  }

  private static List<Selection.Included> included(Sight sight, View view, List<String> paths) {
    return paths.stream()
        .map(p -> p.split("\\.", 2)[0])
        .distinct()
        .map(
            name -> {
              Sight.Hop hop = sight.hop(view, name).orElseThrow();
              List<String> deeper =
                  paths.stream()
                      .filter(p -> p.startsWith(name + "."))
                      .map(p -> p.substring(name.length() + 1))
                      .toList();
              return new Selection.Included(
                  hop.relation(),
                  new Selection(
                      hop.target(), hop.target().read(), included(sight, hop.target(), deeper)),
                  hop.relation().many() ? hop.target().plan().limit().standard() : 1);
            })
        .toList();
  }
}
