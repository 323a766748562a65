package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.ColumnTypeConversion;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compiles queries over the rows before the first step, seen through the columns of the target.
/// They count rows at risk before anything is changed.
final class CurrentRows {
  private static final String ID = "id";
  private static final String OWNER = "user_id";

  /// How many rows are named.
  static final int FIRST = 5;

  /// How much of a value is shown.
  private static final int MAX_VALUE = 60;

  private final Map<String, String> applied;
  private final TargetSchema target;
  private final MigrationOptions options;
  private final int major;
  private final Map<String, String> tables = new HashMap<>();
  private final Map<DatabaseObjectKey, String> columns = new HashMap<>();

  /// @param applied the model before the first step
  /// @param major the major version of the server
  public CurrentRows(
      Map<String, String> applied, TargetSchema target, MigrationOptions options, int major) {
    this.applied = Map.copyOf(applied);
    this.target = target;
    this.options = options;
    this.major = major;
    for (TablePlan table : target.tables()) {
      String source = source(Kind.TABLE, table.name(), table.renamedFrom(), "", "");
      if (source != null) {
        tables.put(table.name(), source);
        table.columns().forEach(c -> currentColumn(table.name(), source, c));
      }
    }
  }

  private void currentColumn(String table, String source, ColumnPlan column) {
    String found = source(Kind.COLUMN, column.name(), column.renamedFrom(), source, ".");
    if (found == null && column.role() == ColumnPlan.Role.TEAM) {
      // Rows of one account will be rows of one team, and rows of two accounts will not.
      found = source(Kind.COLUMN, OWNER, null, source, ".");
    }
    if (found != null) {
      columns.put(DatabaseObjectKey.column(table, column.name()), found);
    }
  }

  private @Nullable String source(
      Kind kind, String name, @Nullable String former, String of, String dot) {
    String prefix = kind.word() + " " + TablePlan.SCHEMA + "." + of + dot;
    if (applied.containsKey(prefix + name)) {
      return name;
    }
    return former != null && applied.containsKey(prefix + former) ? former : null;
  }

  /// The current name of a target table; empty if it does not exist.
  public Optional<String> currentTable(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  /// The current name of a target column; empty if it does not exist.
  public Optional<String> currentColumn(String table, String column) {
    return Optional.ofNullable(columns.get(DatabaseObjectKey.column(table, column)));
  }

  /// Whether the rows of a target table have no team yet.
  public boolean areBeforeTeams(TablePlan table) {
    return table.team().flatMap(t -> currentColumn(table.name(), t.name())).stream()
        .anyMatch(OWNER::equals);
  }

  /// A query of the rows of a target table that meet a condition: their number, and the ids of the first
  /// of them.
  ///
  /// @param wanted the columns that the condition reads, of rows `r`
  /// @return empty if the table does not exist
  public Optional<String> count(String table, Collection<String> wanted, String condition) {
    return rows(table, Stream.concat(Stream.of(ID), wanted.stream()).toList())
        .map(rows -> count(rows + " where " + condition));
  }

  /// A query of the number of rows, and the ids of the first of them.
  ///
  /// @param rows a `from` item with an `id`, with or without a condition
  static String count(String rows) {
    return "select count(*), (select 'such as id ' || string_agg(f.\"id\"::text, ', ') from (select"
        + " \"id\" from "
        + rows
        + " order by \"id\" limit "
        + FIRST
        + ") f) from "
        + rows;
  }

  /// A query of the rows of a target table that meet a condition: their number, and the values that most
  /// of them have in a column, each with its number of rows.
  ///
  /// @return empty if the table does not exist
  public Optional<String> countValues(String table, String column, String condition) {
    return rows(table, List.of(column))
        .map(
            rows ->
                "select count(*), (select 'they hold ' || string_agg(format('%L (%s)', left(v, "
                    + MAX_VALUE
                    + "), n), ', ' order by n desc, v) from (select "
                    + SqlQuoting.identifier(column)
                    + "::text as v, count(*) as n from "
                    + rows
                    + " where "
                    + condition
                    + " group by 1 order by 2 desc, 1 limit "
                    + FIRST
                    + ") f) from "
                    + rows
                    + " where "
                    + condition);
  }

  /// A `from` item over the rows of a target table, with some of its columns.
  ///
  /// @return empty if the table does not exist
  public Optional<String> rows(String table, Collection<String> wanted) {
    return currentTable(table)
        .map(
            source -> {
              List<String> list = new ArrayList<>();
              for (String column : new LinkedHashSet<>(wanted)) {
                String name = SqlQuoting.identifier(column);
                String expression = expression(table, column);
                list.add(expression.equals(name) ? name : expression + " as " + name);
              }
              return "(select "
                  + String.join(", ", list)
                  + " from "
                  + AlterTableDdl.qualified(source)
                  + ") r";
            });
  }

  private String expression(String table, String name) {
    ColumnPlan column = target.column(table, name).orElseThrow();
    String type = PostgresType.of(column.type());
    String source = columns.get(DatabaseObjectKey.column(table, name));
    if (source == null) {
      return filled("null::" + type, table, column, false);
    }
    ColumnDefinition now = definition(table, source);
    String quoted = SqlQuoting.identifier(source);
    String kept =
        now.type().equals(type)
            ? quoted
            : ColumnTypeConversion.of(now.type(), type, quoted, major)
                .map(ColumnTypeConversion::using)
                .orElse("null::" + type);
    return filled(kept, table, column, now.notNull());
  }

  private String filled(String kept, String table, ColumnPlan column, boolean required) {
    boolean isNew = kept.startsWith("null::");
    if (!isNew && (column.nullable() || required)) {
      return kept;
    }
    return switch (Backfill.of(table + "." + column.name(), column, options)) {
      case Backfill.Value(String sql, String _) ->
          isNew ? sql : "coalesce(" + kept + ", " + sql + ")";
      case Backfill.InvalidBackfill _, Backfill.None _, Backfill.Copied _ -> kept;
    };
  }

  private ColumnDefinition definition(String table, String source) {
    String now = tables.get(table);
    String key = new DatabaseObjectKey(Kind.COLUMN, String.valueOf(now), source).toString();
    return ColumnDefinition.of(String.valueOf(applied.get(key)));
  }
}
