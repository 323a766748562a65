package dev.freehold.sql;

import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/// An SQL text and the values of its parameters. Only this package creates statements, and each
/// factory requires a [dev.freehold.query.RowScope].
public final class SqlStatement {
  private final String text;
  private final Tuple arguments;

  /// @param arguments the first is the scope's setting
  SqlStatement(String text, @Nullable Object... arguments) {
    this.text = text;
    this.arguments = Tuple.wrap(arguments);
  }

  public String text() {
    return text;
  }

  public Tuple arguments() {
    return arguments;
  }
}
