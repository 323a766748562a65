package dev.freehold.spec.change;

import static dev.freehold.spec.change.Found.Verdict.adds;
import static dev.freehold.spec.change.Found.Verdict.breaks;

import dev.freehold.spec.Spec;
import dev.freehold.spec.change.Found.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What differs between two forms of one field, or what a new one does.
final class FieldChanges {
  private final String place;
  private final Spec.@Nullable Field before;
  private final Spec.Field after;
  private final UnaryOperator<String> formerly;
  private final Found found;

  /// @param formerly what a resource of the new spec was called in the old one
  FieldChanges(
      String place,
      Spec.@Nullable Field before,
      Spec.Field after,
      UnaryOperator<String> formerly,
      Found found) {
    this.formerly = formerly;
    this.place = place;
    this.before = before;
    this.after = after;
    this.found = found;
  }

  void compare() {
    if (before == null) {
      added();
      return;
    }
    if (!before.name().equals(after.name())) {
      found.breaking(
          place,
          "renamed from " + before.name(),
          "answers lack the old name, and bodies and queries that have it are refused");
    }
    if (new TypeChange(place, found).compare(before, after)) {
      new RuleChanges(place, found).compare(before.rules(), after.rules());
    }
    required(before);
    standard(before);
    sight(before);
    reference(before);
  }

  private void added() {
    String type = after.ref() == null ? after.type().word() : "ref to " + after.ref().to();
    String words = "new field, " + type + (after.required() ? ", required" : "");
    if (after.required() && after.defaultValue() == null) {
      found.breaking(place, words, "rows that are created without it are refused");
    } else if (after.hidden()) {
      found.additive(place, words, "bodies may have it");
    } else {
      found.additive(
          place, words, "answers have it" + (after.readonly() ? "" : ", bodies may have it"));
    }
  }

  private void required(Spec.Field was) {
    Verdict removed =
        after.hidden()
            ? adds("bodies may lack it")
            : breaks("answers may hold null where there was always a value");
    found.onOff(
        place,
        "required",
        was.required(),
        after.required(),
        breaks(
            after.defaultValue() == null
                ? "rows without it are refused, and null is"
                : "null is refused"),
        removed);
  }

  /// What becomes of a row that is created without the field.
  private void standard(Spec.Field was) {
    if (Objects.equals(was.defaultValue(), after.defaultValue())) {
      return;
    }
    String words = Found.arrow("default", text(was.defaultValue()), text(after.defaultValue()));
    boolean wasRefused = was.required() && was.defaultValue() == null;
    if (wasRefused) {
      found.additive(place, words, "rows may be created without it");
    } else if (after.required() && after.defaultValue() == null) {
      found.breaking(place, words, "rows that are created without it are refused");
    } else {
      found.breaking(
          place,
          words,
          "rows that are created without it have "
              + (after.defaultValue() == null ? "null" : "another value"));
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "none" : value.toString();
  }

  private void sight(Spec.Field was) {
    found.onOff(
        place,
        "hidden",
        was.hidden(),
        after.hidden(),
        breaks("answers lack it, and queries that name it are refused"),
        adds("answers show what they never showed"));
    found.onOff(
        place,
        "readonly",
        was.readonly(),
        after.readonly(),
        breaks("bodies that have it are refused"),
        adds("bodies may have it"));
    if (!was.readonly() && !after.readonly()) {
      found.onOff(
          place,
          "writeOnce",
          was.writeOnce(),
          after.writeOnce(),
          breaks("changes of it are refused"),
          adds("it may be changed"));
    }
    roles("read", was.readers(), after.readers());
    roles("write", writers(was), writers(after));
  }

  private static List<String> writers(Spec.Field field) {
    return field.writers().isEmpty() ? field.readers() : field.writers();
  }

  /// @param was none: everybody
  private void roles(String operation, List<String> was, List<String> is) {
    String words = Found.arrow(operation + ":", words(was), words(is));
    if (!is.isEmpty() && (was.isEmpty() || !is.containsAll(was))) {
      found.breaking(
          place,
          words,
          "read".equals(operation)
              ? "the answers of others lack it"
              : "bodies of others that have it are refused");
    }
    if (!was.isEmpty() && (is.isEmpty() || !was.containsAll(is))) {
      found.additive(place, words, "more people may " + operation + " it");
    }
  }

  private static String words(List<String> roles) {
    return roles.isEmpty()
        ? "everybody"
        : roles.stream().map(r -> "role:" + r).collect(Collectors.joining(" or "));
  }

  private void reference(Spec.Field was) {
    Spec.Ref one = was.ref();
    Spec.Ref other = after.ref();
    if (one == null || other == null) {
      return; // that it points, or no longer does, is a change of its type
    }
    if (!one.to().equals(formerly.apply(other.to()))) {
      found.breaking(
          place, Found.arrow("to", one.to(), other.to()), "ids of the old target are refused");
    }
    if (one.onDelete() != other.onDelete()) {
      found.breaking(
          place,
          Found.arrow("onDelete", word(one.onDelete()), word(other.onDelete())),
          "deleting a row of " + other.to() + " does something else");
    }
  }

  private static String word(Spec.OnDelete onDelete) {
    return switch (onDelete) {
      case RESTRICT -> "restrict";
      case CASCADE -> "cascade";
      case SET_NULL -> "setNull";
    };
  }
}
