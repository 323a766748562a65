package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/// The server version, and the privileges of the login.
///
/// @param version as `server_version_num`: 150018 for 15.18
/// @param login the current role
/// @param bypassesRowSecurity whether the login is a superuser or has BYPASSRLS: then no policy
///     binds it, forced or not
/// @param schemas the existing schemas with Freehold's names
public record PostgresServerInfo(
    int version,
    String versionText,
    String database,
    String login,
    boolean mayCreateRoles,
    boolean bypassesRowSecurity,
    boolean readOnly,
    boolean ledger,
    List<String> schemas) {

  private static final int OLDEST = 150_000;

  private static final String FACTS =
      """
      select current_setting('server_version_num')::integer as version,
             current_setting('server_version') as version_text,
             current_database()::text as database,
             current_user::text as login,
             r.rolsuper or r.rolcreaterole as may_create,
             r.rolsuper or r.rolbypassrls as bypasses,
             pg_is_in_recovery() as read_only,
             to_regclass('"freehold"."ledger"') is not null as ledger,
             array(select nspname::text from pg_namespace where nspname in ('app', 'auth') order by 1) as schemas
        from pg_roles r
       where r.rolname = current_user\
      """;

  public static PostgresServerInfo of(AdminConnection connection) {
    Row row = connection.query(FACTS, Tuple.tuple()).getFirst();
    return new PostgresServerInfo(
        row.getInteger("version"),
        row.getString("version_text"),
        row.getString("database"),
        row.getString("login"),
        row.getBoolean("may_create"),
        row.getBoolean("bypasses"),
        row.getBoolean("read_only"),
        row.getBoolean("ledger"),
        List.of(row.getArrayOfStrings("schemas")));
  }

  /// The major version: 15 for 15.18.
  public int major() {
    return version / 10_000;
  }

  public void requireSupported() {
    if (version < OLDEST) {
      throw new MigrationRefusedException(
          "The database server is PostgreSQL " + versionText + "; Freehold needs 15 or newer.",
          "Upgrade the server or name another in DATABASE_URL.");
    }
    if (readOnly) {
      throw new MigrationRefusedException(
          "The database server is a standby, which takes no writes.",
          "Name the primary in DATABASE_URL.");
    }
  }
}
