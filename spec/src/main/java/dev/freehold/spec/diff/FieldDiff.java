package dev.freehold.spec.diff;

import static dev.freehold.spec.diff.SpecChange.Collector.Impact.adds;
import static dev.freehold.spec.diff.SpecChange.Collector.Impact.breaks;

import dev.freehold.spec.Spec;
import dev.freehold.spec.diff.SpecChange.Collector;
import dev.freehold.spec.diff.SpecChange.Collector.Impact;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares one field in two specs, or describes a new one.
final class FieldDiff {
  private final String place;
  private final Spec.@Nullable Field before;
  private final Spec.Field after;
  private final UnaryOperator<String> formerly;
  private final Collector collector;

  /// @param formerly what a resource of the new spec was called in the old one
  FieldDiff(
      String place,
      Spec.@Nullable Field before,
      Spec.Field after,
      UnaryOperator<String> formerly,
      Collector collector) {
    this.formerly = formerly;
    this.place = place;
    this.before = before;
    this.after = after;
    this.collector = collector;
  }

  void compare() {
    if (before == null) {
      added();
      return;
    }
    if (!before.name().equals(after.name())) {
      collector.addBreaking(
          place,
          "renamed from " + before.name(),
          "answers lack the old name, and bodies and queries that have it are refused");
    }
    if (new FieldTypeDiff(place, collector).compare(before, after)) {
      new FieldConstraintsDiff(place, collector).compare(before.constraints(), after.constraints());
    }
    required(before);
    standard(before);
    sight(before);
    reference(before);
  }

  private void added() {
    String type = after.ref() == null ? after.type().keyword() : "ref to " + after.ref().target();
    String words = "new field, " + type + (after.required() ? ", required" : "");
    if (after.required() && after.defaultValue() == null) {
      collector.addBreaking(place, words, "rows that are created without it are refused");
    } else if (after.hidden()) {
      collector.addAdditive(place, words, "bodies may have it");
    } else {
      collector.addAdditive(
          place, words, "answers have it" + (after.readonly() ? "" : ", bodies may have it"));
    }
  }

  private void required(Spec.Field was) {
    Impact removed =
        after.hidden()
            ? adds("bodies may lack it")
            : breaks("answers may hold null where there was always a value");
    collector.addToggle(
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
    String words = Collector.arrow("default", text(was.defaultValue()), text(after.defaultValue()));
    boolean wasRefused = was.required() && was.defaultValue() == null;
    if (wasRefused) {
      collector.addAdditive(place, words, "rows may be created without it");
    } else if (after.required() && after.defaultValue() == null) {
      collector.addBreaking(place, words, "rows that are created without it are refused");
    } else {
      collector.addBreaking(
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
    collector.addToggle(
        place,
        "hidden",
        was.hidden(),
        after.hidden(),
        breaks("answers lack it, and queries that name it are refused"),
        adds("answers show what they never showed"));
    collector.addToggle(
        place,
        "readonly",
        was.readonly(),
        after.readonly(),
        breaks("bodies that have it are refused"),
        adds("bodies may have it"));
    if (!was.readonly() && !after.readonly()) {
      collector.addToggle(
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
    String words = Collector.arrow(operation + ":", words(was), words(is));
    if (!is.isEmpty() && (was.isEmpty() || !is.containsAll(was))) {
      collector.addBreaking(
          place,
          words,
          "read".equals(operation)
              ? "the answers of others lack it"
              : "bodies of others that have it are refused");
    }
    if (!was.isEmpty() && (is.isEmpty() || !was.containsAll(is))) {
      collector.addAdditive(place, words, "more people may " + operation + " it");
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
    if (!one.target().equals(formerly.apply(other.target()))) {
      collector.addBreaking(
          place,
          Collector.arrow("to", one.target(), other.target()),
          "ids of the old target are refused");
    }
    if (one.onDelete() != other.onDelete()) {
      collector.addBreaking(
          place,
          Collector.arrow("onDelete", word(one.onDelete()), word(other.onDelete())),
          "deleting a row of " + other.target() + " does something else");
    }
  }

  private static String word(Spec.OnDelete onDelete) {
    return switch (onDelete) {
      case RESTRICT -> "restrict";
      case CASCADE -> "cascade";
      case SET_NULL -> "setNull";
    };
  }

  /// What differs in the type of one field.
  static final class FieldTypeDiff {
    private final String place;
    private final Collector collector;

    FieldTypeDiff(String place, Collector collector) {
      this.place = place;
      this.collector = collector;
    }

    /// Whether the rules of the two types can be compared.
    boolean compare(Spec.Field before, Spec.Field after) {
      String was = word(before);
      String is = word(after);
      if (was.equals(is)) {
        if (!before.type().equals(after.type())) {
          collector.addBreaking(
              place,
              Collector.arrow("type of ids", before.type().keyword(), after.type().keyword()),
              "ids are written otherwise");
          return false;
        }
        return true;
      }
      String words = Collector.arrow("type", was, is);
      boolean values = before.ref() == null && after.ref() == null;
      boolean text = values && isFree(before.type()) && isFree(after.type());
      if (text && before.type().array() == after.type().array()) {
        collector.addAdditive(
            place, words, "the same in JSON; how long it may be stands in maxLength");
        return true;
      }
      collector.addBreaking(place, words, why(before, after));
      return values
          && before.type().equals(FieldType.of(ScalarType.INTEGER))
          && after.type().equals(FieldType.of(ScalarType.BIGINT));
    }

    private static String word(Spec.Field field) {
      return field.ref() == null ? field.type().keyword() : "ref";
    }

    private static boolean isFree(FieldType type) {
      return switch (type.scalar()) {
        case STRING, TEXT -> true;
        case INTEGER,
            BIGINT,
            NUMBER,
            DECIMAL,
            BOOLEAN,
            DATE,
            TIME,
            DATETIME,
            UUID,
            EMAIL,
            URL,
            ENUM,
            JSON ->
            false;
      };
    }

    private static String why(Spec.Field before, Spec.Field after) {
      if (before.ref() != null || after.ref() != null) {
        return after.ref() == null
            ? "the relation is gone"
            : "only ids of rows that are there are accepted";
      }
      FieldType was = before.type();
      FieldType is = after.type();
      if (was.array() != is.array()) {
        return is.array() ? "a list where there was one value" : "one value where there was a list";
      }
      if (was.scalar() == ScalarType.INTEGER && is.scalar() == ScalarType.BIGINT) {
        return "answers may hold numbers of more than 32 bits";
      }
      if (json(was.scalar()).equals(json(is.scalar()))) {
        return isFree(is)
            ? "answers may hold any text"
            : "values that are not " + is.scalar().keyword() + " are refused";
      }
      return "in JSON " + json(is.scalar()) + " where there was " + json(was.scalar());
    }

    private static String json(ScalarType scalar) {
      return switch (scalar) {
        case STRING, TEXT, DECIMAL, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM -> "a string";
        case INTEGER, BIGINT, NUMBER -> "a number";
        case BOOLEAN -> "true or false";
        case JSON -> "any value";
      };
    }
  }
}
