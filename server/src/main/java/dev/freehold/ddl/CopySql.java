package dev.freehold.ddl;

import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ColumnPlan.Copy;
import dev.freehold.plan.TablePlan.ForeignKey;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The value of a column that is copied from a related row, as the trigger of [CopyTriggerDdl] sets it.
/// Statements that judge the row which a write makes, and migrations that fill the column, take it from
/// here.
public final class CopySql {
  /// No resource has a name that begins with `_`, so the alias hides no table.
  private static final String SOURCE = "_source";

  private CopySql() {}

  /// The current value of the related row; null if there is none. In parentheses.
  ///
  /// @param row the row with the reference. Its columns must be qualified, or values
  public static String value(ColumnPlan column, RowReference row) {
    Copy copy = copy(column);
    return "(select " + source(List.of(copy)) + " " + from(copy.key(), row) + ")";
  }

  /// The same for a stored row.
  ///
  /// @param alias of its table
  public static String ofRow(ColumnPlan column, String alias) {
    return value(column, PolicyDdl.PolicyCondition.qualified(alias));
  }

  static Copy copy(ColumnPlan column) {
    return Objects.requireNonNull(column.copy(), () -> SqlQuoting.identifier(column.name()));
  }

  /// The columns of the related row.
  static String source(List<Copy> copies) {
    return copies.stream()
        .map(c -> SOURCE + "." + SqlQuoting.identifier(c.column()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /// `from … where …`: the related row, by its key.
  static String from(ForeignKey key, RowReference row) {
    return "from %s as %s where %s"
        .formatted(
            SqlQuoting.qualified(key.schema(), key.target()),
            SOURCE,
            IntStream.range(0, key.columns().size())
                .mapToObj(
                    i ->
                        SOURCE
                            + "."
                            + SqlQuoting.identifier(key.targetColumns().get(i))
                            + " = "
                            + row.column(key.columns().get(i)))
                .collect(Collectors.joining(" and ")));
  }
}
