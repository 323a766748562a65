package dev.freehold.api;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.spec.Spec;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Explains an update that changed no row because a value cannot make the move. The decision is that
/// of the statement; this names the field by the answer of `sql/FieldWriteCheckSql`. Every caller who may
/// write a field with moves may read it.
///
/// @param columns the fields with moves that the caller may write
record MoveRefusal(List<MovedColumn> columns) {
  MoveRefusal {
    columns = List.copyOf(columns);
  }

  /// @param place in the update set
  record MovedColumn(ColumnPlan column, int place) {}

  static MoveRefusal of(ResourceView view) {
    List<MovedColumn> moved = new ArrayList<>();
    List<WriteField> fields = view.updateFields();
    for (int place = 0; place < fields.size(); place++) {
      ColumnPlan column = fields.get(place).column();
      if (column.hasMoves()) {
        moved.add(new MovedColumn(column, place));
      }
    }
    return new MoveRefusal(moved);
  }

  List<Integer> places() {
    return columns.stream().map(MovedColumn::place).toList();
  }

  /// Whether the body has a field with moves.
  boolean mayApply(FieldValues values) {
    return columns.stream().anyMatch(c -> values.isGiven(c.place()));
  }

  /// @param row two columns for each field with moves: whether the caller may make the move of the body,
  ///   and the stored value
  /// @param first index of the first of these columns
  /// @return empty if the row can make every move of the body
  Optional<Problem> of(Row row, int first, FieldValues values) {
    List<Violation> refused =
        IntStream.range(0, columns.size())
            .filter(i -> !row.getBoolean(first + 2 * i))
            .mapToObj(
                i ->
                    violation(
                        columns.get(i).column().name(),
                        "cannot change from "
                            + word(row.getValue(first + 2 * i + 1))
                            + " to "
                            + word(values.value(columns.get(i).place()))))
            .toList();
    return refused.isEmpty() ? Optional.empty() : Optional.of(new Problem.Conflict(refused));
  }

  /// A violation of each move of the body. The stored row can make them all, and could not when the
  /// statement ran.
  Stream<Violation> concurrent(FieldValues values) {
    return columns.stream()
        .filter(c -> values.isGiven(c.place()))
        .map(
            c ->
                violation(
                    c.column().name(),
                    "was changed by another request at the same time; read the row"));
  }

  /// @param predicate follows the name of the field in the message
  static Problem problem(String field, String predicate) {
    return new Problem.Conflict(List.of(violation(field, predicate)));
  }

  private static Violation violation(String field, String predicate) {
    return new Violation(field, ViolationCode.MOVE, field + " " + predicate + ".");
  }

  private static String word(@Nullable Object value) {
    return value == null ? Spec.Move.NONE : value.toString();
  }
}
