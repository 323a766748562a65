package dev.freehold.ddl.alter;

import dev.freehold.ddl.Element.Kind;
import dev.freehold.plan.Identifiers;
import dev.freehold.plan.Table;
import java.util.Locale;

/// The key of an [dev.freehold.ddl.Element] of a resource's table, taken apart.
///
/// @param table without its schema
/// @param rest what of the table: a column, a column and a rule, a name in the catalog; empty for the table itself
public record Key(Kind kind, String table, String rest) {
  private static final String PREFIX = Table.SCHEMA + ".";

  /// Whether a key is of a resource's table.
  public static boolean isOfTable(String key) {
    Kind kind = Kind.ofKey(key);
    return kind != Kind.STATEMENT && key.startsWith(PREFIX, kind.word().length() + 1);
  }

  /// @param key of which [#isOfTable] is true
  public static Key of(String key) {
    Kind kind = Kind.ofKey(key);
    String subject = key.substring(kind.word().length() + 1 + PREFIX.length());
    int dot = subject.indexOf('.');
    return dot < 0
        ? new Key(kind, subject, "")
        : new Key(kind, subject.substring(0, dot), subject.substring(dot + 1));
  }

  public static Key column(String table, String column) {
    return new Key(Kind.COLUMN, table, column);
  }

  @Override
  public String toString() {
    return kind.word() + " " + subject();
  }

  /// With its schema: `app.tasks.title`.
  public String subject() {
    return PREFIX + words();
  }

  /// As a person is told: `tasks.title`.
  public String words() {
    return rest.isEmpty() ? table : table + "." + rest;
  }

  /// The column of a column, of its rule or of its reference.
  public String column() {
    int blank = rest.indexOf(' ');
    return blank < 0 ? rest : rest.substring(0, blank);
  }

  /// What the rule of a column is called: `maxLength`.
  public String rule() {
    return rest.substring(rest.indexOf(' ') + 1);
  }

  /// Of the same kind, of another table.
  public Key of(String otherTable, String otherRest) {
    return new Key(kind, otherTable, otherRest);
  }

  /// The name of the constraint or index in the catalog, as `plan` and `ddl` choose it.
  ///
  /// @throws IllegalArgumentException for what has none
  public String catalogName() {
    return switch (kind) {
      case PRIMARY_KEY -> Identifiers.limited(table + "_pkey");
      case CHECK -> Identifiers.check(table, column(), snakeCase(rule()));
      case FOREIGN_KEY -> Identifiers.foreignKey(table, rest);
      case UNIQUE, RULE, INDEX, POLICY -> rest;
      case SCHEMA, STATEMENT, TABLE, COLUMN, ROW_SECURITY, GRANT ->
          throw new IllegalArgumentException("no name in the catalog: " + this);
    };
  }

  private static String snakeCase(String rule) {
    return rule.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
