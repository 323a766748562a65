package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.Reach;
import dev.freehold.spec.Access.Operation;
import dev.freehold.sql.embed.IncludedText;
import dev.freehold.sql.embed.RowText;
import dev.freehold.sql.filter.PredicateText;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.TableText;
import dev.freehold.sql.page.Keyset;
import dev.freehold.sql.page.OrderText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The text of one list. Nothing of the query's values is in it but which are null.
final class ListText {
  private final ResourcePlan plan;
  private final ApiPlan api;
  private final CallerText caller;
  private final ListQuery query;
  private final ListQuery.@Nullable Parent parent;
  private final Numbering numbers = new Numbering();
  private final String parentItem;
  private final String where;

  ListText(ApiPlan api, ResourcePlan plan, CallerText caller, Reach reach, ListQuery query) {
    this.api = api;
    this.plan = plan;
    this.caller = caller;
    this.query = query;
    this.parent = query.parent();
    int parentId = parent == null ? 0 : numbers.next();
    this.parentItem = parent == null ? "" : parentItem(parent, parentId);
    String reached = caller.reaches(reach, "r", plan);
    String children = parent == null ? "" : children(parent, parentId);
    this.where =
        " where "
            + reached
            + children
            + (query.where().equals(dev.freehold.query.Predicate.TRUE)
                ? ""
                : " and " + PredicateText.of(query.where(), numbers));
  }

  String text() {
    RowText row =
        RowText.of(
            query.selection(),
            OrderText.keys("r", plan, query.order()),
            new IncludedText(api, caller));
    String rows = rows(row.inner());
    String count =
        switch (query.count()) {
          case EXACT -> "select count(*) as total from " + table() + where + " offset 0";
          case ESTIMATED ->
              "select count(*) as total from (select from %s%s limit %d) r offset 0"
                  .formatted(table(), where, ListQuery.COUNT_CAP);
          case NONE -> "";
        };
    return "select "
        + total()
        + ", "
        + row.outer()
        + " from "
        + caller.row()
        + parentItem
        + (count.isEmpty() ? "" : ", lateral (" + count + ") n")
        + " left join lateral ("
        + rows
        + ") "
        + row.name()
        + " on true"
        + row.joins();
  }

  private String total() {
    String counted = query.count() == ListQuery.Count.NONE ? "null" : "n.total";
    return parent == null
        ? query.count() == ListQuery.Count.NONE ? "null::bigint as total" : counted
        : "case when p.found is null then -1::bigint else " + counted + " end as total";
  }

  private String parentItem(ListQuery.Parent of, int id) {
    ResourcePlan target = of.view().plan();
    return " left join lateral (select true as found from %s as p where %s and %s offset 0) p on true"
        .formatted(
            TableText.of(target),
            caller.reaches(of.view().reach(Operation.READ).orElse(null), "p", target),
            TableText.hasId(target, "p", id));
  }

  private String children(ListQuery.Parent of, int id) {
    var column = plan.table().column(of.relation().column());
    return " and p.found and r."
        + dev.freehold.type.sql.SqlText.identifier(column.name())
        + " = "
        + ColumnForm.parameter(column, id);
  }

  private String rows(String columns) {
    return switch (query.paging()) {
      case Paging.ByPage page -> {
        String from = "select " + columns + " from " + table() + where + order();
        String limit = limit();
        yield page.offset(query.limit()) == 0
            ? from + limit
            : from + limit + " offset $" + numbers.next() + "::bigint";
      }
      case Paging.After(var values) -> {
        List<String> ranges = Keyset.ranges("r", plan, query.order(), values, numbers);
        yield ranges.size() == 1
            ? "select " + columns + " from " + range(ranges.getFirst(), limit())
            : union(columns, ranges, limit());
      }
    };
  }

  /// Each range is read in order and no further than the page goes, so that what is sorted is a few pages and not the
  /// table.
  private String union(String columns, List<String> ranges, String limit) {
    return ranges.stream()
            .map(range -> "(select r.* from " + range(range, limit) + ")")
            .collect(Collectors.joining(" union all ", "select " + columns + " from (", ") r"))
        + order()
        + limit;
  }

  private String range(String range, String limit) {
    return table() + where + " and " + range + order() + limit;
  }

  private String order() {
    return " order by " + OrderText.of("r", query.order());
  }

  /// One more than the page has.
  private String limit() {
    return ListSql.isUsual(query, plan)
        ? " limit " + (query.limit() + 1)
        : " limit $" + numbers.next() + "::bigint + 1";
  }

  private String table() {
    return TableText.of(plan) + " as r";
  }
}
