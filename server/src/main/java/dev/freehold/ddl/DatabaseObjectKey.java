package dev.freehold.ddl;

import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.plan.PostgresIdentifier;
import dev.freehold.plan.TablePlan;
import java.util.Locale;

/// The parsed key of a [dev.freehold.ddl.DatabaseObject] of a resource's table.
///
/// @param table without its schema
/// @param tablePart the part of the table: a column, a column and a rule, or a name in the catalog;
///     empty for the table itself
public record DatabaseObjectKey(Kind kind, String table, String tablePart) {
  private static final String PREFIX = TablePlan.SCHEMA + ".";

  /// Whether a key belongs to a resource's table.
  public static boolean isOfTable(String key) {
    Kind kind = Kind.ofKey(key);
    return kind != Kind.STATEMENT && key.startsWith(PREFIX, kind.word().length() + 1);
  }

  /// @param key for which [#isOfTable] is true
  public static DatabaseObjectKey of(String key) {
    Kind kind = Kind.ofKey(key);
    String subject = key.substring(kind.word().length() + 1 + PREFIX.length());
    int dot = subject.indexOf('.');
    return dot < 0
        ? new DatabaseObjectKey(kind, subject, "")
        : new DatabaseObjectKey(kind, subject.substring(0, dot), subject.substring(dot + 1));
  }

  public static DatabaseObjectKey column(String table, String column) {
    return new DatabaseObjectKey(Kind.COLUMN, table, column);
  }

  @Override
  public String toString() {
    return kind.word() + " " + subject();
  }

  /// With its schema: `app.tasks.title`.
  public String subject() {
    return PREFIX + displayName();
  }

  /// The name to display: `tasks.title`.
  public String displayName() {
    return tablePart.isEmpty() ? table : table + "." + tablePart;
  }

  /// The column of a column, a column rule or a reference.
  public String column() {
    int blank = tablePart.indexOf(' ');
    return blank < 0 ? tablePart : tablePart.substring(0, blank);
  }

  /// The name of a column's rule: `maxLength`.
  public String rule() {
    return tablePart.substring(tablePart.indexOf(' ') + 1);
  }

  /// A key of the same kind for another table.
  public DatabaseObjectKey of(String otherTable, String otherRest) {
    return new DatabaseObjectKey(kind, otherTable, otherRest);
  }

  /// The name of the constraint or index in the catalog, as `plan` and `ddl` choose it.
  ///
  /// @throws IllegalArgumentException for an object without one
  public String catalogName() {
    return switch (kind) {
      case PRIMARY_KEY -> PostgresIdentifier.truncate(table + "_pkey");
      case CHECK -> PostgresIdentifier.columnCheck(table, column(), snakeCase(rule()));
      case FOREIGN_KEY -> PostgresIdentifier.foreignKey(table, tablePart);
      case UNIQUE, UNIQUE_INDEX, RULE, INDEX, TRIGGER, POLICY -> tablePart;
      case SCHEMA, STATEMENT, TABLE, COLUMN, FUNCTION, VIEW, ROW_SECURITY, GRANT ->
          throw new IllegalArgumentException("no name in the catalog: " + this);
    };
  }

  private static String snakeCase(String rule) {
    return rule.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
