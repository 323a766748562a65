package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.input.SummaryQueryReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.SummaryQuery;
import dev.freehold.spec.Access;
import dev.freehold.sql.SummarySql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `GET /tasks/summary`: 200 with groups of the rows that the caller may read, and figures of each.
/// Rows and fields that the caller may not read have no effect on the response.
final class SummaryOperation implements ApiOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final SummaryQueryReader queries;
  private final SummarySql summary;
  private final StatementRunner statements;
  private final TeamGuard team;

  SummaryOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.queries = new SummaryQueryReader(plan);
    this.summary = new SummarySql(dependencies.api(), plan, dependencies.statementTexts());
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.team = new TeamGuard(dependencies, plan, statements);
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.READ);
  }

  @Override
  public Future<Reply> answer(Request request, Caller caller, Database database) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.READ);
    SummaryQueryReader.SummaryQueryBuilder reading = queries.newBuilder(granted.sight());
    for (QueryParameter parameter :
        RepeatedParameters.join(request.queryParameters(), SummaryQueryReader.LISTS)) {
      reading.addParameter(parameter.name(), parameter.value());
    }
    SummaryQuery query = reading.build();
    granted.requireTeam(RowPredicate.related(query.where()));
    return team.guard(
        database,
        granted.scope(),
        statements
            .run(database, summary.of(granted.scope(), query), SummaryReply.of(query))
            .compose(Function.identity()));
  }
}
