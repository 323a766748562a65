package dev.freehold.spec;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// One error or warning of a spec, with its position.
///
/// @param code stable, kebab-case, such as `unknown-type`
/// @param message what is wrong, on one line
/// @param hint the remedy, such as the nearest name or the allowed range; null if there is none
public record SpecIssue(Position position, String code, String message, @Nullable String hint) {
  /// Orders issues by position.
  public static final Comparator<SpecIssue> ORDER =
      Comparator.comparing(
              SpecIssue::position,
              Comparator.comparingInt(Position::line).thenComparingInt(Position::column))
          .thenComparing(SpecIssue::code)
          .thenComparing(SpecIssue::message);

  /// The issue as one line in compiler format: `freehold.yaml:14:9: unknown type 'strng'
  /// [unknown-type]; did you mean 'string'?`
  public String render(String file) {
    String at =
        file + ":" + position.line() + ":" + position.column() + ": " + message + " [" + code + "]";
    return hint == null ? at : at + "; " + hint;
  }

  /// A position in a spec. Lines and columns count from 1; columns count characters.
  public record Position(int line, int column) {}
}
