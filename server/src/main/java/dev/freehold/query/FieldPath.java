package dev.freehold.query;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;

/// A value that a query names: a field of the row (`title`), a field of a row that it refers to
/// (`project.client.name`), a field of the rows that it lists (`tags.slug`), or the number of its
/// related rows (`tasks.count`). Only [ApiView#field] creates one, so that the caller may read all
/// that it names, in every row.
///
/// @param relations from the row on; all but the last are to-one relations, and so is the last
///     unless it is a list of references or the column is [#COUNT]
/// @param column of the last resource, or [#COUNT]
public record FieldPath(List<VisibleRelation> relations, ColumnPlan column) {
  public static final int MAX_RELATIONS = 3;

  /// The number of the related rows that the caller may read.
  public static final ColumnPlan COUNT =
      new ColumnPlan(
          "count",
          ColumnPlan.Role.FIELD,
          FieldType.of(ScalarType.BIGINT),
          false,
          FieldConstraints.NONE,
          null,
          "",
          null,
          List.of(),
          List.of(),
          null,
          List.of(),
          null,
          null);

  public FieldPath {
    relations = List.copyOf(relations);
  }

  /// Whether a name has more than [#MAX_RELATIONS] relations.
  public static boolean isTooDeep(String name) {
    return name.chars().filter(c -> c == '.').count() > MAX_RELATIONS;
  }

  /// Whether it is a field of the row itself.
  public boolean isOwn() {
    return relations.isEmpty();
  }

  /// Whether a row may have several such values: it is a field of the rows of a list.
  public boolean hasManyValues() {
    return !relations.isEmpty()
        && relations.getLast().relation().many()
        && !relations.getLast().counted();
  }

  /// The condition on the row that its value meets a condition. The related row must exist, and the
  /// caller must be able to read it.
  ///
  /// @param condition on the column
  public RowPredicate meets(RowPredicate condition) {
    RowPredicate predicate = condition;
    for (VisibleRelation relation : relations.reversed()) {
      predicate = new RowPredicate.Related(relation, predicate);
    }
    return predicate;
  }
}
