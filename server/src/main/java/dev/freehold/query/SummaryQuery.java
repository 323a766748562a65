package dev.freehold.query;

import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.query.Selection.IncludedRelation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The query of a summary: groups of rows, and figures of each group.
///
/// @param groups the keys of a group; empty for one group of all rows, which exists without rows too
/// @param figures of each group, at least one: the number of rows first, then each function with its
///   columns
/// @param order of the groups: total, because it names every key of a group
/// @param limit the maximum number of groups
/// @param included the rows that keys of a group refer to; to-one relations only
public record SummaryQuery(
    ResourceView view,
    RowPredicate where,
    List<GroupKey> groups,
    List<Figure> figures,
    List<SummaryOrder> order,
    int limit,
    List<IncludedRelation> included) {
  public SummaryQuery {
    groups = List.copyOf(groups);
    figures = List.copyOf(figures);
    order = List.copyOf(order);
    included = List.copyOf(included);
  }

  /// The members of a group in the response, in order.
  public List<SummaryMember> members() {
    return Stream.<SummaryMember>concat(groups.stream(), figures.stream()).toList();
  }

  /// The included rows, for the statement and the reply.
  public Selection selection() {
    return new Selection(view, List.of(), included);
  }

  /// A member of a group.
  public sealed interface SummaryMember {
    /// The name in `sort`, unique in one query. Names of one view mean the same.
    String name();
  }

  /// A key of a group: the rows of a group have equal values.
  ///
  /// @param unit of a date or time; null for the value itself
  public record GroupKey(ColumnPlan column, @Nullable CalendarUnit unit) implements SummaryMember {
    /// Whether the key is the value of a column.
    public boolean isValueOf(String name) {
      return unit == null && column.name().equals(name);
    }

    @Override
    public String name() {
      return unit == null ? column.name() : unit.word() + "(" + column.name() + ")";
    }
  }

  /// A figure of a group.
  public sealed interface Figure extends SummaryMember {}

  /// The number of rows.
  public record RowCount() implements Figure {
    public static final String NAME = "count";

    @Override
    public String name() {
      return NAME;
    }
  }

  /// A function over the values of a column.
  public record Aggregate(AggregateFunction function, ColumnPlan column) implements Figure {
    @Override
    public String name() {
      return function.word() + "." + column.name();
    }
  }

  /// One key of the order of groups.
  public record SummaryOrder(SummaryMember member, boolean descending) {}
}
