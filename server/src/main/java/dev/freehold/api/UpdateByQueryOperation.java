package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader;
import dev.freehold.input.BulkQueryReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.spec.Access;
import dev.freehold.sql.BulkChangeSql.BulkUpdateSql;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `PATCH /tasks?status=pending&max_affected=20`: 200 with the number of updated rows. All
/// rows get the same values.
final class UpdateByQueryOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final BulkQueryReader queries;
  private final StatementRunner statements;
  private final TeamGuard team;
  private final ViewCache<CompiledUpdateByQuery> compiled;

  private record CompiledUpdateByQuery(BodyReader body, BulkUpdateSql update) {}

  public UpdateByQueryOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.queries = new BulkQueryReader(plan);
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.team = new TeamGuard(dependencies, plan, statements);
    this.compiled =
        new ViewCache<>(
            view ->
                new CompiledUpdateByQuery(
                    BodyReader.ofUpdate(view),
                    new BulkUpdateSql(dependencies.api(), view, dependencies.statementTexts())));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.UPDATE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.UPDATE);
    BulkCriteria matchMode = BulkCriteria.read(request, queries, granted);
    CompiledUpdateByQuery by = compiled.get(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> something(by.body().read(body)))
        .map(
            values -> {
              SqlStatement statement =
                  by.update().of(granted.scope(), matchMode.where(), values, matchMode.max());
              return new PreparedWrite(
                  PreparedWrite.Kind.STATEMENT,
                  statement.cost(),
                  database ->
                      team.guard(
                          database,
                          granted.scope(),
                          statements
                              .run(database, statement, matchMode.reply())
                              .compose(Function.identity())));
            });
  }

  /// Every matching row counts as changed, so the body must have at least one field.
  private static FieldValues something(FieldValues values) {
    if (values.isEmpty()) {
      throw Problem.Invalid.of(
              "", ViolationCode.REQUIRED, "The body must have at least one field to change.")
          .toException();
    }
    return values;
  }
}
