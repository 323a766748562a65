package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import java.util.List;
import java.util.stream.IntStream;

/// The fields of a write set that the caller may write in some rows and not in others.
///
/// @param places in the write set
/// @param columns at these places
public record RestrictedFields(List<Integer> places, List<ColumnPlan> columns) {
  public RestrictedFields {
    places = List.copyOf(places);
    columns = List.copyOf(columns);
  }

  /// @param operation CREATE or UPDATE
  public static RestrictedFields of(ResourceView view, CrudOperation operation) {
    List<ColumnPlan> set =
        (operation == CrudOperation.CREATE ? view.createFields() : view.updateFields())
            .stream().map(WriteField::column).toList();
    List<Integer> places =
        IntStream.range(0, set.size())
            .filter(i -> !(view.writtenRows(set.get(i), operation) instanceof Extent.All))
            .boxed()
            .toList();
    return new RestrictedFields(places, places.stream().map(set::get).toList());
  }

  /// Whether the body has such a field.
  ///
  /// @param values of the write set
  public boolean isGivenIn(FieldValues values) {
    return places.stream().anyMatch(values::isGiven);
  }
}
