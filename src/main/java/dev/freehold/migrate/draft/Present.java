package dev.freehold.migrate.draft;

import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Conversion;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.plan.Column;
import dev.freehold.plan.Table;
import dev.freehold.type.sql.ColumnType;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows as they are before the first step, seen as they would be after the last: so that those at risk can be counted
/// before anything is done, whatever is renamed, retyped or filled on the way.
public final class Present {
  private final Map<String, String> applied;
  private final Target target;
  private final Wishes wishes;
  private final int major;
  private final Map<String, String> tables = new HashMap<>();
  private final Map<Key, String> columns = new HashMap<>();

  /// @param applied before the first step
  /// @param major of the server's version
  public Present(Map<String, String> applied, Target target, Wishes wishes, int major) {
    this.applied = Map.copyOf(applied);
    this.target = target;
    this.wishes = wishes;
    this.major = major;
    for (Table table : target.tables()) {
      String source = source(Kind.TABLE, table.name(), table.renamedFrom(), "", "");
      if (source != null) {
        tables.put(table.name(), source);
        table.columns().forEach(c -> column(table.name(), source, c));
      }
    }
  }

  private void column(String table, String source, Column column) {
    String found = source(Kind.COLUMN, column.name(), column.renamedFrom(), source, ".");
    if (found != null) {
      columns.put(Key.column(table, column.name()), found);
    }
  }

  private @Nullable String source(
      Kind kind, String name, @Nullable String former, String of, String dot) {
    String prefix = kind.word() + " " + Table.SCHEMA + "." + of + dot;
    if (applied.containsKey(prefix + name)) {
      return name;
    }
    return former != null && applied.containsKey(prefix + former) ? former : null;
  }

  /// What a table of the target is called now; empty where it is not there.
  public Optional<String> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  /// What a column of the target is called now; empty where it is not there.
  public Optional<String> column(String table, String column) {
    return Optional.ofNullable(columns.get(Key.column(table, column)));
  }

  /// Rows of a table of the target, with some of its columns, to stand behind `from`.
  ///
  /// @return empty where the table is not there
  public Optional<String> rows(String table, Collection<String> wanted) {
    return table(table)
        .map(
            source -> {
              List<String> list = new ArrayList<>();
              for (String column : new LinkedHashSet<>(wanted)) {
                String name = SqlText.identifier(column);
                String expression = expression(table, column);
                list.add(expression.equals(name) ? name : expression + " as " + name);
              }
              return "(select "
                  + String.join(", ", list)
                  + " from "
                  + Alter.qualified(source)
                  + ") r";
            });
  }

  private String expression(String table, String name) {
    Column column = target.column(table, name).orElseThrow();
    String type = ColumnType.of(column.type());
    String source = columns.get(Key.column(table, name));
    if (source == null) {
      return filled("null::" + type, table, column, false);
    }
    ColumnDefinition now = definition(table, source);
    String quoted = SqlText.identifier(source);
    String kept =
        now.type().equals(type)
            ? quoted
            : Conversion.of(now.type(), type, quoted, major)
                .map(Conversion::using)
                .orElse("null::" + type);
    return filled(kept, table, column, now.required());
  }

  private String filled(String kept, String table, Column column, boolean required) {
    boolean isNew = kept.startsWith("null::");
    if (!isNew && (column.nullable() || required)) {
      return kept;
    }
    return switch (Backfill.of(table + "." + column.name(), column, wishes)) {
      case Backfill.Value(String sql, String _) ->
          isNew ? sql : "coalesce(" + kept + ", " + sql + ")";
      case Backfill.Bad _, Backfill.None _ -> kept;
    };
  }

  private ColumnDefinition definition(String table, String source) {
    String now = tables.get(table);
    String key = new Key(Kind.COLUMN, String.valueOf(now), source).toString();
    return ColumnDefinition.of(String.valueOf(applied.get(key)));
  }
}
