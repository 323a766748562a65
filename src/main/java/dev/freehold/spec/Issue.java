package dev.freehold.spec;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// One fault of a spec.
///
/// @param code stable, kebab-case, such as `unknown-type`
/// @param message what is wrong, on one line
/// @param hint what to do about it: the nearest name, the allowed range; null where there is nothing to add
public record Issue(Place place, String code, String message, @Nullable String hint) {
  /// In the order of the text.
  public static final Comparator<Issue> ORDER =
      Comparator.comparing(
              Issue::place, Comparator.comparingInt(Place::line).thenComparingInt(Place::column))
          .thenComparing(Issue::code)
          .thenComparing(Issue::message);

  /// The line that compilers print and editors jump to: `freehold.yaml:14:9: unknown type 'strng' [unknown-type]; did you mean 'string'?`
  public String render(String file) {
    String at =
        file + ":" + place.line() + ":" + place.column() + ": " + message + " [" + code + "]";
    return hint == null ? at : at + "; " + hint;
  }
}
