package dev.freehold.ddl;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// One thing that a database has or has not. Two models are compared by key and definition; what a definition does not
/// say is not compared, so **whoever changes the SQL of an element changes its definition with it**.
///
/// @param subject what it is, with its schema: `app.tasks`, `app.tasks.title`, `app.tasks.title maxLength`
/// @param parent key of the table whose `create table` already makes this; empty where it is made by itself
/// @param definition in words that also a refusal can show: `text not null`, `200`
/// @param undo what makes room for `sql` where another form of this is there; empty where one form cannot take another's
///     place, as it holds data
/// @param sql what makes this, in order
/// @param name of a constraint or an index in the catalog; empty for everything else
/// @param condition of a CHECK constraint: null or true of every row that may be there; empty for everything else
public record Element(
    Kind kind,
    String subject,
    String parent,
    String definition,
    List<String> undo,
    List<String> sql,
    String name,
    String condition) {

  public Element {
    undo = List.copyOf(undo);
    sql = List.copyOf(sql);
  }

  static Element of(Kind kind, String subject, String definition, String sql) {
    return new Element(kind, subject, "", definition, List.of(), List.of(sql), "", "");
  }

  static Element within(String table, Kind kind, String subject, String definition, String sql) {
    return new Element(kind, subject, table, definition, List.of(), List.of(sql), "", "");
  }

  /// One whose new form takes the place of the old.
  static Element replaceable(
      Kind kind, String subject, String definition, List<String> undo, List<String> sql) {
    return new Element(kind, subject, "", definition, undo, sql, "", "");
  }

  /// The same, known in the catalog by a name.
  Element named(String name) {
    return new Element(kind, subject, parent, definition, undo, sql, name, condition);
  }

  /// The same, for rows of which a condition holds.
  Element holding(String condition) {
    return new Element(kind, subject, parent, definition, undo, sql, name, condition);
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
    CHECK("check"),
    /// What the spec's `checks` ask of a row. It may come and go: PostgreSQL takes it only where every row keeps to it.
    RULE("rule"),
    FOREIGN_KEY("foreign key"),
    INDEX("index"),
    ROW_SECURITY("row-security"),
    POLICY("policy"),
    GRANT("grant");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /// Whether it holds no data and promises nothing about data, so that it may be made anew at any time.
    public boolean renewable() {
      return switch (this) {
        case ROW_SECURITY, POLICY, GRANT -> true;
        case SCHEMA,
            STATEMENT,
            TABLE,
            COLUMN,
            PRIMARY_KEY,
            UNIQUE,
            CHECK,
            RULE,
            FOREIGN_KEY,
            INDEX ->
            false;
      };
    }

    /// @param key as [Element#key] makes it
    /// @throws IllegalArgumentException where no kind makes such a key
    public static Kind ofKey(String key) {
      return Arrays.stream(values())
          .filter(k -> key.startsWith(k.word + " "))
          .max(Comparator.comparingInt(k -> k.word.length()))
          .orElseThrow(() -> new IllegalArgumentException("no kind makes the key " + key));
    }
  }
}
