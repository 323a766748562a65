package dev.freehold.migrate.file.sql;

import dev.freehold.ddl.RoleNames;
import dev.freehold.type.sql.SqlText;
import java.util.function.UnaryOperator;

/// The two roles in SQL that is for any database, where they are called otherwise in each: as variables of psql, so that a
/// file can also be tried there (`psql -v api_role=…`).
public final class RoleVariables {
  public static final String API = "api_role";
  public static final String AUTH = "auth_role";

  /// What planning calls them for a file. No name of a spec is like these.
  public static final RoleNames PLANNED = new RoleNames("owner", ":" + API, ":" + AUTH);

  private RoleVariables() {}

  /// A statement that was planned with [#PLANNED], with variables.
  public static String written(String statement) {
    return replaced(statement, v -> ":\"" + v + "\"");
  }

  static boolean isKnown(String name) {
    return name.equals(API) || name.equals(AUTH);
  }

  /// @param statement that was scanned: its variables are known ones, and stand outside of quotes
  public static String replaced(String statement, RoleNames roles) {
    return replaced(statement, v -> SqlText.identifier(v.equals(API) ? roles.api() : roles.auth()));
  }

  private static String replaced(String statement, UnaryOperator<String> by) {
    StringBuilder out = new StringBuilder();
    SqlScanner scanner = new SqlScanner(statement + "\n;");
    int from = 0;
    for (SqlScanner.Variable variable : scanner.statement().variables()) {
      out.append(statement, from, variable.from()).append(by.apply(variable.name()));
      from = variable.to();
    }
    return out.append(statement.substring(from)).toString();
  }
}
