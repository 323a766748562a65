package dev.freehold.api;

import dev.freehold.api.Authorize.Operation;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.BodyReader;
import dev.freehold.input.PathId;
import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.Scope;
import dev.freehold.sql.Statement;
import dev.freehold.sql.UpdateSql;
import io.vertx.core.Future;

/// `PUT` and `PATCH /tasks/{id}`: 200 with the row as it then stands. Only the fields given change. A body without any
/// changes nothing, the version and the time stamps included.
final class Update implements CallerEndpoint {
  private final Spec.IdType ids;
  private final BodyReader body;
  private final UpdateSql update;
  private final ReadSql read;
  private final OneRow row;
  private final Rows rows;

  Update(ResourcePlan plan, OneRow row, Rows rows) {
    this.ids = plan.id();
    this.body = BodyReader.ofUpdate(plan);
    this.update = new UpdateSql(plan);
    this.read = new ReadSql(plan);
    this.row = row;
    this.rows = rows;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    Scope scope = Authorize.scope(caller, Operation.UPDATE);
    request.refuseParameters();
    Object id = PathId.read(ids, request.pathParameter(PathId.PARAMETER));
    FieldValues values = body.read(request.body().getBytes());
    Statement statement = values.isEmpty() ? read.of(scope, id) : update.of(scope, id, values);
    return rows.run(statement, row.found()).map(OneRow::orNotFound);
  }
}
