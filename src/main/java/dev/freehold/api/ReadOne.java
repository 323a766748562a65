package dev.freehold.api;

import dev.freehold.api.Authorize.Operation;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathId;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.Scope;
import io.vertx.core.Future;

/// `GET /tasks/{id}`: 200 with the row. One that is missing and one of someone else are the same to the statement, and so
/// to the caller.
final class ReadOne implements CallerEndpoint {
  private final Spec.IdType ids;
  private final ReadSql read;
  private final OneRow row;
  private final Rows rows;

  ReadOne(ResourcePlan plan, OneRow row, Rows rows) {
    this.ids = plan.id();
    this.read = new ReadSql(plan);
    this.row = row;
    this.rows = rows;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    Scope scope = Authorize.scope(caller, Operation.READ);
    request.refuseParameters();
    Object id = PathId.read(ids, request.pathParameter(PathId.PARAMETER));
    return rows.run(read.of(scope, id), row.found()).map(OneRow::orNotFound);
  }
}
