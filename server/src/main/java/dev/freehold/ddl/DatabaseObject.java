package dev.freehold.ddl;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// An object of a database schema. Schema models are compared by key and definition, and nothing
/// else is compared: **a change of an object's SQL requires a change of its definition**.
///
/// @param subject the name with its schema: `app.tasks`, `app.tasks.title`, `app.tasks.title
///     maxLength`
/// @param parent key of the table whose `create table` includes this object; empty if it has a
///     statement of its own
/// @param definition in words that can also be displayed: `text not null`, `200`
/// @param dropSql drops an older form of the object before `createSql`; empty for an object that
///     holds data and so cannot be replaced
/// @param createSql the statements that create the object, in order
/// @param name of a constraint or an index in the catalog; empty for other objects
/// @param condition of a CHECK constraint: null or true for every allowed row; empty for other
///     objects
public record DatabaseObject(
    Kind kind,
    String subject,
    String parent,
    String definition,
    List<String> dropSql,
    List<String> createSql,
    String name,
    String condition) {

  public DatabaseObject {
    dropSql = List.copyOf(dropSql);
    createSql = List.copyOf(createSql);
  }

  static DatabaseObject of(Kind kind, String subject, String definition, String sql) {
    return new DatabaseObject(kind, subject, "", definition, List.of(), List.of(sql), "", "");
  }

  static DatabaseObject inTable(
      String table, Kind kind, String subject, String definition, String sql) {
    return new DatabaseObject(kind, subject, table, definition, List.of(), List.of(sql), "", "");
  }

  /// An object that can be dropped and created again.
  static DatabaseObject replaceable(
      Kind kind, String subject, String definition, List<String> dropSql, List<String> sql) {
    return new DatabaseObject(kind, subject, "", definition, dropSql, sql, "", "");
  }

  /// A copy with a name in the catalog.
  DatabaseObject withName(String name) {
    return new DatabaseObject(
        kind, subject, parent, definition, dropSql, createSql, name, condition);
  }

  /// A copy with a condition on the rows.
  DatabaseObject withCondition(String condition) {
    return new DatabaseObject(
        kind, subject, parent, definition, dropSql, createSql, name, condition);
  }

  public String key() {
    return kind.word + " " + subject;
  }

  public enum Kind {
    SCHEMA("schema"),
    /// A whole statement of the tables that are the same for every spec.
    STATEMENT("statement"),
    TABLE("table"),
    COLUMN("column"),
    PRIMARY_KEY("primary key"),
    UNIQUE("unique"),
    /// A unique set with a condition. PostgreSQL has no such constraint, only an index.
    UNIQUE_INDEX("unique index"),
    CHECK("check"),
    /// A row check of the spec. It may be added and dropped; PostgreSQL adds it only if every row
    /// satisfies it.
    RULE("rule"),
    FOREIGN_KEY("foreign key"),
    INDEX("index"),
    FUNCTION("function"),
    VIEW("view"),
    TRIGGER("trigger"),
    ROW_SECURITY("row-security"),
    POLICY("policy"),
    GRANT("grant");

    private static final List<Kind> LONGEST_WORD_FIRST =
        Arrays.stream(values())
            .sorted(Comparator.comparingInt((Kind k) -> k.word.length()).reversed())
            .toList();

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /// Whether it holds no data and guarantees nothing about data, so that it can be recreated at
    /// any time.
    public boolean isRecreatable() {
      return switch (this) {
        case FUNCTION, VIEW, TRIGGER, ROW_SECURITY, POLICY, GRANT -> true;
        case SCHEMA,
            STATEMENT,
            TABLE,
            COLUMN,
            PRIMARY_KEY,
            UNIQUE,
            UNIQUE_INDEX,
            CHECK,
            RULE,
            FOREIGN_KEY,
            INDEX ->
            false;
      };
    }

    /// @param key as [DatabaseObject#key] returns it
    /// @throws IllegalArgumentException if no kind has such a key
    public static Kind ofKey(String key) {
      for (Kind kind : LONGEST_WORD_FIRST) {
        int end = kind.word.length();
        if (key.length() > end && key.charAt(end) == ' ' && key.startsWith(kind.word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind makes the key " + key);
    }
  }
}
