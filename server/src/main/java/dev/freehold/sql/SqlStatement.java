package dev.freehold.sql;

import dev.freehold.query.QueryCost;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/// An SQL text, the values of its parameters, and its cost. Only this package creates statements, and each
/// factory requires a [dev.freehold.query.RowScope].
public final class SqlStatement {
  private final QueryCost cost;
  private final String text;
  private final Tuple arguments;

  /// A statement on a few rows.
  ///
  /// @param arguments the first is the scope's setting
  SqlStatement(String text, @Nullable Object... arguments) {
    this(QueryCost.BOUNDED, text, arguments);
  }

  /// @param arguments the first is the scope's setting
  SqlStatement(QueryCost cost, String text, @Nullable Object... arguments) {
    this.cost = cost;
    this.text = text;
    this.arguments = Tuple.wrap(arguments);
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
