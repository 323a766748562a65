package dev.freehold.spec;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// One error of a spec, with its position.
///
/// @param code stable, kebab-case, such as `unknown-type`
/// @param message what is wrong, on one line
/// @param hint what to do about it: the nearest name, the allowed range; null where there is nothing to add
public record SpecIssue(Position position, String code, String message, @Nullable String hint) {
  /// In the order of the text.
  public static final Comparator<SpecIssue> ORDER =
      Comparator.comparing(
              SpecIssue::position,
              Comparator.comparingInt(Position::line).thenComparingInt(Position::column))
          .thenComparing(SpecIssue::code)
          .thenComparing(SpecIssue::message);

  /// The line that compilers print and editors jump to: `freehold.yaml:14:9: unknown type 'strng' [unknown-type]; did you mean 'string'?`
  public String render(String file) {
    String at =
        file + ":" + position.line() + ":" + position.column() + ": " + message + " [" + code + "]";
    return hint == null ? at : at + "; " + hint;
  }

  /// Where in a spec something stands. Both count from 1, columns in characters.
  public record Position(int line, int column) {}
}
