package dev.freehold.testing;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.Secret;
import java.util.UUID;

/// A new database with the schema of a plan, and the role that serves its resources.
public final class ServedDatabase implements AutoCloseable {
  private final DatabaseTarget server;
  private final TestDatabase database;
  private final DatabaseRoleNames roles;

  public ServedDatabase(DatabaseTarget server, ApiPlan plan) {
    this.server = server;
    database = TestDatabase.fresh(server);
    String name = database.target().database();
    roles = new DatabaseRoleNames("postgres", name + "_api", name + "_auth");
    execute("create role \"" + roles.api() + "\" login nobypassrls password 'secret'");
    execute("create role \"" + roles.auth() + "\"");
    execute(SchemaModel.of(plan, roles).script());
  }

  /// The role that serves resources; it owns nothing.
  public AdminConnection serving() {
    return AdminConnection.open(
        TestDatabase.vertx(), database.target().withUser(roles.api(), Secret.of("secret")));
  }

  /// The superuser, to whom no policy applies.
  public AdminConnection unbound() {
    return AdminConnection.open(TestDatabase.vertx(), database.target());
  }

  public String apiRole() {
    return "\"" + roles.api() + "\"";
  }

  public void execute(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  public String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  public void account(UUID user) {
    execute("insert into auth.users (id, password_hash) values ('" + user + "', '$argon2id$x')");
  }

  @Override
  public void close() {
    String both = apiRole() + ", \"" + roles.auth() + "\"";
    execute("drop owned by " + both);
    database.close();
    TestDatabase.execute(server, "drop role " + both);
  }
}
