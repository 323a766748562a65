package dev.freehold.sql;

import dev.freehold.query.Scope;
import dev.freehold.query.Selection;
import dev.freehold.sql.form.Parameters;

/// What the text of an answer depends on.
final class SelectionShape {
  private SelectionShape() {}

  /// A statement's first parameter, and the first of its shape.
  static Parameters begin(String statement, Scope scope, Selection selection) {
    Parameters to = new Parameters(scope.setting());
    to.shape(statement, scope.reach());
    add(selection, to);
    return to;
  }

  private static void add(Selection selection, Parameters to) {
    to.shape(selection.view(), selection.columns().size());
    selection.columns().forEach(c -> to.shape(c.name()));
    to.shape(selection.included().size());
    for (Selection.Included included : selection.included()) {
      to.shape(included.relation().name(), included.limit());
      add(included.selection(), to);
    }
  }

  /// Whether it shows the read set and nothing else.
  static boolean isWhole(Selection selection) {
    return selection.columns().equals(selection.view().read()) && selection.included().isEmpty();
  }
}
