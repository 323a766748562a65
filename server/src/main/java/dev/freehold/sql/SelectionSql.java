package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.query.ResourceView;
import dev.freehold.query.Selection;
import java.util.ArrayList;
import java.util.List;

/// A selection as the parts of a statement. The statement returns the selection's columns, its
/// included relations and some extra columns.
///
/// @param inner select list of the query `r` that reads the rows
/// @param name alias of that query, with column names if something refers to them
/// @param joins the `from` items after the query
/// @param outer select list of the statement
record SelectionSql(String inner, String name, String joins, String outer) {

  /// Columns are renamed only if relations are included, because two columns might then have the
  /// same name.
  ///
  /// @param extra extra columns after the selection, read from a table or query `r`
  public static SelectionSql of(
      Selection selection,
      List<String> extra,
      IncludedRelationSql included,
      ReadableColumnSql readable) {
    ResourceView view = selection.view();
    List<String> inner =
        new ArrayList<>(
            selection.columns().stream()
                .map(c -> readable.of(view, "r", c) + ColumnCodec.resultCast(c))
                .toList());
    inner.addAll(extra);
    if (selection.included().isEmpty()) {
      return new SelectionSql(String.join(", ", inner), "r", "", "r.*");
    }
    NumberedOuterRow outerRow = new NumberedOuterRow(inner, view, readable);
    IncludedRelationSql.LateralJoins joined = included.of(selection, outerRow);
    List<String> outer = new ArrayList<>();
    for (int i = 0; i < selection.columns().size(); i++) {
      outer.add(NumberedOuterRow.name(i));
    }
    joined.columns().forEach(c -> outer.add(c + "::text"));
    for (int i = 0; i < extra.size(); i++) {
      outer.add(NumberedOuterRow.name(selection.columns().size() + i));
    }
    return new SelectionSql(
        String.join(", ", inner), outerRow.names(), joined.from(), String.join(", ", outer));
  }

  /// Adds the join columns of the relations to the columns that are read.
  private record NumberedOuterRow(List<String> inner, ResourceView view, ReadableColumnSql readable)
      implements IncludedRelationSql.OuterRow {
    @Override
    public String id() {
      return added("r." + TableSql.id(view.plan()));
    }

    @Override
    public String reference(Relation relation) {
      return added(readable.ofReference(view, "r", relation));
    }

    private String added(String column) {
      inner.add(column);
      return name(inner.size() - 1);
    }

    static String name(int place) {
      return "r.v" + place;
    }

    String names() {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < inner.size(); i++) {
        names.add("v" + i);
      }
      return "r(" + String.join(", ", names) + ")";
    }
  }
}
