package dev.freehold.api;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.ResourceView.AllowedMove;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Spec;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Explains an update that changed no row because a value cannot make the move. The decision is that
/// of the statement; this compares the stored row with the body to name the field. Every caller who
/// may write a field with moves may read it.
///
/// @param columns the fields with moves that the caller may write
/// @param owner index of the owner column in a row of the selection; empty if rows belong to nobody
record MoveRefusal(List<MovedColumn> columns, OptionalInt owner) {
  MoveRefusal {
    columns = List.copyOf(columns);
  }

  /// @param place in the update set
  /// @param index in a row of the selection
  record MovedColumn(ColumnPlan column, int place, int index, List<AllowedMove> moves) {
    MovedColumn {
      moves = List.copyOf(moves);
    }

    boolean allows(@Nullable Object from, @Nullable Object to, boolean own) {
      return Objects.equals(from, to)
          || moves.stream()
              .anyMatch(
                  m ->
                      Objects.equals(m.from(), from)
                          && Objects.equals(m.to(), to)
                          && (own || !m.own()));
    }
  }

  /// @param selection of every column that the view may read
  static MoveRefusal of(ResourceView view, Selection selection) {
    List<MovedColumn> moved = new ArrayList<>();
    List<WriteField> fields = view.updateFields();
    for (int place = 0; place < fields.size(); place++) {
      ColumnPlan column = fields.get(place).column();
      if (column.hasMoves()) {
        moved.add(
            new MovedColumn(
                column, place, selection.columns().indexOf(column), view.moves(column)));
      }
    }
    return new MoveRefusal(
        moved,
        view.plan().table().owner().stream().mapToInt(selection.columns()::indexOf).findAny());
  }

  /// Whether the body has a field with moves.
  boolean mayApply(FieldValues values) {
    return columns.stream().anyMatch(c -> values.isGiven(c.place()));
  }

  /// @param row the stored row
  /// @return empty if the row can make every move of the body
  Optional<Problem> of(RowScope scope, Row row, FieldValues values) {
    boolean own = owner.isPresent() && Objects.equals(row.getValue(owner.getAsInt()), scope.user());
    List<Violation> refused =
        columns.stream()
            .filter(c -> values.isGiven(c.place()))
            .filter(c -> !c.allows(row.getValue(c.index()), values.value(c.place()), own))
            .map(c -> violation(c, row.getValue(c.index()), values.value(c.place())))
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

  private static Violation violation(
      MovedColumn moved, @Nullable Object from, @Nullable Object to) {
    return violation(moved.column().name(), "cannot change from " + word(from) + " to " + word(to));
  }

  private static Violation violation(String field, String predicate) {
    return new Violation(field, ViolationCode.MOVE, field + " " + predicate + ".");
  }

  private static String word(@Nullable Object value) {
    return value == null ? Spec.Move.NONE : value.toString();
  }
}
