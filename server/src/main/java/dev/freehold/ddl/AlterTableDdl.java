package dev.freehold.ddl;

import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;

/// `alter table`, `create index` and `drop` statements for a resource's table. Each names its
/// objects in full.
public final class AlterTableDdl {
  /// Checked at the end of each statement, or of the transaction after `set constraints … deferred`.
  static final String DEFERRABLE = " deferrable initially immediate";

  private static final String CREATE_INDEX = "create index ";
  private static final String CREATE_UNIQUE_INDEX = "create unique index ";

  private final String table;
  private final String alter;

  private AlterTableDdl(String table) {
    this.table = SqlQuoting.qualified(TablePlan.SCHEMA, table);
    this.alter = "alter table " + this.table + " ";
  }

  /// @param name without its schema
  public static AlterTableDdl table(String name) {
    return new AlterTableDdl(name);
  }

  /// Quoted, with its schema.
  public String table() {
    return table;
  }

  public static String qualified(String name) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, name);
  }

  public String renameTable(String to) {
    return alter + "rename to " + SqlQuoting.identifier(to);
  }

  public String renameColumn(String from, String to) {
    return alter
        + "rename column "
        + SqlQuoting.identifier(from)
        + " to "
        + SqlQuoting.identifier(to);
  }

  /// PostgreSQL renames the index of a unique constraint with it.
  public String renameConstraint(String from, String to) {
    return alter
        + "rename constraint "
        + SqlQuoting.identifier(from)
        + " to "
        + SqlQuoting.identifier(to);
  }

  public static String renameIndex(String from, String to) {
    return "alter index " + qualified(from) + " rename to " + SqlQuoting.identifier(to);
  }

  /// Renames the sequence of a table's ids, which PostgreSQL does not rename with the table.
  public static String renameSequence(String from, String to) {
    return "alter sequence "
        + qualified(from + "_id_seq")
        + " rename to "
        + SqlQuoting.identifier(to + "_id_seq");
  }

  public String addColumn(String column, String definition) {
    return alter + "add column " + SqlQuoting.identifier(column) + " " + definition;
  }

  public String dropColumn(String column) {
    return alter + "drop column if exists " + SqlQuoting.identifier(column);
  }

  public String dropTable() {
    return "drop table if exists " + table;
  }

  public String setDefault(String column, String defaultSql) {
    return column(column) + (defaultSql.isEmpty() ? "drop default" : "set default " + defaultSql);
  }

  /// Scans no rows if a validated CHECK already proves it (PostgreSQL manual, "ALTER TABLE").
  public String setNotNull(String column, boolean required) {
    return column(column) + (required ? "set not null" : "drop not null");
  }

  /// @param using an expression of the new type
  public String setType(String column, String type, String using) {
    return column(column) + "type " + type + " using " + using;
  }

  private String column(String column) {
    return alter + "alter column " + SqlQuoting.identifier(column) + " ";
  }

  /// Adds a CHECK for new and changed rows only.
  public String addCheck(String name, String condition) {
    return alter
        + "add constraint "
        + SqlQuoting.identifier(name)
        + " check ("
        + condition
        + ") not valid";
  }

  /// Adds a constraint for new and changed rows only. Existing rows are not scanned.
  ///
  /// @param made a constraint of an existing table
  public static String addConstraintNotValid(DatabaseObject made) {
    return made.createSql().getFirst() + " not valid";
  }

  /// Validates the existing rows against a constraint. Reads and writes go on.
  public String validate(String constraint) {
    return alter + "validate constraint " + SqlQuoting.identifier(constraint);
  }

  public String dropConstraint(String constraint) {
    return alter + "drop constraint if exists " + SqlQuoting.identifier(constraint);
  }

  /// @param columns quoted
  public String createUniqueIndex(String index, String columns) {
    return "create unique index concurrently "
        + SqlQuoting.identifier(index)
        + " on "
        + table
        + " ("
        + columns
        + ")";
  }

  /// PostgreSQL gives the index the name of the constraint.
  public String uniqueUsingIndex(String constraint, String index, boolean deferrable) {
    return alter
        + "add constraint "
        + SqlQuoting.identifier(constraint)
        + " unique using index "
        + SqlQuoting.identifier(index)
        + (deferrable ? DEFERRABLE : "");
  }

  /// @param index an element of kind INDEX
  public static String createIndexConcurrently(DatabaseObject index) {
    return "create index concurrently "
        + index.createSql().getFirst().substring(CREATE_INDEX.length());
  }

  /// @param index an element of kind UNIQUE_INDEX
  public static String createUniqueIndexConcurrently(DatabaseObject index) {
    return "create unique index concurrently "
        + index.createSql().getFirst().substring(CREATE_UNIQUE_INDEX.length());
  }

  public static String dropIndex(String index) {
    return "drop index if exists " + qualified(index);
  }

  public static String dropIndexConcurrently(String index) {
    return "drop index concurrently if exists " + qualified(index);
  }
}
