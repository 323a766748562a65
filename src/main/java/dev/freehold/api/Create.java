package dev.freehold.api;

import dev.freehold.api.Authorize.Operation;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.BodyReader;
import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.sql.InsertSql;
import dev.freehold.sql.Scope;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// `POST /tasks`: 201 with the row, which belongs to the caller.
final class Create implements CallerEndpoint {
  private final BodyReader body;
  private final InsertSql insert;
  private final OneRow row;
  private final Rows rows;

  Create(ResourcePlan plan, OneRow row, Rows rows, Supplier<UUID> ids) {
    this.body = BodyReader.ofCreate(plan);
    this.insert = new InsertSql(plan, ids);
    this.row = row;
    this.rows = rows;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    Scope scope = Authorize.scope(caller, Operation.CREATE);
    request.refuseParameters();
    FieldValues values = body.read(request.body().getBytes());
    return rows.run(insert.of(scope, values), row.created()).map(Optional::orElseThrow);
  }
}
