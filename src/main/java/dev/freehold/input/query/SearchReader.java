package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.TOO_LONG;
import static dev.freehold.problem.ViolationCode.TOO_SHORT;

import dev.freehold.input.Violations;
import dev.freehold.plan.TextSearch;
import dev.freehold.query.Predicate;
import dev.freehold.query.View;
import dev.freehold.type.Parsed;
import dev.freehold.type.form.TextForm;
import org.jspecify.annotations.Nullable;

/// Reads `q=words`.
final class SearchReader {
  static final String NAME = "q";
  private static final int MAX_CHARACTERS = 200;

  private SearchReader() {}

  /// What `q` searches for this caller; null where there is no such parameter.
  static @Nullable TextSearch of(View view) {
    TextSearch search = view.plan().search();
    return search != null && search.columns().stream().allMatch(c -> view.column(c).isPresent())
        ? search
        : null;
  }

  /// Null where it is a violation.
  static @Nullable Predicate read(TextSearch search, String value, Violations violations) {
    Parsed.Bad bad = TextForm.unstorable(value);
    String text = value.strip();
    if (bad != null) {
      violations.add(NAME, bad);
    } else if (text.isEmpty()) {
      violations.add(NAME, TOO_SHORT, "must not be empty");
    } else if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
      violations.add(NAME, TOO_LONG, "must have at most " + MAX_CHARACTERS + " characters");
    } else {
      return new Predicate.Search(search, text);
    }
    return null;
  }
}
