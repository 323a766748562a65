package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.SingleWrites.WriteTurn;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerProfile;
import dev.freehold.auth.CallerProfile.AccountPart.AccountChange;
import dev.freehold.db.Database;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader;
import dev.freehold.input.ViolationCollector;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.OwnRows;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.ProfileSql;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// The caller's own profile, read and changed by the role that serves resources. A profile is a row
/// whose id is that of its account, so the rules of a row apply: body, unique fields, row-level
/// security.
public final class OwnProfile implements CallerProfile {
  /// A member of the body that is of the account. No field of a profile has this name.
  private static final String ACCOUNT_NAME = "name";

  private static final int RETRY_AFTER_SECONDS = 1;

  private final ResourcePlan people;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final Database database;
  private final SingleWrites writes;
  private final ViewCache<CompiledProfile> compiled;

  private record CompiledProfile(
      ProfileSql sql, BodyReader body, List<ColumnPlan> columns, JsonRowWriter writer) {
    static CompiledProfile of(OperationDependencies dependencies, ResourceView view) {
      return new CompiledProfile(
          new ProfileSql(dependencies.api(), view),
          BodyReader.ofUpdateWith(view, ACCOUNT_NAME),
          view.readColumns().stream().filter(c -> c.role() == ColumnPlan.Role.FIELD).toList(),
          new JsonRowWriter(Selection.allColumns(view), 0));
    }

    Map<String, String> fields(Row row) {
      Map<String, String> fields = new LinkedHashMap<>();
      columns.forEach(c -> fields.put(c.name(), writer.valueText(row, c.name())));
      return fields;
    }
  }

  private OwnProfile(
      OperationDependencies dependencies,
      ResourcePlan people,
      Database database,
      SingleWrites writes) {
    this.people = people;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(people), dependencies.schema());
    this.database = database;
    this.writes = writes;
    this.compiled = new ViewCache<>(view -> CompiledProfile.of(dependencies, view));
  }

  /// Empty if accounts have no profile.
  ///
  /// @param database uses the role that serves resources, for what only reads
  /// @param writes of the same role
  public static Optional<CallerProfile> of(
      OperationDependencies dependencies, Database database, SingleWrites writes) {
    return Optional.ofNullable(dependencies.api().people())
        .map(people -> new OwnProfile(dependencies, people, database, writes));
  }

  @Override
  public Future<Map<String, String>> read(Caller.User caller) {
    GrantedAccess granted = granted(caller);
    CompiledProfile by = compiled.get(granted.view());
    return run(database, by, by.sql().read(scope(granted))).map(Optional::orElseThrow);
  }

  @Override
  public Future<Map<String, String>> update(
      Request request, Caller.User caller, AccountPart account) {
    GrantedAccess granted = granted(caller);
    CompiledProfile by = compiled.get(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> read(by, body, account.violations()))
        .compose(
            values -> {
              if (!values.isEmpty()) {
                return changed(by, scope(granted), values, account.change());
              }
              return account.isChanged()
                  ? account
                      .change()
                      .around(() -> Future.succeededFuture(Map.of()))
                      .compose(_ -> read(caller))
                  : read(caller);
            });
  }

  private static FieldValues read(CompiledProfile by, byte[] body, List<Violation> ofAccount) {
    ViolationCollector violations = new ViolationCollector();
    violations.addAll(ofAccount);
    FieldValues values = by.body().read(body, violations);
    violations.throwIfAny();
    return values;
  }

  /// Two roles write on two connections, the account first, as a deletion does. The account commits
  /// after the profile, which may be refused, so that only a commit that fails leaves half of the change.
  /// Then the outcome is unknown, and the same request makes it whole.
  private Future<Map<String, String>> changed(
      CompiledProfile by, OwnRows scope, FieldValues values, AccountChange account) {
    AtomicBoolean uncertain = new AtomicBoolean();
    return account
        .around(
            () -> {
              uncertain.set(true);
              return changed(by, scope, values).onFailure(_ -> uncertain.set(false));
            })
        .recover(
            failure ->
                Future.failedFuture(
                    uncertain.get()
                        ? new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.UNKNOWN)
                            .toException()
                        : failure));
  }

  /// Most changes find the row. The first one adds it and starts again.
  private Future<Map<String, String>> changed(
      CompiledProfile by, OwnRows scope, FieldValues values) {
    Database own = writes.of(new WriteTurn(scope.user(), null));
    return run(own, by, by.sql().update(scope, values))
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found.get())
                    : run(own, by, by.sql().add(scope))
                        .compose(_ -> run(own, by, by.sql().update(scope, values)))
                        .map(Optional::orElseThrow));
  }

  private GrantedAccess granted(Caller.User caller) {
    return authorizer.grant(caller, people, CrudOperation.UPDATE);
  }

  /// An account changes its own profile and no other, see [dev.freehold.spec.Spec.People#asResource].
  private static OwnRows scope(GrantedAccess granted) {
    return (OwnRows) granted.scope();
  }

  private Future<Optional<Map<String, String>>> run(
      Database database, CompiledProfile by, SqlStatement statement) {
    Collector<Row, ?, Optional<Map<String, String>>> one =
        Collectors.mapping(by::fields, Collectors.reducing((first, _) -> first));
    return statements.run(database, statement, one);
  }
}
