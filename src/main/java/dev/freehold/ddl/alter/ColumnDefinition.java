package dev.freehold.ddl.alter;

/// The definition of a column, taken apart.
///
/// @param type in the words of PostgreSQL: `timestamp with time zone`, `text[]`
/// @param identity whether the database counts its values
/// @param standard the SQL of the default; empty where there is none
public record ColumnDefinition(String type, boolean identity, boolean required, String standard) {
  private static final String IDENTITY = " generated always as identity";
  private static final String REQUIRED = " not null";
  private static final String DEFAULT = " default ";

  /// @param definition of an element of kind COLUMN
  public static ColumnDefinition of(String definition) {
    int at = definition.indexOf(DEFAULT);
    String head = at < 0 ? definition : definition.substring(0, at);
    String standard = at < 0 ? "" : definition.substring(at + DEFAULT.length());
    boolean identity = head.endsWith(IDENTITY);
    boolean required = head.endsWith(REQUIRED);
    int end = head.length() - (identity ? IDENTITY.length() : required ? REQUIRED.length() : 0);
    return new ColumnDefinition(head.substring(0, end), identity, required || identity, standard);
  }

  public boolean hasDefault() {
    return !standard.isEmpty();
  }

  public ColumnDefinition ofType(String other) {
    return new ColumnDefinition(other, identity, required, standard);
  }

  public ColumnDefinition required(boolean other) {
    return new ColumnDefinition(type, identity, other, standard);
  }

  public ColumnDefinition withDefault(String other) {
    return new ColumnDefinition(type, identity, required, other);
  }

  /// As [#of] reads it.
  @Override
  public String toString() {
    return type
        + (identity ? IDENTITY : required ? REQUIRED : "")
        + (hasDefault() ? DEFAULT + standard : "");
  }
}
