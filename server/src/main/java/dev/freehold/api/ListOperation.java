package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.input.ListQueryReader;
import dev.freehold.input.PathIdReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.problem.Problem;
import dev.freehold.query.ListQuery;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ListSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `GET /tasks` and `GET /projects/{id}/tasks`: 200 with a page of the rows that the caller may
/// read. If the caller may not read the parent, the response is `NOT_FOUND`.
final class ListOperation implements ApiOperation {
  /// The number of columns before the selection: the total.
  private static final int FIRST = 1;

  private final ResourcePlan plan;
  private final @Nullable ParentResource parent;
  private final Authorizer authorizer;
  private final KeysetCursorCodec cursors;
  private final ListQueryReader queries;
  private final ListSql list;
  private final StatementRunner statements;
  private final SerializedString key;
  private final String path;
  private final ViewCache<JsonRowWriter> writers =
      new ViewCache<>(view -> new JsonRowWriter(Selection.allColumns(view), FIRST));

  /// The parent of a nested list: its resource and relation.
  private record ParentResource(ResourcePlan plan, Relation relation) {}

  private ListOperation(
      OperationDependencies dependencies,
      ResourcePlan plan,
      @Nullable ParentResource parent,
      String path) {
    this.plan = plan;
    this.parent = parent;
    this.authorizer = dependencies.authorizer();
    this.cursors = dependencies.cursors();
    this.queries = new ListQueryReader(dependencies.api(), plan, cursors);
    this.list = new ListSql(dependencies.api(), plan, dependencies.statementTexts());
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.key = new SerializedString(plan.name());
    this.path = path;
  }

  /// A list of all rows.
  public static ListOperation forResource(OperationDependencies dependencies, ResourcePlan plan) {
    return new ListOperation(
        dependencies, plan, null, dependencies.api().base() + "/" + plan.name());
  }

  /// A list of the rows that reference one row of `parent`.
  ///
  /// @param relation a to-many relation of `parent`
  public static ListOperation forParent(
      OperationDependencies dependencies, ResourcePlan parent, Relation relation) {
    return new ListOperation(
        dependencies,
        dependencies.api().resource(relation.target()),
        new ParentResource(parent, relation),
        dependencies.api().base() + "/" + parent.name() + "/");
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    Optional<Problem> children = authorizer.refusal(caller, plan, Access.CrudOperation.READ);
    return children.isPresent() || parent == null
        ? children
        : authorizer.refusal(caller, parent.plan(), Access.CrudOperation.READ);
  }

  @Override
  public Future<Reply> answer(Request request, Caller caller, Database database) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.READ);
    ListQuery.@Nullable ParentRow under = null;
    String place = path;
    if (parent != null) {
      under = parent(parent, request, caller);
      place = path + under.id() + "/" + under.relation().name();
    }
    ListQuery query = query(request, granted, under);
    granted.requireTeam(query.related());
    Selection selection = query.selection();
    JsonRowWriter writer =
        selection.included().isEmpty() && selection.columns().equals(granted.view().readColumns())
            ? writers.get(granted.view())
            : new JsonRowWriter(selection, FIRST);
    LinkHeader links = new LinkHeader(place, request.queryParameters());
    KeysetCursorCodec.Holder holder = holder(granted);
    Function<@Nullable Object[], String> cursor = values -> cursors.encode(query, holder, values);
    return statements
        .run(
            database,
            list.of(granted.scope(), query),
            PageReply.of(new PageReply.PageContext(key, writer, query, links, cursor)))
        .compose(Function.identity());
  }

  /// A relation that this caller may not follow is treated as missing.
  private ListQuery.ParentRow parent(ParentResource of, Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, of.plan(), Access.CrudOperation.READ);
    Relation relation =
        granted
            .sight()
            .visibleRelation(granted.view(), of.relation().name())
            .orElseThrow(() -> new Problem.NotFound().toException())
            .relation();
    Object id = PathIdReader.read(of.plan().id(), request.pathParameter(PathIdReader.PARAMETER));
    return new ListQuery.ParentRow(granted.view(), relation, id);
  }

  private static KeysetCursorCodec.Holder holder(GrantedAccess granted) {
    return new KeysetCursorCodec.Holder(granted.user(), granted.scope().team());
  }

  private ListQuery query(
      Request request, GrantedAccess granted, ListQuery.@Nullable ParentRow under) {
    ListQueryReader.ListQueryBuilder reading =
        queries.newBuilder(granted.sight(), holder(granted), under);
    for (QueryParameter parameter : RepeatedParameters.join(request.queryParameters())) {
      reading.addParameter(parameter.name(), parameter.value());
    }
    return reading.build();
  }
}
