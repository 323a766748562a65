package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.QueryCost;
import dev.freehold.query.RowScope;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/// An SQL text, the values of its parameters, and its cost. Only this package creates statements, and
/// each factory requires a [dev.freehold.query.RowScope].
public final class SqlStatement {
  private final QueryCost cost;
  private final String text;
  private final Tuple arguments;
  private final @Nullable Written written;

  /// A statement on a few rows.
  ///
  /// @param arguments the first is the scope's setting; none if it touches no rows
  SqlStatement(String text, @Nullable Object... arguments) {
    this(QueryCost.BOUNDED, text, arguments);
  }

  /// @param arguments the first is the scope's setting
  SqlStatement(QueryCost cost, String text, @Nullable Object... arguments) {
    this(cost, text, Tuple.wrap(arguments), null);
  }

  private SqlStatement(QueryCost cost, String text, Tuple arguments, @Nullable Written written) {
    this.cost = cost;
    this.text = text;
    this.arguments = arguments;
    this.written = written;
  }

  /// The rows that a statement writes: those that it returns, with the id in the first column.
  public record Written(String resource, RowScope scope) {}

  /// This statement, which writes the rows that it returns.
  SqlStatement writing(ResourcePlan plan, RowScope scope) {
    return new SqlStatement(cost, text, arguments, new Written(plan.name(), scope));
  }

  /// What it writes; null if it returns no rows that it writes.
  public @Nullable Written written() {
    return written;
  }

  public QueryCost cost() {
    return cost;
  }

  public String text() {
    return text;
  }

  public Tuple arguments() {
    return arguments;
  }
}
