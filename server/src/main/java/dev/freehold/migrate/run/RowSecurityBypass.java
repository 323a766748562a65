package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.type.SqlQuoting;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Disables forced row-level security for the owner within one transaction.
///
/// Forced row-level security hides every row from an owner without BYPASSRLS. Without FORCE the
/// owner sees all rows, and other roles see no more than before. No other session sees the table
/// without FORCE: `alter table` locks it until the transaction ends, which restores FORCE.
final class RowSecurityBypass {
  /// A table of schema `app`, quoted or not, as it may appear in a handwritten statement.
  private static final Pattern TABLE =
      Pattern.compile(
          "(?<![\\w\"])(?:\"app\"|app)\\s*\\.\\s*(\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\d_$]*)",
          Pattern.CASE_INSENSITIVE);

  private static final String FORCED =
      """
      select c.relname::text as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'app' and c.relkind in ('r', 'p') and c.relforcerowsecurity
         and c.relname = any($1::text[])\
      """;

  private final AdminConnection connection;
  private final Set<String> tables;

  private RowSecurityBypass(AdminConnection connection, Set<String> tables) {
    this.connection = connection;
    this.tables = tables;
  }

  /// @param bound whether row-level security binds the login
  static RowSecurityBypass of(AdminConnection connection, boolean bound, List<String> statements) {
    Set<String> names = new TreeSet<>();
    if (bound) {
      for (String statement : statements) {
        Matcher table = TABLE.matcher(statement);
        while (table.find()) {
          names.add(unquoted(table.group(1)));
        }
      }
    }
    return new RowSecurityBypass(
        connection, names.isEmpty() ? Set.of() : forced(connection, names));
  }

  /// The name that an identifier in a statement denotes.
  static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }

  private static Set<String> forced(AdminConnection connection, Set<String> names) {
    Set<String> tables = new TreeSet<>();
    for (Row row : connection.query(FORCED, Tuple.of(names.toArray(String[]::new)))) {
      tables.add(SqlQuoting.qualified("app", row.getString("name")));
    }
    return tables;
  }

  /// Whether the bypass locks tables, so that other sessions must wait.
  boolean locks() {
    return !tables.isEmpty();
  }

  void removeForce() {
    tables.forEach(t -> alter(t, "no force"));
  }

  void restoreForce() {
    tables.forEach(t -> alter(t, "force"));
  }

  private void alter(String table, String force) {
    connection.execute("alter table if exists " + table + " " + force + " row level security");
  }
}
