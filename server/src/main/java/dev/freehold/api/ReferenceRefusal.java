package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.sql.ReferenceCheckSql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Explains a write that made no row because of a reference to one row. Where access depends on the referenced
/// row, one that the caller may not read refuses the write before its foreign key can. The caller gets
/// the same error as for a row that does not exist.
final class ReferenceRefusal {
  private final List<Integer> places;
  private final List<ColumnPlan> columns;
  private final @Nullable ReferenceCheckSql check;

  /// @param fields the write set
  ReferenceRefusal(ApiPlan api, ResourceView view, List<WriteField> fields) {
    this.places =
        IntStream.range(0, fields.size())
            .filter(
                i -> {
                  ColumnPlan.Reference reference = fields.get(i).column().reference();
                  return reference != null && reference.requiresReadCheck() && !reference.many();
                })
            .boxed()
            .toList();
    this.columns = places.stream().map(i -> fields.get(i).column()).toList();
    this.check = columns.isEmpty() ? null : new ReferenceCheckSql(api, view, columns);
  }

  /// @param values of the write set
  /// @return `VALIDATION_ERROR` with each field that names no row which the caller may read; empty if
  ///   there is none
  Future<Optional<Problem>> of(
      StatementRunner statements, Database database, RowScope scope, FieldValues values) {
    ReferenceCheckSql sql = check;
    if (sql == null
        || !(scope.extent() instanceof Extent.Matching)
        || places.stream().allMatch(place -> values.value(place) == null)) {
      return Future.succeededFuture(Optional.empty());
    }
    List<@Nullable Object> ids = new ArrayList<>();
    places.forEach(place -> ids.add(values.value(place)));
    return statements.run(
        database,
        sql.of(scope, ids),
        Collectors.reducing(
            Optional.empty(),
            row -> {
              List<Violation> unknown =
                  IntStream.range(0, columns.size())
                      .filter(i -> !row.getBoolean(i))
                      .mapToObj(i -> ConstraintErrorMapper.unknownReference(columns.get(i).name()))
                      .toList();
              return unknown.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Problem.Invalid(unknown));
            },
            (_, found) -> found));
  }
}
