package dev.freehold.sql;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Secret;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A database with each kind of sharing: only owners see `clients`; editors also see and change
/// `projects`; every signed-in user sees `tasks`; anonymous callers also read `posts`.
final class SharedRowsFixture implements AutoCloseable {
  static final UUID ANN = new UUID(7, 1);
  static final UUID BOB = new UUID(7, 2);
  static final UUID EVE = new UUID(7, 3);

  static final ApiPlan API = ApiPlanner.plan(spec());
  static final ResourcePlan CLIENTS = API.resource("clients");
  static final ResourcePlan PROJECTS = API.resource("projects");
  static final ResourcePlan TASKS = API.resource("tasks");
  static final ResourcePlan POSTS = API.resource("posts");

  private static final ApiView ANONYMOUS = new ApiView(API, false, Set.of(), null);
  private static final ApiView USERS = new ApiView(API, true, Set.of(), null);
  private static final ApiView EDITORS = new ApiView(API, true, Set.of("editor"), null);

  private final DatabaseTarget server;
  private final TestDatabase database;
  private final DatabaseTarget runtime;

  SharedRowsFixture(DatabaseTarget server) {
    this.server = server;
    database = TestDatabase.fresh(server);
    DatabaseRoleNames roles = roles(database);
    execute("create role \"" + roles.api() + "\" login nobypassrls password 'secret'");
    execute("create role \"" + roles.auth() + "\"");
    execute(SchemaModel.of(API, roles).script());
    API.resources().forEach(r -> policies(r, roles.api()));
    for (UUID user : List.of(ANN, BOB, EVE)) {
      execute("insert into auth.users (id, password_hash) values ('" + user + "', '$argon2id$x')");
    }
    runtime = database.target().withUser(roles.api(), Secret.of("secret"));
  }

  private static DatabaseRoleNames roles(TestDatabase database) {
    String name = database.target().database();
    return new DatabaseRoleNames("postgres", name + "_api", name + "_auth");
  }

  /// The role that serves resources; it owns nothing.
  AdminConnection serving() {
    return AdminConnection.open(TestDatabase.vertx(), runtime);
  }

  /// The superuser, to whom no policy applies.
  AdminConnection unbound() {
    return AdminConnection.open(TestDatabase.vertx(), database.target());
  }

  void execute(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  @Override
  public void close() {
    DatabaseRoleNames roles = roles(database);
    String both = "\"" + roles.api() + "\", \"" + roles.auth() + "\"";
    execute("drop owned by " + both);
    database.close();
    TestDatabase.execute(server, "drop role " + both);
  }

  static List<Row> run(AdminConnection connection, SqlStatement statement) {
    return connection.query(statement.text(), statement.arguments());
  }

  static ResourceView ofAnonymous(ResourcePlan plan) {
    return ANONYMOUS.resource(plan);
  }

  static ResourceView ofUser(ResourcePlan plan) {
    return USERS.resource(plan);
  }

  static ResourceView ofEditor(ResourcePlan plan) {
    return EDITORS.resource(plan);
  }

  static ApiView apiView(boolean editor) {
    return editor ? EDITORS : USERS;
  }

  static RowScope own(UUID user) {
    return new RowScope.OwnRows(user, Set.of(), null);
  }

  static RowScope all(@Nullable UUID user, String... roles) {
    return new RowScope.AllRows(user, Set.of(roles), null, "test");
  }

  static RowScope matching(UUID user, RowScope.Extent.Matching rows) {
    return new RowScope.MatchingRows(user, Set.of(), new UUID(0, 2), rows, "test");
  }

  private static Spec spec() {
    Access owners = Access.OWNER_ONLY;
    List<Grant> owner = List.of(new Grant.Owner());
    List<Grant> ownerOrEditor = List.of(new Grant.Owner(), new Grant.Role("editor"));
    return new Spec(
        "Agency",
        "1.0.0",
        null,
        Spec.Auth.DEFAULT,
        List.of(
            resource("clients", Spec.IdType.UUID, owners, List.of(text("name", true))),
            resource(
                "projects",
                Spec.IdType.INTEGER,
                new Access(ownerOrEditor, owner, ownerOrEditor, ownerOrEditor),
                List.of(text("name", true), ref("client", "clients", ScalarType.UUID))),
            resource(
                "tasks",
                Spec.IdType.INTEGER,
                new Access(List.of(new Grant.User()), owner, owner, owner),
                List.of(
                    text("title", true),
                    Spec.Field.builder("priority", FieldType.of(ScalarType.INTEGER)).build(),
                    ref("project", "projects", ScalarType.INTEGER_ID))),
            resource(
                "posts",
                Spec.IdType.UUID,
                new Access(List.of(new Grant.Public()), owner, owner, owner),
                List.of(text("title", true), ref("project", "projects", ScalarType.INTEGER_ID)))));
  }

  private static Spec.Resource resource(
      String name, Spec.IdType id, Access access, List<Spec.Field> fields) {
    return Spec.Resource.builder(name, fields)
        .id(id)
        .limit(new Spec.Limit(3, 100))
        .indexes(List.of(List.of(new Spec.SortKey(fields.getFirst().name(), false))))
        .access(access)
        .search(
            new Spec.Search(
                List.of(fields.getFirst().name()), name.equals("posts") ? "english" : null))
        .build();
  }

  private static Spec.Field text(String name, boolean required) {
    return Spec.Field.builder(name, FieldType.of(ScalarType.STRING)).required(required).build();
  }

  private static Spec.Field ref(String name, String to, ScalarType id) {
    return Spec.Field.builder(name + "_id", FieldType.of(id))
        .ref(new Spec.Ref(name, to, Spec.OnDelete.RESTRICT))
        .build();
  }

  /// The policies of the shared resources, and the foreign keys.
  private void policies(ResourcePlan resource, String role) {
    String table = "app." + resource.table().name();
    for (TablePlan.ForeignKey key : resource.table().foreignKeys()) {
      execute("alter table %s drop constraint if exists %s".formatted(table, key.name()));
      execute(
          "alter table %s add constraint %s foreign key (%s) references app.%s (%s)"
              .formatted(
                  table,
                  key.name(),
                  String.join(", ", key.columns()),
                  key.target(),
                  String.join(", ", key.targetColumns())));
    }
    if (!resource.shared()) {
      return;
    }
    List<String> policies = new ArrayList<>();
    String owner = words(List.of(new Grant.Owner()));
    policies.add("read for select using (" + words(resource.access().read()) + ")");
    policies.add("create for insert with check (" + owner + ")");
    policies.add("update for update using (" + words(resource.access().update()) + ")");
    policies.add("delete for delete using (" + words(resource.access().delete()) + ")");
    execute("drop policy if exists owner on " + table);
    for (String policy : policies) {
      String name = "\"" + policy.substring(0, policy.indexOf(' ')) + "\"";
      String rest = policy.substring(policy.indexOf(' '));
      int body = rest.indexOf(rest.contains(" using") ? " using" : " with");
      execute("drop policy if exists " + name + " on " + table);
      execute(
          "create policy %s on %s%s to \"%s\"%s"
              .formatted(name, table, rest.substring(0, body), role, rest.substring(body)));
    }
  }

  private static String words(List<Grant> grants) {
    return grants.stream().map(SharedRowsFixture::word).collect(Collectors.joining(" or "));
  }

  private static String word(Grant grant) {
    String user = "nullif(current_setting('freehold.user_id', true), '')";
    return switch (grant) {
      case Grant.Owner _ -> "user_id = (select " + user + "::uuid)";
      case Grant.User _ -> "(select " + user + " is not null)";
      case Grant.Public _ -> "true";
      case Grant.Role(String name) ->
          "(select position('," + name + ",' in current_setting('freehold.roles', true)) > 0)";
      case Grant.Person(_, String column, boolean many) ->
          new PersonColumn(column, many).holds(column, "(select " + user + "::uuid)");
      case Grant.Through _, Grant.Member _ ->
          throw new IllegalArgumentException("not in these tests: " + grant.text());
      // The rules of the test are SQL as they are written.
      case Grant.Where(Grant subject, Rule condition) ->
          "(" + word(subject) + " and (" + condition.text() + "))";
    };
  }
}
