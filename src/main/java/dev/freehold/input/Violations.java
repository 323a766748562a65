package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.TYPE;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.problem.Nearest;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.type.Parsed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The violations of one request, in the order in which they were met. After [#MAX] of them the rest are not kept: an
/// answer must not be larger than what was sent.
final class Violations {
  static final int MAX = 100;

  private final List<Violation> found = new ArrayList<>(0);

  /// @param message a predicate, to stand after the field's name: `must be a number`; or a question
  void add(String field, String code, String message) {
    if (!isFull()) {
      String end = message.endsWith("?") ? "" : ".";
      found.add(new Violation(field, code, field + " " + message + end));
    }
  }

  void add(String field, Parsed.Bad bad) {
    add(field, bad.code(), bad.message());
  }

  /// A name that means nothing, with the one that was probably meant.
  void addUnknown(String name, Collection<String> known) {
    if (!isFull()) {
      String nearest = Nearest.of(name, known);
      String hint = nearest == null ? "" : "; did you mean '" + nearest + "'?";
      add(StrictJson.shortened(name), UNKNOWN, "is not known" + hint);
    }
  }

  void addNoObject() {
    if (!isFull()) {
      found.add(new Violation("", TYPE, "The body must be an object."));
    }
  }

  List<Violation> all() {
    return List.copyOf(found);
  }

  boolean isFull() {
    return found.size() >= MAX;
  }

  /// @throws dev.freehold.problem.ProblemException where there are any
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new Problem.Invalid(found).failure();
    }
  }
}
