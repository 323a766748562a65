package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.FieldWriteCheckSql.CreatedFieldsSql;
import dev.freehold.sql.FieldWriteCheckSql.UpdatedFieldsSql;
import dev.freehold.sql.RestrictedFields;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Explains a write that made no row because the caller may not write a field in this row, or may not
/// make a move. The decision is that of the statement; this asks the database again to name the field.
final class FieldWriteRefusal {
  private final RestrictedFields fields;

  private FieldWriteRefusal(RestrictedFields fields) {
    this.fields = fields;
  }

  /// The violation of a field that the caller may write in other rows only.
  static Violation violation(String field) {
    return new Violation(
        field,
        ViolationCode.READ_ONLY,
        field + " must not be set; you may not write it in this row.");
  }

  /// @param row a boolean for each field
  private Optional<Problem> of(Row row) {
    List<Violation> refused =
        IntStream.range(0, fields.columns().size())
            .filter(i -> !row.getBoolean(i))
            .mapToObj(fields.columns()::get)
            .map(ColumnPlan::name)
            .map(FieldWriteRefusal::violation)
            .toList();
    return refused.isEmpty() ? Optional.empty() : Optional.of(new Problem.Invalid(refused));
  }

  /// @param statement returns at most one row
  private static Future<Optional<Problem>> ask(
      StatementRunner statements,
      Database database,
      SqlStatement statement,
      Function<Row, Optional<Problem>> answer) {
    return statements.run(
        database, statement, Collectors.reducing(Optional.empty(), answer, (_, found) -> found));
  }

  /// Of creates.
  static final class OfCreate {
    private final FieldWriteRefusal refusal;
    private final @Nullable CreatedFieldsSql check;

    OfCreate(ApiPlan api, ResourceView view) {
      RestrictedFields fields = RestrictedFields.of(view, CrudOperation.CREATE);
      this.refusal = new FieldWriteRefusal(fields);
      this.check = fields.columns().isEmpty() ? null : new CreatedFieldsSql(api, view, fields);
    }

    /// @param values of the create set
    /// @return `VALIDATION_ERROR` with each field that the caller may not write in the new row; empty
    ///   if there is none
    Future<Optional<Problem>> of(
        StatementRunner statements, Database database, RowScope scope, FieldValues values) {
      CreatedFieldsSql sql = check;
      return sql == null || !refusal.fields.isGivenIn(values)
          ? Future.succeededFuture(Optional.empty())
          : ask(statements, database, sql.of(scope, values), refusal::of);
    }
  }

  /// Of updates, with their moves.
  static final class OfUpdate {
    private final FieldWriteRefusal refusal;
    private final MoveRefusal moves;
    private final @Nullable UpdatedFieldsSql check;

    OfUpdate(ApiPlan api, ResourceView view) {
      RestrictedFields fields = RestrictedFields.of(view, CrudOperation.UPDATE);
      this.refusal = new FieldWriteRefusal(fields);
      this.moves = MoveRefusal.of(view);
      this.check =
          fields.columns().isEmpty() && moves.columns().isEmpty()
              ? null
              : new UpdatedFieldsSql(api, view, fields, moves.places());
    }

    /// Whether the body has a field that the caller may not write in every row, or one with moves.
    boolean mayApply(FieldValues values) {
      return refusal.fields.isGivenIn(values) || moves.mayApply(values);
    }

    /// A violation of each field of the body that the caller may not write in every row, and of each
    /// with moves. The caller may make the change in the stored row, and could not when the statement
    /// ran.
    Stream<Violation> concurrent(FieldValues values) {
      return Stream.concat(moves.concurrent(values), concurrentWrites(values));
    }

    private Stream<Violation> concurrentWrites(FieldValues values) {
      RestrictedFields fields = refusal.fields;
      return IntStream.range(0, fields.columns().size())
          .filter(i -> values.isGiven(fields.places().get(i)))
          .mapToObj(i -> fields.columns().get(i).name())
          .map(
              field ->
                  new Violation(
                      field,
                      ViolationCode.READ_ONLY,
                      field
                          + " was not set: another request changed the row at the same time; read"
                          + " the row."));
    }

    /// @param values of the update set
    /// @return `VALIDATION_ERROR` with each field that the caller may not write in the stored row;
    ///   otherwise `CONFLICT` with each value that cannot make its move; empty if there is neither
    Future<Optional<Problem>> of(
        StatementRunner statements,
        Database database,
        RowScope scope,
        Object id,
        FieldValues values) {
      UpdatedFieldsSql sql = check;
      return sql == null || !mayApply(values)
          ? Future.succeededFuture(Optional.empty())
          : ask(
              statements,
              database,
              sql.of(scope, id, values),
              row ->
                  refusal.of(row).or(() -> moves.of(row, refusal.fields.columns().size(), values)));
    }
  }
}
