package dev.freehold.spec.field;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.List;

/// Whether fields can be the key of a btree index.
public final class BtreeKey {
  private BtreeKey() {}

  /// Whether these fields can be unique together.
  public static void unique(Issues issues, Place place, List<Spec.Field> fields) {
    fields.forEach(f -> told(issues, place, f, "a value that is taken"));
    fields.forEach(f -> sortable(issues, place, f));
    size(issues, place, fields);
  }

  /// Reports a field that not everybody who meets its effect may read.
  ///
  /// @param by what would tell its values: `the order`
  public static void told(Issues issues, Place place, Spec.Field field, String by) {
    if (field.hidden()) {
      issues.add(
          place,
          IssueCode.HIDDEN_FIELD,
          by + " would tell what the hidden field " + Issues.quote(field.name()) + " holds",
          "use another field");
    } else if (!field.readers().isEmpty()) {
      issues.add(
          place,
          IssueCode.LIMITED_FIELD,
          by
              + " would tell what the field "
              + Issues.quote(field.name())
              + " holds, which only some roles may read",
          "use another field");
    }
  }

  public static void sortable(Issues issues, Place place, Spec.Field field) {
    FieldType type = field.type();
    if (type.array() || type.scalar() == Scalar.JSON) {
      issues.add(
          place,
          IssueCode.NOT_SORTABLE,
          Issues.quote(field.name()) + " has no order: it is of type " + type.word(),
          "arrays and json cannot be sorted, indexed or unique");
    }
  }

  public static void size(Issues issues, Place place, List<Spec.Field> fields) {
    List<Spec.Field> sortable = fields.stream().filter(f -> !f.type().array()).toList();
    int bytes = KeySize.of(sortable);
    if (bytes > KeySize.MAX) {
      int fitting = KeySize.fittingLength(sortable);
      issues.add(
          place,
          IssueCode.KEY_TOO_LONG,
          "this key can take " + bytes + " bytes, and an index entry " + KeySize.MAX + " at most",
          fitting > 0 ? "a maxLength of " + fitting + " for its text fits" : "use fewer fields");
    }
  }
}
