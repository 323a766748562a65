package dev.freehold.ddl;

import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.plan.PersonColumn;
import dev.freehold.rule.Rule;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The condition that a row is related to another row, directly or through others, and that the last
/// row is that of a person. `exists` by the key of a related row is a lookup for each row that the
/// rest of the condition leaves.
public final class RelatedRowSql {
  /// No resource has a name that begins with `_`, so an alias hides no table.
  private static final String ALIAS = "_via";

  /// Keeps PostgreSQL from answering the condition by a hash of every row that the caller may read:
  /// the planner takes the number for that of an average caller, and one with 15,000 tickets waited
  /// 8 ms instead of 0.2 for the comments of one.
  static final String FOR_EACH_ROW = " offset 0";

  private RelatedRowSql() {}

  /// A related row.
  ///
  /// @param relation the name of the relation
  /// @param column of the row before: that of a reference, or its id
  /// @param table quoted, with its schema
  /// @param key of the table, which equals it: the id, or the column of a reference
  /// @param readable the condition on a row of the table, by its alias; empty for none
  public record Step(
      String relation, String column, String table, String key, UnaryOperator<String> readable) {}

  /// @param path at least one step
  /// @param person the column of the last row that must hold the caller's id; null for none
  /// @param condition on the row and the rows of the path, which it names `item.list.title`; null
  ///   for none
  /// @param row the row that the path begins at. Its columns must be qualified
  /// @param depth the number of related rows around the condition
  /// @param end of the subselect: empty, or [#FOR_EACH_ROW]
  public static String exists(
      List<Step> path,
      @Nullable PersonColumn person,
      @Nullable Rule condition,
      RowReference row,
      int depth,
      String end) {
    Map<String, String> aliases = new HashMap<>();
    StringBuilder name = new StringBuilder();
    StringBuilder sql = new StringBuilder();
    UnaryOperator<String> referring = row::column;
    for (int i = 0; i < path.size(); i++) {
      Step step = path.get(i);
      String alias = ALIAS + (depth + i + 1);
      aliases.put(name.append(i == 0 ? "" : ".").append(step.relation()).toString(), alias);
      String readable = step.readable().apply(alias);
      sql.append(i == 0 ? "exists (" : " and exists (")
          .append("select 1 from " + step.table() + " as " + alias)
          .append(
              " where "
                  + alias
                  + "."
                  + SqlQuoting.identifier(step.key())
                  + " = "
                  + referring.apply(step.column()))
          .append(readable.isEmpty() ? "" : " and " + readable);
      referring = column -> alias + "." + SqlQuoting.identifier(column);
    }
    List<String> last = new ArrayList<>();
    if (person != null) {
      last.add(person.holds(referring.apply(person.name()), row.currentUser()));
    }
    if (condition != null) {
      last.add(RuleSql.of(condition, named(row, aliases)));
    }
    last.forEach(term -> sql.append(" and ").append(term));
    return sql.append(")".repeat(path.size() - 1)).append(end).append(")").toString();
  }

  private static RowReference named(RowReference row, Map<String, String> aliases) {
    return new RowReference() {
      @Override
      public String column(String name) {
        int point = name.lastIndexOf('.');
        String alias = point < 0 ? null : aliases.get(name.substring(0, point));
        return alias == null
            ? row.column(name)
            : alias + "." + SqlQuoting.identifier(name.substring(point + 1));
      }

      @Override
      public String currentUser() {
        return row.currentUser();
      }
    };
  }
}
