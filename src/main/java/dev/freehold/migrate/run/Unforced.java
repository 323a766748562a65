package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lets an owner that row-level security binds see the rows of its own tables, for the length of a transaction.
///
/// Forced row-level security hides every row from an owner that is no superuser. Without FORCE it sees them all, nobody
/// else sees more than before, and nobody else sees the table without FORCE: taking it away locks the table until the
/// transaction ends, and there it is back.
final class Unforced {
  private static final Pattern TABLE = Pattern.compile("\"app\"\\.(\"(?:[^\"]|\"\")+\")");

  private final AdminConnection connection;
  private final Set<String> tables;

  private Unforced(AdminConnection connection, Set<String> tables) {
    this.connection = connection;
    this.tables = tables;
  }

  /// @param bound whether row-level security binds the login
  static Unforced of(AdminConnection connection, boolean bound, List<String> statements) {
    Set<String> tables = new TreeSet<>();
    if (bound) {
      for (String statement : statements) {
        Matcher table = TABLE.matcher(statement);
        while (table.find()) {
          tables.add(SqlText.identifier("app") + "." + table.group(1));
        }
      }
    }
    return new Unforced(connection, tables);
  }

  /// Whether others have to wait for it.
  boolean locks() {
    return !tables.isEmpty();
  }

  void begin() {
    tables.forEach(t -> alter(t, "no force"));
  }

  void end() {
    tables.forEach(t -> alter(t, "force"));
  }

  private void alter(String table, String force) {
    connection.execute("alter table if exists " + table + " " + force + " row level security");
  }
}
