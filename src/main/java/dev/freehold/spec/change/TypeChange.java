package dev.freehold.spec.change;

import dev.freehold.spec.Spec;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;

/// What differs in the type of one field.
final class TypeChange {
  private final String place;
  private final Found found;

  TypeChange(String place, Found found) {
    this.place = place;
    this.found = found;
  }

  /// Whether the rules of the two types can be compared.
  boolean compare(Spec.Field before, Spec.Field after) {
    String was = word(before);
    String is = word(after);
    if (was.equals(is)) {
      if (!before.type().equals(after.type())) {
        found.breaking(
            place,
            Found.arrow("type of ids", before.type().word(), after.type().word()),
            "ids are written otherwise");
        return false;
      }
      return true;
    }
    String words = Found.arrow("type", was, is);
    boolean values = before.ref() == null && after.ref() == null;
    boolean text = values && isFree(before.type()) && isFree(after.type());
    if (text && before.type().array() == after.type().array()) {
      found.additive(place, words, "the same in JSON; how long it may be stands in maxLength");
      return true;
    }
    found.breaking(place, words, why(before, after));
    return values
        && before.type().equals(FieldType.of(Scalar.INTEGER))
        && after.type().equals(FieldType.of(Scalar.BIGINT));
  }

  private static String word(Spec.Field field) {
    return field.ref() == null ? field.type().word() : "ref";
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
    if (was.scalar() == Scalar.INTEGER && is.scalar() == Scalar.BIGINT) {
      return "answers may hold numbers of more than 32 bits";
    }
    if (json(was.scalar()).equals(json(is.scalar()))) {
      return isFree(is)
          ? "answers may hold any text"
          : "values that are not " + is.scalar().word() + " are refused";
    }
    return "in JSON " + json(is.scalar()) + " where there was " + json(was.scalar());
  }

  private static String json(Scalar scalar) {
    return switch (scalar) {
      case STRING, TEXT, DECIMAL, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM -> "a string";
      case INTEGER, BIGINT, NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case JSON -> "any value";
    };
  }
}
