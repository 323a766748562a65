package dev.freehold.sql.embed;

import dev.freehold.plan.Relation;
import dev.freehold.query.Selection;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.TableText;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;

/// A selection as the parts of a statement that answers its columns, its included relations and some more columns.
///
/// @param inner select list of the query `r` that reads the rows
/// @param name of that query, with names for its columns where something refers to them
/// @param joins what follows the query in `from`
/// @param outer select list of the statement
public record RowText(String inner, String name, String joins, String outer) {

  /// Columns have names of their own only where relations are included, because then two might have the same.
  ///
  /// @param more columns behind the selection, read from a table or query `r`
  public static RowText of(Selection selection, List<String> more, IncludedText included) {
    List<String> inner =
        new ArrayList<>(selection.columns().stream().map(c -> ColumnForm.read("r", c)).toList());
    inner.addAll(more);
    if (selection.included().isEmpty()) {
      return new RowText(String.join(", ", inner), "r", "", "r.*");
    }
    Anchored anchor = new Anchored(inner, TableText.id(selection.view().plan()));
    IncludedText.Joined joined = included.of(selection, anchor);
    List<String> outer = new ArrayList<>();
    for (int i = 0; i < selection.columns().size(); i++) {
      outer.add(Anchored.name(i));
    }
    joined.columns().forEach(c -> outer.add(c + "::text"));
    for (int i = 0; i < more.size(); i++) {
      outer.add(Anchored.name(selection.columns().size() + i));
    }
    return new RowText(
        String.join(", ", inner), anchor.names(), joined.from(), String.join(", ", outer));
  }

  /// Adds what relations hang on to the columns that are read.
  private record Anchored(List<String> inner, String idColumn) implements IncludedText.Anchor {
    @Override
    public String id() {
      return added("r." + idColumn);
    }

    @Override
    public String reference(Relation relation) {
      return added("r." + SqlText.identifier(relation.column()));
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
