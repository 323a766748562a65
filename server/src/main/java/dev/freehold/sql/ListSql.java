package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.QueryCost;
import dev.freehold.query.QueryCostEstimator;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.RelationSql.RelatingRow;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.sql.StatementTextCache.DefaultQueryText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A page of rows and the total count, in one statement. Returns these columns:
///
/// - the total: null if it was not counted, -1 if the caller may not read the parent row or is no
///   member of the team, and at most [ResourcePlan#COUNT_CAP] if it was estimated;
/// - the selection's columns;
/// - a text of JSON for each included relation;
/// - the columns of the query's order, in the form in which they are sent; the last is the id.
///
/// It returns one row more than the page has if there are more rows. An empty page is one row with
/// a null id.
public final class ListSql {
  private final ApiPlan api;
  private final ResourcePlan plan;
  private final StatementTextCache texts;
  private final CallerSettingsSql caller;
  private final QueryCostEstimator costs;
  private final List<ListQuery.OrderKey> defaultOrder;
  private volatile @Nullable DefaultQueryText defaultText;

  /// @param texts shared by all statements of an app
  public ListSql(ApiPlan api, ResourcePlan plan, StatementTextCache texts) {
    this.api = api;
    this.plan = plan;
    this.texts = texts;
    this.caller = CallerSettingsSql.of(api);
    this.defaultOrder = ListQuery.OrderKey.of(plan.sort());
    this.costs = new QueryCostEstimator(plan, texts.collation().ordersByCodePoint());
  }

  public SqlStatement of(RowScope scope, ListQuery query) {
    boolean isDefaultQuery = isDefaultQuery(query);
    DefaultQueryText defaultQueryText = defaultText;
    if (isDefaultQuery
        && defaultQueryText != null
        && defaultQueryText.matches(query.selection().view(), scope)) {
      return new SqlStatement(
          defaultQueryText.cost(), defaultQueryText.text(), scope.callerSetting());
    }
    StatementParameters parameters = parameters(scope, query);
    ListQuery.ParentRow parent = query.parent();
    Extent extent = parent == null ? scope.extent() : parent.remaining(scope.extent());
    String text =
        texts.of(
            parameters.shape(),
            () ->
                new ListTextBuilder(
                        api,
                        plan,
                        caller,
                        texts.collation(),
                        extent,
                        query,
                        RowSource.of(plan, query, texts))
                    .text());
    QueryCost cost = costs.ofList(extent, query);
    if (isDefaultQuery && defaultQueryText == null) {
      defaultText = new DefaultQueryText(query.selection().view(), scope.extent(), cost, text);
    }
    return new SqlStatement(cost, text, parameters.values());
  }

  /// Whether the query is that of a `GET /tasks` without parameters.
  private boolean isDefaultQuery(ListQuery query) {
    return query.selection().isWhole()
        && query.where().equals(RowPredicate.TRUE)
        && query.order().equals(defaultOrder)
        && query.limit() == plan.limit().defaultLimit()
        && query.count() == ListQuery.CountMode.EXACT
        && query.parent() == null
        && query.paging() instanceof Paging.PageNumber(int page)
        && page == 1;
  }

  /// Adds the values in the order in which [ListTextBuilder] numbers them.
  private StatementParameters parameters(RowScope scope, ListQuery query) {
    StatementParameters to = StatementParameters.of("list", scope, query.selection());
    to.shape(query.count(), query.order());
    ListQuery.ParentRow parent = query.parent();
    if (parent == null) {
      to.shape("all");
    } else {
      to.shape(parent.view(), parent.relation().name());
      to.add(parent.id());
    }
    PredicateSql.bind(query.where(), to);
    boolean defaultLimit = isDefaultLimit(query, plan);
    to.shape(defaultLimit);
    switch (query.paging()) {
      case Paging.PageNumber page -> {
        long offset = page.offset(query.limit());
        to.shape(offset > 0);
        if (!defaultLimit) {
          to.add((long) query.limit());
        }
        if (offset > 0) {
          to.add(offset);
        }
      }
      case Paging.AfterRow(var values) -> {
        to.shape("after");
        KeysetPredicate.bind(plan, query.order(), values, to);
        if (!defaultLimit) {
          to.add((long) query.limit());
        }
      }
    }
    return to;
  }

  /// Whether the limit is the default, which is part of the text. PostgreSQL can then use a generic
  /// plan, because it knows the number of rows.
  static boolean isDefaultLimit(ListQuery query, ResourcePlan plan) {
    return query.limit() == plan.limit().defaultLimit();
  }

  /// Builds the text of one list. The text depends on no value of the query, except on which values
  /// are null.
  static final class ListTextBuilder {
    private final ResourcePlan plan;
    private final ApiPlan api;
    private final CallerSettingsSql caller;
    private final TextCollation collation;
    private final AccessPredicate owner;
    private final RelationSql relations;
    private final ListQuery query;
    private final RowSource source;
    private final ListQuery.@Nullable ParentRow parent;
    private final ParameterNumbering numbers = new ParameterNumbering();
    private final String parentItem;

    /// The conditions on the rows; no row meets two of them.
    private final List<String> wheres;

    /// The rows with all that they are sorted by.
    private final String sorted;

    /// @param extent of the rows; for the rows under a parent, what [ListQuery.ParentRow#remaining]
    ///     leaves
    /// @param source of the rows, which depends on the shape of the query
    ListTextBuilder(
        ApiPlan api,
        ResourcePlan plan,
        CallerSettingsSql caller,
        TextCollation collation,
        Extent extent,
        ListQuery query,
        RowSource source) {
      this.source = source;
      this.api = api;
      this.collation = collation;
      this.plan = plan;
      this.caller = caller;
      this.owner = new AccessPredicate(caller);
      this.relations = new RelationSql(owner::forRead);
      this.sorted = table() + OrderByClause.joins("r", plan, query.order(), relations);
      this.query = query;
      this.parent = query.parent();
      int parentId = parent == null ? 0 : numbers.next();
      this.parentItem =
          parent != null
              ? parentItem(parent, parentId)
              : plan.isOfTeam()
                  ? " left join lateral (select true as found where "
                      + owner.isMemberOfNamedTeam()
                      + " offset 0) p on true"
                  : "";
      String children =
          parent != null ? children(parent, parentId) : plan.isOfTeam() ? " and p.found" : "";
      String conditions =
          query.where().equals(dev.freehold.query.RowPredicate.TRUE)
              ? ""
              : " and "
                  + PredicateSql.of(
                      query.where(),
                      new RelatingRow(plan, "r"),
                      relations,
                      collation,
                      numbers,
                      source);
      // The rows under one parent are few. A branch of its own would only read them again.
      List<String> granted =
          parent == null
              ? source.words()
                  ? owner.searchBranches(extent, "r", plan)
                  : owner.branches(extent, "r", plan)
              : List.of(owner.forRead(extent, "r", plan));
      this.wheres =
          granted.stream().map(grant -> " where " + grant + children + conditions).toList();
    }

    String text() {
      SelectionSql row =
          SelectionSql.of(
              query.selection(),
              OrderByClause.keys("r", plan, query.order()),
              new IncludedRelationSql(api, caller, collation),
              new ReadableColumnSql(owner::forRead));
      String rows = rows(row.inner());
      String count =
          switch (query.count()) {
            case EXACT -> count();
            case ESTIMATED ->
                wheres.stream()
                    .map(where -> "select from " + table() + where)
                    .collect(
                        Collectors.joining(
                            " union all ",
                            "select count(*) as total from (",
                            " limit " + ResourcePlan.COUNT_CAP + ") r offset 0"));
            case NONE -> "";
          };
      return "select "
          + total()
          + ", "
          + row.outer()
          + " from "
          + caller.fromItem()
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
      String counted = query.count() == ListQuery.CountMode.NONE ? "null" : "n.total";
      return parentItem.isEmpty()
          ? query.count() == ListQuery.CountMode.NONE ? "null::bigint as total" : counted
          : "case when p.found is null then -1::bigint else " + counted + " end as total";
    }

    private String parentItem(ListQuery.ParentRow of, int id) {
      ResourcePlan target = of.view().plan();
      return " left join lateral (select true as found from %s as p where %s and %s offset 0) p on true"
          .formatted(
              TableSql.of(target),
              owner.forRead(of.view().rowExtent(CrudOperation.READ).orElse(null), "p", target),
              TableSql.idEquals(target, "p", id));
    }

    private String children(ListQuery.ParentRow of, int id) {
      var column = plan.table().column(of.relation().column());
      return " and p.found and r."
          + dev.freehold.type.SqlQuoting.identifier(column.name())
          + " = "
          + ColumnCodec.parameter(column, id);
    }

    private String count() {
      return wheres.size() == 1
          ? "select count(*) as total from " + table() + wheres.getFirst() + " offset 0"
          : wheres.stream()
              .map(where -> "(select count(*) from " + table() + where + ")")
              .collect(Collectors.joining(" + ", "select ", " as total offset 0"));
    }

    private String rows(String columns) {
      return switch (query.paging()) {
        case Paging.PageNumber page -> {
          String limit = limit();
          String offset = page.offset(query.limit()) == 0 ? "" : "$" + numbers.next() + "::bigint";
          String read = offset.isEmpty() ? limit : limit + " + " + offset;
          yield page(columns, wheres, read, limit + (offset.isEmpty() ? "" : " offset " + offset));
        }
        case Paging.AfterRow(var values) -> {
          List<String> ranges =
              KeysetPredicate.ranges("r", plan, query.order(), values, collation, numbers);
          String limit = limit();
          yield page(
              columns,
              wheres.stream()
                  .flatMap(where -> ranges.stream().map(range -> where + " and " + range))
                  .toList(),
              limit,
              limit);
        }
      };
    }

    /// Reads the rows of each condition in order and stops at the page size, so that PostgreSQL sorts
    /// a few pages and not the table.
    ///
    /// @param read the limit of each condition
    /// @param limit the limit of the page
    private String page(String columns, List<String> conditions, String read, String limit) {
      return (conditions.size() == 1
              ? "select " + columns + " from " + sorted + conditions.getFirst()
              : conditions.stream()
                  .map(condition -> "(select r.* from " + sorted + condition + order() + read + ")")
                  .collect(
                      Collectors.joining(
                          " union all ",
                          "select " + columns + " from (",
                          ") r" + OrderByClause.joins("r", plan, query.order(), relations))))
          + order()
          + limit;
    }

    private String order() {
      return " order by " + OrderByClause.of("r", plan, query.order(), collation);
    }

    /// One row more than the page has.
    private String limit() {
      return ListSql.isDefaultLimit(query, plan)
          ? " limit " + (query.limit() + 1)
          : " limit $" + numbers.next() + "::bigint + 1";
    }

    private String table() {
      return source.as("r");
    }
  }
}
