package dev.freehold.sql;

import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/// A text that was made at start and the values for its parameters. Only this package makes one, and each way to one
/// asks for a [dev.freehold.query.Scope].
public final class Statement {
  private final String text;
  private final Tuple arguments;

  /// @param arguments the first is the scope's setting
  Statement(String text, @Nullable Object... arguments) {
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
