package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.List;

/// Warns of a word of `access.read` that opens rows in which its callers may read no field.
final class UnreadableRowChecker {
  private UnreadableRowChecker() {}

  /// @param at the position of `access`
  /// @param fields those of the resource
  static void check(
      SpecIssueCollector warnings, Position at, Access access, List<Spec.Field> fields) {
    if (fields.stream().allMatch(field -> field.readers().isEmpty())) {
      return;
    }
    for (Grant word : access.read()) {
      if (fields.stream().noneMatch(field -> mayRead(field, word))) {
        warnings.add(
            at,
            SpecIssueCode.NOTHING_TO_READ,
            PrintableText.quote(word.text()) + " opens rows in which it may read no field",
            "add " + word.text() + " to read of a field, or remove it from access");
      }
    }
  }

  /// Whether the callers of a word may read the field in some row that it opens.
  private static boolean mayRead(Spec.Field field, Grant word) {
    return !field.hidden()
        && (field.readers().isEmpty()
            || field.readers().stream()
                .anyMatch(reader -> reader.subject().covers(word.subject())));
  }
}
