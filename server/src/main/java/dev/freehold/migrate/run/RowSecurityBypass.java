package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Disables forced row-level security for the owner within one transaction.
///
/// Forced row-level security hides every row from an owner that is no superuser. Without FORCE it
/// sees them all, nobody else sees more than before, and nobody else sees the table without FORCE:
/// taking it away locks the table until the transaction ends, and there it is back.
final class RowSecurityBypass {
  private static final Pattern TABLE = Pattern.compile("\"app\"\\.(\"(?:[^\"]|\"\")+\")");

  private final AdminConnection connection;
  private final Set<String> tables;

  private RowSecurityBypass(AdminConnection connection, Set<String> tables) {
    this.connection = connection;
    this.tables = tables;
  }

  /// @param bound whether row-level security binds the login
  static RowSecurityBypass of(AdminConnection connection, boolean bound, List<String> statements) {
    Set<String> tables = new TreeSet<>();
    if (bound) {
      for (String statement : statements) {
        Matcher table = TABLE.matcher(statement);
        while (table.find()) {
          tables.add(SqlQuoting.identifier("app") + "." + table.group(1));
        }
      }
    }
    return new RowSecurityBypass(connection, tables);
  }

  /// Whether others have to wait for it.
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
