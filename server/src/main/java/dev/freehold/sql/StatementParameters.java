package dev.freehold.sql;

import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of a statement's parameters, and the shape of its text. The shape holds all that the
/// text depends on, so that the text can be looked up without being built. Statements of one shape
/// have the same text and different values. Confined to one request.
///
/// The values must be added in the order in which the text numbers its parameters.
final class StatementParameters {
  private final List<Object> shape = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();

  /// @param setting of the scope: `$1`
  public StatementParameters(String setting) {
    values.add(setting);
  }

  /// The parameters of a statement that returns a selection. The shape begins with the statement's
  /// name, the extent of the scope and the selection.
  static StatementParameters of(String statement, RowScope scope, Selection selection) {
    StatementParameters parameters = new StatementParameters(scope.callerSetting());
    parameters.shape(statement, scope.extent());
    parameters.selectionShape(selection);
    return parameters;
  }

  private void selectionShape(Selection selection) {
    shape(selection.view(), selection.columns().size());
    selection.columns().forEach(c -> shape(c.name()));
    shape(selection.included().size());
    for (Selection.IncludedRelation included : selection.included()) {
      shape(included.key(), included.limit());
      selectionShape(included.selection());
    }
  }

  /// Adds parts of the shape. Parts are compared with `equals`, so each is a name, a number, a
  /// constant or an object with identity.
  public void shape(Object... parts) {
    shape.addAll(Arrays.asList(parts));
  }

  public void add(@Nullable Object value) {
    values.add(value);
  }

  public List<Object> shape() {
    return shape;
  }

  public @Nullable Object[] values() {
    return values.toArray();
  }

  /// Numbers the parameters of one text, in the order in which [StatementParameters] adds their
  /// values. `$1` is the caller's setting.
  public static final class ParameterNumbering {
    private int last;

    public ParameterNumbering() {
      this(1);
    }

    /// @param last the last number in use
    public ParameterNumbering(int last) {
      this.last = last;
    }

    public int next() {
      return ++last;
    }

    /// The number that [#next] returned last.
    int last() {
      return last;
    }
  }
}
