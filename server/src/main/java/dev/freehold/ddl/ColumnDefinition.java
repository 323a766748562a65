package dev.freehold.ddl;

/// The parsed definition of a column.
///
/// @param type PostgreSQL's name of the type: `timestamp with time zone`, `text[]`
/// @param identity whether the database generates the values
/// @param defaultSql the SQL of the default; empty if there is none
public record ColumnDefinition(String type, boolean identity, boolean notNull, String defaultSql) {
  private static final String IDENTITY = " generated always as identity";
  private static final String REQUIRED = " not null";
  private static final String DEFAULT = " default ";

  /// @param definition of an element of kind COLUMN
  public static ColumnDefinition of(String definition) {
    int at = definition.indexOf(DEFAULT);
    String head = at < 0 ? definition : definition.substring(0, at);
    String defaultSql = at < 0 ? "" : definition.substring(at + DEFAULT.length());
    boolean identity = head.endsWith(IDENTITY);
    boolean required = head.endsWith(REQUIRED);
    int end = head.length() - (identity ? IDENTITY.length() : required ? REQUIRED.length() : 0);
    return new ColumnDefinition(head.substring(0, end), identity, required || identity, defaultSql);
  }

  public boolean hasDefault() {
    return !defaultSql.isEmpty();
  }

  public ColumnDefinition ofType(String other) {
    return new ColumnDefinition(other, identity, notNull, defaultSql);
  }

  public ColumnDefinition notNull(boolean other) {
    return new ColumnDefinition(type, identity, other, defaultSql);
  }

  public ColumnDefinition withDefault(String other) {
    return new ColumnDefinition(type, identity, notNull, other);
  }

  /// The definition that [#of] parses.
  @Override
  public String toString() {
    return type
        + (identity ? IDENTITY : notNull ? REQUIRED : "")
        + (hasDefault() ? DEFAULT + defaultSql : "");
  }
}
