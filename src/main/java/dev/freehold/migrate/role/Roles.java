package dev.freehold.migrate.role;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.RoleNames;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.type.Secret;
import dev.freehold.type.sql.SqlText;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The two roles that requests run as: they log in, own nothing, and may do nothing but what is granted.
///
/// A role is touched only where it is missing, not as it should be, or marked with another secret, so that nodes that
/// share a secret leave each other's alone.
public final class Roles {
  private static final String STATES =
      """
      select r.rolname::text as name,
             coalesce(shobj_description(r.oid, 'pg_authid'), '') as comment,
             r.rolcanlogin and not r.rolinherit and coalesce(r.rolvaliduntil = 'infinity', true) as fit,
             r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole or r.rolreplication
               or pg_has_role(r.oid, me.oid, 'MEMBER') as mighty,
             has_database_privilege(r.oid, current_database(), 'CONNECT') as connects
        from pg_roles r, pg_roles me
       where r.rolname = any ($1) and me.rolname = current_user\
      """;

  private final AdminConnection connection;
  private final Server server;
  private final RoleNames names;
  private final Map<String, RoleSecret> secrets;

  public Roles(AdminConnection connection, Server server, Secret secret) {
    this.connection = connection;
    this.server = server;
    this.names = RoleNaming.of(server.database(), server.login());
    this.secrets =
        Map.of(
            names.api(), new RoleSecret(secret, server.database(), names.api()),
            names.auth(), new RoleSecret(secret, server.database(), names.auth()));
  }

  /// What is so of one role.
  private record State(String comment, boolean fit, boolean mighty, boolean connects) {}

  /// @param ready whether nothing is to be done to the roles themselves
  public record Choice(RoleNames names, boolean ready) {}

  /// Two roles where the login may make them, or where they are there already; else the login alone.
  ///
  /// @throws MigrationRefused where the login alone is left and row-level security does not bind it, or where a role
  ///     has a name of ours and is not ours
  public Choice choose() {
    Map<String, State> states = states();
    boolean ready = ready(names.api(), states) && ready(names.auth(), states);
    if (ready || server.mayCreateRoles()) {
      states.forEach(this::mustBeOurs);
      return new Choice(names, ready);
    }
    if (server.bypassesRowSecurity()) {
      throw new MigrationRefused(
          "The login "
              + server.login()
              + " has BYPASSRLS and may not create roles, so nothing would keep people's rows"
              + " apart.",
          "Give it CREATEROLE, or use a login without BYPASSRLS.");
    }
    return new Choice(RoleNames.single(server.login()), true);
  }

  /// What [#ensure] would do, in words.
  public List<String> lacking() {
    Map<String, State> states = states();
    List<String> changes = new ArrayList<>();
    for (String role : List.of(names.api(), names.auth())) {
      State state = states.get(role);
      if (state == null) {
        changes.add("new role " + role);
      } else if (!suits(role, state)) {
        changes.add("new password of role " + role);
      } else if (!state.connects()) {
        changes.add("role " + role + " may connect");
      }
    }
    return changes;
  }

  private boolean suits(String role, State state) {
    return state.fit() && state.comment().equals(secret(role).comment());
  }

  /// Makes both roles what they should be, within a transaction.
  public void ensure() {
    Map<String, State> states = states();
    for (String role : List.of(names.api(), names.auth())) {
      State state = states.get(role);
      if (state == null) {
        create(role);
      } else if (!suits(role, state)) {
        alter(role);
      }
    }
    states()
        .forEach(
            (role, state) -> {
              if (!state.connects()) {
                String database = SqlText.identifier(server.database());
                connection.execute(
                    "grant connect on database " + database + " to " + SqlText.identifier(role));
              }
            });
  }

  private void create(String role) {
    connection.execute(
        "create role "
            + SqlText.identifier(role)
            + " login noinherit nosuperuser nocreatedb nocreaterole nobypassrls noreplication"
            + " password "
            + SqlText.string(secret(role).verifier()));
    mark(role);
  }

  /// Says only what a login that is no superuser may say of a role in every version.
  private void alter(String role) {
    connection.execute(
        "alter role "
            + SqlText.identifier(role)
            + " login noinherit valid until 'infinity' password "
            + SqlText.string(secret(role).verifier()));
    mark(role);
  }

  private void mark(String role) {
    connection.execute(
        "comment on role "
            + SqlText.identifier(role)
            + " is "
            + SqlText.string(secret(role).comment()));
  }

  /// The login of a role that is ready.
  public DatabaseTarget login(DatabaseTarget owner, String role) {
    RoleSecret secret = secrets.get(role);
    return secret == null ? owner : owner.as(role, secret.password());
  }

  private RoleSecret secret(String role) {
    return Objects.requireNonNull(secrets.get(role), role);
  }

  private boolean ready(String role, Map<String, State> states) {
    State state = states.get(role);
    return state != null && suits(role, state) && !state.mighty() && state.connects();
  }

  private void mustBeOurs(String role, State state) {
    if (!RoleSecret.isOurs(state.comment())) {
      throw new MigrationRefused(
          "The role " + role + " is there already, and Freehold did not make it.",
          "Drop or rename it, or use a database of another name.");
    }
    if (state.mighty()) {
      throw new MigrationRefused(
          "The role " + role + " has more than it needs: an attribute, or the owner's role.",
          "Take it away, or drop the role: it is made again at the next start.");
    }
  }

  private Map<String, State> states() {
    Map<String, State> states = new HashMap<>();
    Tuple names = Tuple.of(new String[] {this.names.api(), this.names.auth()});
    for (Row row : connection.query(STATES, names)) {
      states.put(
          row.getString("name"),
          new State(
              row.getString("comment"),
              row.getBoolean("fit"),
              row.getBoolean("mighty"),
              row.getBoolean("connects")));
    }
    return states;
  }
}
