package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.plan.ApiPlan;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.SqlQuoting;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The two database roles that serve requests: they can log in, own nothing, and have only the
/// granted privileges.
///
/// A role is changed only if it is missing, has wrong attributes, or is marked with another secret.
/// Nodes that share a secret therefore do not change each other's roles. A role that is marked with
/// the previous secret keeps its password, so that a new secret changes no role while nodes with the
/// old one run.
public final class ServingRoles {
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
  private final PostgresServerInfo server;
  private final DatabaseRoleNames names;
  private final ServingLogins logins;
  private final Map<String, List<RolePassword>> passwords;

  /// With roles that a migration makes.
  public ServingRoles(
      AdminConnection connection, PostgresServerInfo server, SigningSecrets secrets) {
    this(connection, server, ServingLogins.derived(secrets));
  }

  public ServingRoles(AdminConnection connection, PostgresServerInfo server, ServingLogins logins) {
    this.connection = connection;
    this.server = server;
    this.logins = logins;
    SigningSecrets secrets = logins.secrets();
    this.names =
        logins
            .given()
            .map(
                given ->
                    new DatabaseRoleNames(server.login(), given.api().user(), given.auth().user()))
            .orElseGet(() -> RoleNaming.of(server.database(), server.login()));
    this.passwords =
        Map.of(
            names.api(),
            passwords(secrets, names.api()),
            names.auth(),
            passwords(secrets, names.auth()));
  }

  private List<RolePassword> passwords(SigningSecrets secrets, String role) {
    return secrets.accepted().stream()
        .map(secret -> new RolePassword(secret, server.database(), role))
        .toList();
  }

  /// The state of one role.
  private record State(String comment, boolean fit, boolean mighty, boolean connects) {}

  /// @param ready whether the roles themselves need no change
  public record Choice(DatabaseRoleNames names, boolean ready) {}

  /// @throws MigrationRefusedException if the policies of the plan need a role that owns the tables and
  ///     serves no requests, and there is only the login
  public void requireOwner(ApiPlan plan, DatabaseRoleNames chosen) {
    if (chosen.isSingle() && plan.teams() != null) {
      throw new MigrationRefusedException(
          "The spec has teams, and the login "
              + server.login()
              + " may not create the roles that their row-level security needs.",
          "Give it CREATEROLE, or create the roles "
              + names.api()
              + " and "
              + names.auth()
              + " with a login that has it.");
    }
  }

  /// Chooses two roles if the login may create them or they exist already; otherwise the login
  /// alone.
  ///
  /// @throws MigrationRefusedException if only the login is left and row-level security does not
  ///     bind it, or if a role has one of these names and Freehold did not create it
  public Choice choose() {
    Map<String, State> states = states();
    if (logins.given().isPresent()) {
      for (String role : List.of(names.api(), names.auth())) {
        mustServe(role, states.get(role));
      }
      return new Choice(names, states.values().stream().allMatch(State::connects));
    }
    boolean ready = ready(names.api(), states) && ready(names.auth(), states);
    if (ready || server.mayCreateRoles()) {
      states.forEach(this::mustBeOurs);
      return new Choice(names, ready);
    }
    if (server.bypassesRowSecurity()) {
      throw new MigrationRefusedException(
          "The login "
              + server.login()
              + " has BYPASSRLS and may not create roles, so nothing would keep people's rows"
              + " apart.",
          "Give it CREATEROLE, or use a login without BYPASSRLS.");
    }
    return new Choice(DatabaseRoleNames.single(server.login()), true);
  }

  /// The changes that [#ensure] would make, in words.
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

  /// An operator made it.
  private void mustServe(String role, @Nullable State state) {
    String of = role.equals(names.api()) ? "DATABASE_URL_API" : "DATABASE_URL_AUTH";
    if (state == null || !state.fit()) {
      throw new MigrationRefusedException(
          "The role "
              + role
              + " of "
              + of
              + (state == null ? " does not exist." : " may not log in, inherits, or has expired."),
          "With a login that may: "
              + (state == null ? "create" : "alter")
              + " role "
              + SqlQuoting.identifier(role)
              + " login noinherit"
              + (state == null ? " password '…'" : " valid until 'infinity'")
              + ".");
    }
    if (state.mighty()) {
      throw new MigrationRefusedException(
          "The role "
              + role
              + " of "
              + of
              + " has more than it needs: an attribute, or the owner's role.",
          "Take it away: nothing would keep people's rows apart.");
    }
  }

  private boolean suits(String role, State state) {
    if (logins.given().isPresent()) {
      return true;
    }
    return state.fit() && marked(role, state).isPresent();
  }

  /// Creates or repairs both roles, in one transaction.
  public void ensure() {
    Map<String, State> states = states();
    if (logins.given().isPresent()) {
      grantConnect();
      return;
    }
    for (String role : List.of(names.api(), names.auth())) {
      State state = states.get(role);
      if (state == null) {
        create(role);
      } else if (!suits(role, state)) {
        alter(role);
      }
    }
    grantConnect();
  }

  private void grantConnect() {
    states()
        .forEach(
            (role, state) -> {
              if (!state.connects()) {
                String database = SqlQuoting.identifier(server.database());
                connection.execute(
                    "grant connect on database " + database + " to " + SqlQuoting.identifier(role));
              }
            });
  }

  private void create(String role) {
    connection.execute(
        "create role "
            + SqlQuoting.identifier(role)
            + " login noinherit nosuperuser nocreatedb nocreaterole nobypassrls noreplication"
            + " password "
            + SqlQuoting.stringLiteral(current(role).verifier()));
    mark(role);
  }

  /// Sets only the attributes that a login without superuser may set in every version.
  private void alter(String role) {
    connection.execute(
        "alter role "
            + SqlQuoting.identifier(role)
            + " login noinherit valid until 'infinity' password "
            + SqlQuoting.stringLiteral(current(role).verifier()));
    mark(role);
  }

  private void mark(String role) {
    connection.execute(
        "comment on role "
            + SqlQuoting.identifier(role)
            + " is "
            + SqlQuoting.stringLiteral(current(role).comment()));
  }

  /// The login for a role that is ready, at the address for serving roles.
  public DatabaseTarget login(DatabaseTarget owner, String role) {
    if (logins.given().isPresent()) {
      ServingLogins.GivenLogins given = logins.given().get();
      return role.equals(names.auth()) ? given.auth() : given.api();
    }
    DatabaseTarget address = logins.addressOr(owner);
    State state = passwords.containsKey(role) ? states().get(role) : null;
    return state == null
        ? address
        : address.withUser(role, marked(role, state).orElseGet(() -> current(role)).password());
  }

  /// The password that the role has by its mark; empty if it is none of these.
  private Optional<RolePassword> marked(String role, State state) {
    return Objects.requireNonNull(passwords.get(role), role).stream()
        .filter(password -> state.comment().equals(password.comment()))
        .findFirst();
  }

  private RolePassword current(String role) {
    return Objects.requireNonNull(passwords.get(role), role).getFirst();
  }

  private boolean ready(String role, Map<String, State> states) {
    State state = states.get(role);
    return state != null && suits(role, state) && !state.mighty() && state.connects();
  }

  private void mustBeOurs(String role, State state) {
    if (!RolePassword.isOurs(state.comment())) {
      throw new MigrationRefusedException(
          "The role " + role + " is there already, and Freehold did not make it.",
          "Drop or rename it, or use a database of another name.");
    }
    if (state.mighty()) {
      throw new MigrationRefusedException(
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

  /// The names of the two roles that serve a database. Roles belong to the whole server, so the
  /// database is in the name.
  static final class RoleNaming {
    /// PostgreSQL silently truncates longer names (NAMEDATALEN). In bytes, not characters.
    private static final int MAX_BYTES = 63;

    private RoleNaming() {}

    static DatabaseRoleNames of(String database, String owner) {
      return new DatabaseRoleNames(owner, name(database, "_api"), name(database, "_auth"));
    }

    private static String name(String database, String suffix) {
      // PostgreSQL reserves the prefix `pg_` for its own roles.
      String full = (database.startsWith("pg_") ? "freehold_" : "") + database + suffix;
      byte[] bytes = full.getBytes(StandardCharsets.UTF_8);
      if (bytes.length <= MAX_BYTES) {
        return full;
      }
      CRC32 sum = new CRC32();
      sum.update(bytes);
      String end = String.format(Locale.ROOT, "_%08x", sum.getValue()) + suffix;
      int cut = MAX_BYTES - end.length();
      while ((bytes[cut] & 0xC0) == 0x80) {
        cut--;
      }
      return new String(bytes, 0, cut, StandardCharsets.UTF_8) + end;
    }
  }
}
