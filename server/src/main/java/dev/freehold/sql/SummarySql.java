package dev.freehold.sql;

import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.query.QueryCostEstimator;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.query.SummaryQuery;
import dev.freehold.query.SummaryQuery.Aggregate;
import dev.freehold.query.SummaryQuery.GroupKey;
import dev.freehold.query.SummaryQuery.RowCount;
import dev.freehold.query.SummaryQuery.SummaryMember;
import dev.freehold.sql.IncludedRelationSql.LateralJoins;
import dev.freehold.sql.RelationSql.RelatingRow;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The groups of the rows that a caller may read, in one statement. Returns a column for each member
/// of the query:
///
/// - a key: its value as in a row, or the first day of its unit as a date;
/// - the number of rows;
/// - a sum or an average as the text of a decimal, also that of a `number`;
/// - a minimum or maximum as in a row.
///
/// Decimals have no trailing zeros. A text of JSON for each included relation follows.
///
/// It returns one row more than the query's limit if there are more groups.
public final class SummarySql {
  private final ApiPlan api;
  private final ResourcePlan plan;
  private final StatementTextCache texts;
  private final CallerSettingsSql caller;
  private final QueryCostEstimator costs;

  /// @param texts shared by all statements of an app
  public SummarySql(ApiPlan api, ResourcePlan plan, StatementTextCache texts) {
    this.api = api;
    this.plan = plan;
    this.texts = texts;
    this.caller = CallerSettingsSql.of(api);
    this.costs = new QueryCostEstimator(plan, texts.collation().ordersByCodePoint());
  }

  public SqlStatement of(RowScope scope, SummaryQuery query) {
    StatementParameters parameters = StatementParameters.of("summary", scope, query.selection());
    parameters.shape(query.groups().size());
    query.members().forEach(m -> parameters.shape(m.name()));
    query.order().forEach(o -> parameters.shape(o.member().name(), o.descending()));
    PredicateSql.bind(query.where(), parameters);
    parameters.add((long) query.limit());
    String text = texts.of(parameters.shape(), () -> text(scope.extent(), query));
    return new SqlStatement(costs.ofSummary(scope.extent(), query), text, parameters.values());
  }

  private String text(Extent extent, SummaryQuery query) {
    ParameterNumbering numbers = new ParameterNumbering();
    AccessPredicate access = new AccessPredicate(caller);
    RowSource source = RowSource.of(plan, query.where(), texts);
    String conditions =
        query.where().equals(RowPredicate.TRUE)
            ? ""
            : " and "
                + PredicateSql.of(
                    query.where(),
                    new RelatingRow(plan, "r"),
                    new RelationSql(access::forRead),
                    texts.collation(),
                    numbers,
                    source);
    LateralJoins included =
        new IncludedRelationSql(api, caller, texts.collation())
            .of(query.selection(), new GroupRow(query.groups()));
    return "select g.*"
        + included.columns().stream().map(j -> ", " + j + "::text").collect(Collectors.joining())
        + " from "
        + caller.fromItem()
        + ", lateral (select "
        + query.members().stream().map(SummarySql::result).collect(Collectors.joining(", "))
        + " from "
        + source.as("r")
        + " where "
        + (source.words() ? access.forSearch(extent, "r", plan) : access.forRead(extent, "r", plan))
        + conditions
        + clause(" group by ", query.groups().stream().map(SummarySql::value).toList())
        + clause(" order by ", query.order().stream().map(this::order).toList())
        + " limit $"
        + numbers.next()
        + "::bigint + 1 offset 0) g"
        + (included.columns().isEmpty() ? "" : columnNames(query) + included.from());
  }

  private static String columnNames(SummaryQuery query) {
    return IntStream.range(0, query.members().size())
        .mapToObj(GroupRow::name)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// A group, whose keys have the references.
  private record GroupRow(List<GroupKey> keys) implements IncludedRelationSql.OuterRow {
    @Override
    public String id() {
      throw new IllegalStateException("A group has no id");
    }

    @Override
    public String reference(Relation relation) {
      for (int i = 0; i < keys.size(); i++) {
        if (keys.get(i).isValueOf(relation.column())) {
          return "g." + name(i);
        }
      }
      throw new IllegalStateException("No key refers to " + relation.name());
    }

    static String name(int place) {
      return "v" + place;
    }
  }

  private static String clause(String words, List<String> items) {
    return items.isEmpty() ? "" : words + String.join(", ", items);
  }

  /// The member in the form in which it is sent.
  private static String result(SummaryMember member) {
    String value = value(member);
    return switch (member) {
      case GroupKey(ColumnPlan column, CalendarUnit unit) ->
          unit == null ? stored(column, value) : value;
      case RowCount _ -> value;
      case Aggregate(AggregateFunction function, ColumnPlan column) ->
          switch (function) {
            case SUM, AVG -> decimal(value);
            case MIN, MAX -> stored(column, value);
          };
    };
  }

  private static String stored(ColumnPlan column, String value) {
    return column.type().scalar() == ScalarType.DECIMAL
        ? decimal(value)
        : value + ColumnCodec.resultCast(column);
  }

  /// Equal decimals may have different texts in a table, but not here.
  private static String decimal(String value) {
    return "trim_scale(" + value + ")::text";
  }

  private String order(SummaryQuery.SummaryOrder order) {
    String value = value(order.member());
    String ordered =
        order.member() instanceof GroupKey(ColumnPlan column, CalendarUnit unit) && unit == null
            ? OrderByClause.comparand(column, value, texts.collation())
            : value;
    return order.descending() ? ordered + " desc" : ordered;
  }

  /// The value that rows are grouped and groups are ordered by.
  private static String value(SummaryMember member) {
    return switch (member) {
      case GroupKey(ColumnPlan column, CalendarUnit unit) ->
          unit == null ? name(column) : firstDay(column, unit);
      case RowCount _ -> "count(*)";
      case Aggregate(AggregateFunction function, ColumnPlan column) ->
          function.word() + "(" + operand(function, column) + ")";
    };
  }

  /// The sum of two `double precision` may be out of their range, which fails, and depends on the
  /// order of the rows. That of the decimals with the same shortest text does not.
  private static String operand(AggregateFunction function, ColumnPlan column) {
    boolean adds = function == AggregateFunction.SUM || function == AggregateFunction.AVG;
    return adds && column.type().scalar() == ScalarType.NUMBER
        ? name(column) + "::text::numeric"
        : name(column);
  }

  /// `date_trunc` of a date or of a `timestamptz` would depend on the time zone of the session.
  private static String firstDay(ColumnPlan column, CalendarUnit unit) {
    String time =
        column.type().scalar() == ScalarType.DATE
            ? name(column) + "::timestamp"
            : name(column) + " at time zone 'UTC'";
    return "date_trunc('" + unit.word() + "', " + time + ")::date";
  }

  private static String name(ColumnPlan column) {
    return "r." + SqlQuoting.identifier(column.name());
  }
}
