package dev.freehold.api.page;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.Authorize;
import dev.freehold.api.Authorize.Granted;
import dev.freehold.api.Failures;
import dev.freehold.api.Operation;
import dev.freehold.api.Parts;
import dev.freehold.api.PerView;
import dev.freehold.api.RowWriter;
import dev.freehold.api.Rows;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Parameter;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathId;
import dev.freehold.input.cursor.Cursors;
import dev.freehold.input.query.ListQueryReader;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.ListQuery;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ListSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `GET /tasks` and `GET /projects/{id}/tasks`: 200 with a page of the rows that the caller may read. The list of a parent
/// that the caller may not read is as missing as the parent.
public final class ListRows implements Operation {
  /// What stands before the read set in the rows of a list: how many there are.
  private static final int FIRST = 1;

  private final ResourcePlan plan;
  private final @Nullable Parent parent;
  private final Authorize authorize;
  private final Cursors cursors;
  private final ListQueryReader queries;
  private final ListSql list;
  private final Rows rows;
  private final SerializedString key;
  private final String path;
  private final PerView<RowWriter> writers =
      new PerView<>(view -> new RowWriter(Selection.whole(view), FIRST));

  /// The resource on whose row the list hangs, and how.
  private record Parent(ResourcePlan plan, Relation relation) {}

  private ListRows(Parts parts, ResourcePlan plan, @Nullable Parent parent, String path) {
    this.plan = plan;
    this.parent = parent;
    this.authorize = parts.authorize();
    this.cursors = parts.cursors();
    this.queries = new ListQueryReader(parts.api(), plan, cursors);
    this.list = new ListSql(parts.api(), plan, parts.texts());
    this.rows = new Rows(Failures.of(plan));
    this.key = new SerializedString(plan.name());
    this.path = path;
  }

  /// Of all rows.
  public static ListRows of(Parts parts, ResourcePlan plan) {
    return new ListRows(parts, plan, null, parts.api().base() + "/" + plan.name());
  }

  /// Of what points at one row of `parent`.
  ///
  /// @param relation of `parent`, to many
  public static ListRows under(Parts parts, ResourcePlan parent, Relation relation) {
    return new ListRows(
        parts,
        parts.api().resource(relation.target()),
        new Parent(parent, relation),
        parts.api().base() + "/" + parent.name() + "/");
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    Optional<Problem> children = authorize.refusal(caller, plan, Access.Operation.READ);
    return children.isPresent() || parent == null
        ? children
        : authorize.refusal(caller, parent.plan(), Access.Operation.READ);
  }

  @Override
  public Future<Reply> answer(Request request, Caller caller, Database database) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.READ);
    ListQuery.@Nullable Parent under = null;
    String place = path;
    if (parent != null) {
      under = parent(parent, request, caller);
      place = path + under.id() + "/" + under.relation().name();
    }
    ListQuery query = query(request, granted, under);
    Selection selection = query.selection();
    RowWriter writer =
        selection.included().isEmpty() && selection.columns().equals(granted.view().read())
            ? writers.of(granted.view())
            : new RowWriter(selection, FIRST);
    Links links = new Links(place, request.parameters());
    UUID user = granted.user();
    Function<@Nullable Object[], String> cursor = values -> cursors.next(query, user, values);
    return rows.run(
            database,
            list.of(granted.scope(), query),
            Page.of(new Page.Shape(key, writer, query, links, cursor)))
        .compose(Function.identity());
  }

  /// A relation that cannot be followed by this caller is not there.
  private ListQuery.Parent parent(Parent of, Request request, Caller caller) {
    Granted granted = authorize.grant(caller, of.plan(), Access.Operation.READ);
    Relation relation =
        granted
            .sight()
            .hop(granted.view(), of.relation().name())
            .orElseThrow(() -> new Problem.NotFound().failure())
            .relation();
    Object id = PathId.read(of.plan().id(), request.pathParameter(PathId.PARAMETER));
    return new ListQuery.Parent(granted.view(), relation, id);
  }

  private ListQuery query(Request request, Granted granted, ListQuery.@Nullable Parent under) {
    ListQueryReader.Reading reading = queries.begin(granted.sight(), granted.user(), under);
    for (Parameter parameter : request.parameters()) {
      reading.take(parameter.name(), parameter.value());
    }
    return reading.end();
  }
}
