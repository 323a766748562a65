package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.Authorize.Operation;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.ListQuery;
import dev.freehold.input.ListQueryReader;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.sql.ListSql;
import dev.freehold.sql.Scope;
import io.vertx.core.Future;

/// `GET /tasks`: 200 with a page of the caller's rows and how many there are in all.
final class ListRows implements CallerEndpoint {
  private final ListQueryReader query;
  private final ListSql list;
  private final Page.Shape shape;
  private final Rows rows;

  ListRows(ResourcePlan plan, Rows rows) {
    this.query = new ListQueryReader(plan);
    this.list = new ListSql(plan);
    this.shape =
        new Page.Shape(
            new SerializedString(plan.name()),
            new RowWriter(plan, 1),
            1 + plan.read().indexOf(plan.table().column(Column.Role.ID)));
    this.rows = rows;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    Scope scope = Authorize.scope(caller, Operation.LIST);
    ListQuery asked = Query.list(request, query);
    return rows.run(
            list.of(scope, asked.limit(), asked.offset(), asked.options()), Page.of(shape, asked))
        .map(Page::orTooLarge);
  }
}
