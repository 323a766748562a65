package dev.freehold.migrate.file;

import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.type.SqlQuoting;
import java.util.function.UnaryOperator;

/// Replaces the names of the two roles by psql variables in SQL, because the names differ per
/// database. A file can be tested with `psql -v api_role=…`.
public final class RoleVariables {
  public static final String API = "api_role";
  public static final String AUTH = "auth_role";

  /// The role names with which a migration file is planned. No name in a spec can look like these.
  public static final DatabaseRoleNames PLACEHOLDER_ROLES =
      new DatabaseRoleNames("owner", ":" + API, ":" + AUTH);

  private RoleVariables() {}

  /// Replaces the placeholder names in a statement planned with [#PLACEHOLDER_ROLES] by variables.
  public static String withVariables(String statement) {
    return substituteVariables(statement, v -> ":\"" + v + "\"");
  }

  static boolean isKnown(String name) {
    return name.equals(API) || name.equals(AUTH);
  }

  /// @param statement a scanned statement: its variables are known, and outside of quotes
  public static String substituteVariables(String statement, DatabaseRoleNames roles) {
    return substituteVariables(
        statement, v -> SqlQuoting.identifier(v.equals(API) ? roles.api() : roles.auth()));
  }

  private static String substituteVariables(String statement, UnaryOperator<String> by) {
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
