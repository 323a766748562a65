package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.TYPE;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.type.ValueResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The violations of one request, in the order in which they were found. Reading ends after [#MAX]
/// violations: this limits the size of the response and the work for an invalid body. Confined to
/// one request.
public final class ViolationCollector {
  static final int MAX = 100;

  /// The search for a similar name is the most expensive part of an unknown name, so the number of
  /// searches is limited.
  private static final int MAX_HINTS = 20;

  /// The maximum number of names that all searches together compare.
  private static final int MAX_COMPARED = 2_000;

  private final List<Violation> found = new ArrayList<>(0);
  private String prefix = "";
  private int hints;
  private int compared;

  /// Sets the prefix of the field of each following violation: `[3].`, or nothing.
  public void setPathPrefix(String path) {
    prefix = path;
  }

  /// @param message a predicate that follows the field's name, such as `must be a number`, or a
  ///     question
  public void add(String field, String code, String message) {
    add(field, prefix + field, code, message);
  }

  public void add(String field, ValueResult.Invalid invalid) {
    add(field, invalid.code(), invalid.message());
  }

  /// @param subject of the predicate, if it is not the whole field
  public void add(String field, String subject, String code, String message) {
    String end = message.endsWith("?") ? "" : ".";
    keep(new Violation(prefix + field, code, subject + " " + message + end));
  }

  /// @param sentence a whole sentence
  void addSentence(String field, String code, String sentence) {
    keep(new Violation(prefix + field, code, sentence));
  }

  /// Adds an unknown name, with a similar known name as a suggestion.
  public void addUnknown(String name, Collection<String> known) {
    addUnknown(name, name, known);
  }

  /// @param like the part of the name to compare with the known names
  public void addUnknown(String name, String like, Collection<String> known) {
    add(shortened(name), UNKNOWN, unknownNameMessage(like, known));
  }

  /// The message for an unknown name.
  ///
  /// @param known only names that the caller may know
  public String unknownNameMessage(String name, Collection<String> known) {
    if (isFull() || hints == MAX_HINTS || compared + known.size() > MAX_COMPARED) {
      return "is not known";
    }
    hints++;
    compared += known.size();
    String nearest = SpellingSuggestion.of(name, known);
    return nearest == null ? "is not known" : "is not known; did you mean '" + nearest + "'?";
  }

  /// Shortens a name from a client for a message.
  public static String shortened(String name) {
    return StrictJsonReader.shortened(name);
  }

  /// Adds a violation of the whole body or query.
  ///
  /// @param message a whole sentence
  public void addForWholeRequest(String code, String message) {
    keep(new Violation("", code, message));
  }

  /// @throws dev.freehold.problem.ProblemException if this is the last violation that is kept
  private void keep(Violation violation) {
    found.add(violation);
    if (isFull()) {
      throwIfAny();
    }
  }

  public void addAll(Collection<Violation> violations) {
    violations.forEach(this::keep);
  }

  void addNotAnObject() {
    addForWholeRequest(TYPE, "The body must be an object.");
  }

  public List<Violation> all() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  boolean isFull() {
    return found.size() >= MAX;
  }

  /// @throws dev.freehold.problem.ProblemException if there are any violations
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new Problem.Invalid(found).toException();
    }
  }
}
