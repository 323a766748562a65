package dev.freehold.spec.diff;

import static dev.freehold.spec.diff.SpecChange.Collector.Impact.adds;
import static dev.freehold.spec.diff.SpecChange.Collector.Impact.breaks;

import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
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

  /// @param formerly maps the name of a resource in the new spec to its name in the old spec
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
          "responses no longer contain the old name, and bodies and queries with it are refused");
    }
    if (new FieldTypeDiff(place, collector).compare(before, after)) {
      new FieldConstraintsDiff(place, !after.hidden(), collector)
          .compare(before.constraints(), after.constraints());
    }
    required(before);
    standard(before);
    sight(before);
    reference(before);
    stamp(before.stamp(), after.stamp());
    copy(before.copy(), after.copy());
    if (after.type().scalar() == ScalarType.ENUM || after.type().scalar() == ScalarType.BOOLEAN) {
      moves(before.moves(), after.moves());
    }
  }

  private void added() {
    String type = after.ref() == null ? after.type().keyword() : "ref to " + after.ref().target();
    String words = "new field, " + type + (after.required() ? ", required" : "");
    if (after.required() && after.defaultValue() == null && after.copy() == null) {
      collector.addBreaking(place, words, "rows created without it are refused");
    } else if (after.hidden()) {
      collector.addAdditive(place, words, "bodies may contain it");
    } else {
      collector.addAdditive(
          place,
          words,
          "responses contain it" + (after.readonly() ? "" : ", and bodies may contain it"));
    }
  }

  private void required(Spec.Field was) {
    Impact removed =
        after.hidden()
            ? adds("bodies may omit it")
            : breaks("responses may contain null; they always contained a value");
    collector.addToggle(
        place,
        "required",
        was.required(),
        after.required(),
        after.copy() != null
            ? adds("responses always contain a value")
            : breaks(
                after.defaultValue() == null
                    ? "rows without it are refused, and so is null"
                    : "null is refused"),
        removed);
  }

  /// Compares the value of a row that is created without the field.
  private void standard(Spec.Field was) {
    if (after.copy() != null || Objects.equals(was.defaultValue(), after.defaultValue())) {
      return;
    }
    String words = Collector.arrow("default", text(was.defaultValue()), text(after.defaultValue()));
    boolean wasRefused = was.required() && was.defaultValue() == null;
    if (wasRefused) {
      collector.addAdditive(place, words, "rows may be created without it");
    } else if (after.required() && after.defaultValue() == null) {
      collector.addBreaking(place, words, "rows created without it are refused");
    } else {
      collector.addBreaking(
          place,
          words,
          "rows created without it get "
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
        breaks("responses no longer contain it, and queries that name it are refused"),
        adds("responses now contain it"));
    collector.addToggle(
        place,
        "readonly",
        was.readonly(),
        after.readonly(),
        breaks("bodies with it are refused"),
        adds("bodies may contain it"));
    if (!was.readonly() && !after.readonly()) {
      collector.addToggle(
          place,
          "writeOnce",
          was.writeOnce(),
          after.writeOnce(),
          breaks("updates of it are refused"),
          adds("updates may change it"));
    }
    FieldGrantDiff grants = new FieldGrantDiff(place, collector);
    grants.compare("read", was.readers(), after.readers());
    grants.compare("write", was.writers(), after.writers());
  }

  /// A field without moves may change to every value.
  private void moves(List<Spec.Move> was, List<Spec.Move> is) {
    if (was.isEmpty() != is.isEmpty()) {
      if (was.isEmpty()) {
        collector.addBreaking(
            place,
            "moves: any → " + text(is),
            "other changes are refused, and a new row starts at the default");
      } else {
        collector.addAdditive(place, "moves: " + text(was) + " → any", "every change is allowed");
      }
      return;
    }
    was.forEach(move -> compare(move, grants(is, move)));
    is.stream()
        .filter(move -> grants(was, move).isEmpty())
        .forEach(move -> compare(new Spec.Move(move.from(), move.to(), List.of()), move.grants()));
  }

  private void compare(Spec.Move was, List<Grant> is) {
    String words =
        Collector.arrow("move " + was.change() + ":", Access.text(was.grants()), Access.text(is));
    List<Grant> gone = was.grants().stream().filter(g -> !isCovered(g, is)).toList();
    if (!gone.isEmpty()) {
      collector.addBreaking(
          place, words, Access.text(gone) + " may no longer make it: the change is refused");
    }
    List<Grant> added = is.stream().filter(g -> !isCovered(g, was.grants())).toList();
    if (!added.isEmpty()) {
      collector.addAdditive(place, words, Access.text(added) + " may now make it");
    }
  }

  private static boolean isCovered(Grant grant, List<Grant> by) {
    return by.stream().anyMatch(g -> g.covers(grant));
  }

  /// The grants of the same move; empty if it is not listed.
  private static List<Grant> grants(List<Spec.Move> moves, Spec.Move move) {
    return moves.stream()
        .filter(m -> m.change().equals(move.change()))
        .findFirst()
        .map(Spec.Move::grants)
        .orElse(List.of());
  }

  private static String text(List<Spec.Move> moves) {
    return moves.stream().map(Spec.Move::text).collect(Collectors.joining(", "));
  }

  /// A field that gets or loses a stamp is also one that becomes, or no longer is, readonly.
  private void stamp(Spec.@Nullable Stamp was, Spec.@Nullable Stamp is) {
    if (Objects.equals(was, is)) {
      return;
    }
    String words =
        Collector.arrow(
            "stamp", was == null ? "none" : was.text(), is == null ? "none" : is.text());
    if (was == null) {
      collector.addAdditive(place, words, "the server sets it");
    } else {
      collector.addBreaking(
          place,
          words,
          is == null ? "the server no longer sets it" : "the server sets it for other rows");
    }
  }

  /// A field that gets or loses a copy is also one that becomes, or no longer is, readonly.
  private void copy(Spec.@Nullable Copy was, Spec.@Nullable Copy is) {
    if (Objects.equals(was, is)) {
      return;
    }
    String words =
        Collector.arrow("copy", was == null ? "none" : was.text(), is == null ? "none" : is.text());
    if (was == null) {
      collector.addAdditive(place, words, "the server sets it");
    } else {
      collector.addBreaking(
          place,
          words,
          is == null ? "the server no longer sets it" : "the server takes it from another field");
    }
  }

  private void reference(Spec.Field was) {
    Spec.Ref one = was.ref();
    Spec.Ref other = after.ref();
    if (one == null || other == null) {
      return; // a change to or from a reference is a change of the type
    }
    if (!one.target().equals(formerly.apply(other.target()))) {
      collector.addBreaking(
          place,
          Collector.arrow("to", one.target(), other.target()),
          "ids of the old target are refused");
    }
    personRoles(one.roles(), other.roles());
    if (other.max() < one.max()) {
      collector.addBreaking(
          place,
          Collector.arrow("max", Integer.toString(one.max()), Integer.toString(other.max())),
          "longer lists are refused");
    }
    if (one.leave() != other.leave()) {
      String words = Collector.arrow("leave", one.leave(), other.leave());
      if (other.leave()) {
        collector.addAdditive(place, words, "an account may take itself off the list");
      } else {
        collector.addBreaking(place, words, "an account can no longer take itself off the list");
      }
    }
    if (one.onDelete() != other.onDelete()) {
      collector.addBreaking(
          place,
          Collector.arrow("onDelete", word(one.onDelete()), word(other.onDelete())),
          "deleting a row of " + other.target() + " has another effect");
    }
  }

  /// @param was empty: every account
  private void personRoles(List<String> was, List<String> is) {
    String words = Collector.arrow("role", roles(was), roles(is));
    if (!is.isEmpty() && (was.isEmpty() || !is.containsAll(was))) {
      collector.addBreaking(place, words, "ids of other accounts are refused");
    } else if (!was.isEmpty() && (is.isEmpty() || !was.containsAll(is))) {
      collector.addAdditive(place, words, "ids of more accounts are accepted");
    }
  }

  private static String roles(List<String> roles) {
    return roles.isEmpty() ? "any" : String.join(" or ", roles);
  }

  private static String word(Spec.OnDelete onDelete) {
    return switch (onDelete) {
      case RESTRICT -> "restrict";
      case CASCADE -> "cascade";
      case SET_NULL -> "setNull";
    };
  }

  /// Compares the type of one field.
  static final class FieldTypeDiff {
    private final String place;
    private final Collector collector;

    FieldTypeDiff(String place, Collector collector) {
      this.place = place;
      this.collector = collector;
    }

    /// Compares the types and returns whether the constraints can be compared.
    boolean compare(Spec.Field before, Spec.Field after) {
      String was = word(before);
      String is = word(after);
      if (was.equals(is)) {
        if (!before.type().equals(after.type())) {
          collector.addBreaking(
              place,
              Collector.arrow("type of ids", before.type().keyword(), after.type().keyword()),
              "ids have another format");
          return false;
        }
        return true;
      }
      String words = Collector.arrow("type", was, is);
      boolean values = before.ref() == null && after.ref() == null;
      boolean text = values && isFree(before.type()) && isFree(after.type());
      if (text && before.type().array() == after.type().array()) {
        collector.addAdditive(
            place, words, "the JSON type is the same; maxLength limits the length");
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
            INTEGER_ID,
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
            : "only ids of existing rows are accepted";
      }
      FieldType was = before.type();
      FieldType is = after.type();
      if (was.array() != is.array()) {
        return is.array() ? "the value is now a list" : "the value is no longer a list";
      }
      if (json(was.scalar()).equals(json(is.scalar()))) {
        return isFree(is)
            ? "responses may contain any text"
            : "values that are not " + is.scalar().keyword() + " are refused";
      }
      return "the JSON type changes from " + json(was.scalar()) + " to " + json(is.scalar());
    }

    private static String json(ScalarType scalar) {
      return switch (scalar) {
        case STRING, TEXT, BIGINT, DECIMAL, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM ->
            "a string";
        case INTEGER, INTEGER_ID, NUMBER -> "a number";
        case BOOLEAN -> "a boolean";
        case JSON -> "any value";
      };
    }
  }
}
