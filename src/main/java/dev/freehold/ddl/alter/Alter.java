package dev.freehold.ddl.alter;

import dev.freehold.ddl.Element;
import dev.freehold.plan.Table;
import dev.freehold.type.sql.SqlText;

/// Statements that change what a resource's table has. Each names what it changes in full.
public final class Alter {
  private static final String CREATE_INDEX = "create index ";

  private final String table;
  private final String alter;

  private Alter(String table) {
    this.table = SqlText.qualified(Table.SCHEMA, table);
    this.alter = "alter table " + this.table + " ";
  }

  /// @param name without its schema
  public static Alter table(String name) {
    return new Alter(name);
  }

  /// Quoted, with its schema.
  public String table() {
    return table;
  }

  public static String qualified(String name) {
    return SqlText.qualified(Table.SCHEMA, name);
  }

  public String rename(String to) {
    return alter + "rename to " + SqlText.identifier(to);
  }

  public String renameColumn(String from, String to) {
    return alter + "rename column " + SqlText.identifier(from) + " to " + SqlText.identifier(to);
  }

  /// The index behind a unique constraint is renamed with it.
  public String renameConstraint(String from, String to) {
    return alter
        + "rename constraint "
        + SqlText.identifier(from)
        + " to "
        + SqlText.identifier(to);
  }

  public static String renameIndex(String from, String to) {
    return "alter index " + qualified(from) + " rename to " + SqlText.identifier(to);
  }

  /// What counts the ids of a table, which PostgreSQL does not rename with it.
  public static String renameSequence(String from, String to) {
    return "alter sequence "
        + qualified(from + "_id_seq")
        + " rename to "
        + SqlText.identifier(to + "_id_seq");
  }

  public String addColumn(String column, String definition) {
    return alter + "add column " + SqlText.identifier(column) + " " + definition;
  }

  public String dropColumn(String column) {
    return alter + "drop column if exists " + SqlText.identifier(column);
  }

  public String drop() {
    return "drop table if exists " + table;
  }

  public String setDefault(String column, String standard) {
    return column(column) + (standard.isEmpty() ? "drop default" : "set default " + standard);
  }

  /// Looks at no row where a CHECK that was validated says the same (PostgreSQL manual, "ALTER TABLE").
  public String setRequired(String column, boolean required) {
    return column(column) + (required ? "set not null" : "drop not null");
  }

  /// @param using an expression of the new type
  public String setType(String column, String type, String using) {
    return column(column) + "type " + type + " using " + using;
  }

  private String column(String column) {
    return alter + "alter column " + SqlText.identifier(column) + " ";
  }

  /// A CHECK that holds for what is written from now on.
  public String addCheck(String name, String condition) {
    return alter
        + "add constraint "
        + SqlText.identifier(name)
        + " check ("
        + condition
        + ") not valid";
  }

  /// @param made that makes a constraint of a table that is there
  /// @return what makes it for all that is written from now on, and looks at no row that is there
  public static String notValid(Element made) {
    return made.sql().getFirst() + " not valid";
  }

  /// Holds the rows that are there to a constraint; reads and writes go on.
  public String validate(String constraint) {
    return alter + "validate constraint " + SqlText.identifier(constraint);
  }

  public String dropConstraint(String constraint) {
    return alter + "drop constraint if exists " + SqlText.identifier(constraint);
  }

  /// @param columns quoted
  public String createUniqueIndex(String index, String columns) {
    return "create unique index concurrently "
        + SqlText.identifier(index)
        + " on "
        + table
        + " ("
        + columns
        + ")";
  }

  public String uniqueUsingIndex(String index) {
    String name = SqlText.identifier(index);
    return alter + "add constraint " + name + " unique using index " + name;
  }

  /// @param index an element of kind INDEX
  public static String concurrently(Element index) {
    return "create index concurrently " + index.sql().getFirst().substring(CREATE_INDEX.length());
  }

  public static String dropIndex(String index) {
    return "drop index if exists " + qualified(index);
  }

  public static String dropIndexConcurrently(String index) {
    return "drop index concurrently if exists " + qualified(index);
  }
}
