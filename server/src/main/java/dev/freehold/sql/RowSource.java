package dev.freehold.sql;

import dev.freehold.ddl.RowViewDdl;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowPredicate.ComparisonOperator;

/// From where a statement reads the rows of a resource. A view has no policy that keeps the
/// conditions of the statement from their indexes, see [RowViewDdl]. Every other statement reads the
/// table.
///
/// @param name with its schema, quoted
/// @param words whether an index of words finds the rows
record RowSource(String name, boolean words) {
  /// The rows of a list.
  static RowSource of(ResourcePlan plan, ListQuery query, StatementTextCache texts) {
    if (!texts.rowViews() || !plan.hasRowView()) {
      return table(plan);
    }
    boolean afterDecimal =
        query.paging() instanceof Paging.AfterRow
            && query.order().stream()
                .anyMatch(key -> key.relations().isEmpty() && key.columnOf(plan).isDecimal());
    // The rows under one parent are few, and an index of the reference leads to them.
    return view(plan, query.where(), query.parent() == null, afterDecimal);
  }

  /// The rows of a summary.
  static RowSource of(ResourcePlan plan, RowPredicate where, StatementTextCache texts) {
    return texts.rowViews() && plan.hasRowView() ? view(plan, where, true, false) : table(plan);
  }

  private static RowSource view(
      ResourcePlan plan, RowPredicate where, boolean all, boolean blinded) {
    boolean words = all && searchesWords(where);
    return words || blinded || comparesDecimal(where)
        ? new RowSource(RowViewDdl.name(plan.table().name()), words)
        : table(plan);
  }

  static RowSource table(ResourcePlan plan) {
    return new RowSource(TableSql.of(plan), false);
  }

  /// Whether all rows match a search that an index can serve.
  private static boolean searchesWords(RowPredicate where) {
    return switch (where) {
      case RowPredicate.AllOf(var terms) -> terms.stream().anyMatch(RowSource::searchesWords);
      case RowPredicate.SearchMatch(ResourcePlan.TextSearch search, _) -> search.language() != null;
      case RowPredicate.AnyOf _,
          RowPredicate.ValueComparison _,
          RowPredicate.InList _,
          RowPredicate.Between _,
          RowPredicate.TextMatch _,
          RowPredicate.ArrayContains _,
          RowPredicate.IsNull _,
          RowPredicate.Related _ ->
          false;
    };
  }

  /// Whether all rows meet a comparison of a decimal that an index can serve.
  private static boolean comparesDecimal(RowPredicate where) {
    return switch (where) {
      case RowPredicate.AllOf(var terms) -> terms.stream().anyMatch(RowSource::comparesDecimal);
      case RowPredicate.ValueComparison(ColumnPlan column, ComparisonOperator comparison, _) ->
          column.isDecimal() && comparison != ComparisonOperator.NE;
      case RowPredicate.InList(ColumnPlan column, _, boolean negated) ->
          column.isDecimal() && !negated;
      case RowPredicate.Between(ColumnPlan column, _, _) -> column.isDecimal();
      case RowPredicate.AnyOf _,
          RowPredicate.TextMatch _,
          RowPredicate.ArrayContains _,
          RowPredicate.IsNull _,
          RowPredicate.Related _,
          RowPredicate.SearchMatch _ ->
          false;
    };
  }

  /// As a `from` item.
  String as(String alias) {
    return name + " as " + alias;
  }
}
