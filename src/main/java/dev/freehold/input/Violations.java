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

/// The violations of one request, in the order in which they were met. With [#MAX] of them reading ends: an answer must not
/// be larger than what was sent, and a body of a hundred faults is not worth the time for the rest. Confined to the
/// request.
public final class Violations {
  static final int MAX = 100;

  /// Looking for the nearest name is the dearest thing that a wrong name can cause: so many of them are looked for …
  private static final int MAX_HINTS = 20;

  /// … as long as they compare with no more names than this.
  private static final int MAX_COMPARED = 2_000;

  private final List<Violation> found = new ArrayList<>(0);
  private String prefix = "";
  private int hints;
  private int compared;

  /// Puts `path` before the field of each violation from here on: `[3].`, or nothing.
  void under(String path) {
    prefix = path;
  }

  /// @param message a predicate, to stand after the field's name: `must be a number`; or a question
  public void add(String field, String code, String message) {
    add(field, prefix + field, code, message);
  }

  public void add(String field, Parsed.Bad bad) {
    add(field, bad.code(), bad.message());
  }

  /// @param subject what the predicate is said of, where it is not the whole field
  public void add(String field, String subject, String code, String message) {
    String end = message.endsWith("?") ? "" : ".";
    keep(new Violation(prefix + field, code, subject + " " + message + end));
  }

  /// @param sentence whole
  void addSaid(String field, String code, String sentence) {
    keep(new Violation(prefix + field, code, sentence));
  }

  /// A name that means nothing, with the one that was probably meant.
  public void addUnknown(String name, Collection<String> known) {
    addUnknown(name, name, known);
  }

  /// @param like the part of the name that is like those known
  public void addUnknown(String name, String like, Collection<String> known) {
    add(shortened(name), UNKNOWN, unknown(like, known));
  }

  /// What to say of a name that means nothing.
  ///
  /// @param known what the sender may know of, and nothing else
  public String unknown(String name, Collection<String> known) {
    if (isFull() || hints == MAX_HINTS || compared + known.size() > MAX_COMPARED) {
      return "is not known";
    }
    hints++;
    compared += known.size();
    String nearest = Nearest.of(name, known);
    return nearest == null ? "is not known" : "is not known; did you mean '" + nearest + "'?";
  }

  /// What a client sent, short enough to be sent back.
  public static String shortened(String name) {
    return StrictJson.shortened(name);
  }

  /// Of the body or the query as a whole.
  ///
  /// @param message a whole sentence
  public void addWhole(String code, String message) {
    keep(new Violation("", code, message));
  }

  /// @throws dev.freehold.problem.ProblemException where this is the last that is kept
  private void keep(Violation violation) {
    found.add(violation);
    if (isFull()) {
      throwIfAny();
    }
  }

  void addNoObject() {
    addWhole(TYPE, "The body must be an object.");
  }

  List<Violation> all() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  boolean isFull() {
    return found.size() >= MAX;
  }

  /// @throws dev.freehold.problem.ProblemException where there are any
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new Problem.Invalid(found).failure();
    }
  }
}
