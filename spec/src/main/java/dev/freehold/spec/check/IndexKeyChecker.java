package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/// Checks that fields fit into the key of a btree index.
final class IndexKeyChecker {
  private IndexKeyChecker() {}

  /// Reports fields that cannot form a unique key.
  ///
  /// @param limited whether not everyone who reads the row may read a field
  public static void checkUnique(
      SpecIssueCollector issues,
      Position position,
      List<Spec.Field> fields,
      Predicate<Spec.Field> limited) {
    fields.forEach(
        f -> checkDisclosure(issues, position, f, limited.test(f), "a unique violation"));
    checkKey(issues, position, fields);
  }

  /// Reports fields that cannot form a key.
  static void checkKey(SpecIssueCollector issues, Position position, List<Spec.Field> fields) {
    fields.forEach(f -> checkSortable(issues, position, f));
    checkSize(issues, position, fields);
  }

  /// Reports a field whose values nobody may read.
  ///
  /// @param by as for [#checkDisclosure]
  static void checkHidden(
      SpecIssueCollector issues, Position position, Spec.Field field, String by) {
    if (field.hidden()) {
      issues.add(
          position,
          SpecIssueCode.HIDDEN_FIELD,
          by + " would reveal the value of the hidden field " + PrintableText.quote(field.name()),
          "use another field");
    }
  }

  /// Reports a field whose values would be revealed to callers who may not read it.
  ///
  /// @param limited whether not everyone who reads the row may read it
  /// @param by what would reveal the values: `the sort order`
  public static void checkDisclosure(
      SpecIssueCollector issues, Position position, Spec.Field field, boolean limited, String by) {
    checkHidden(issues, position, field, by);
    if (!field.hidden() && limited) {
      issues.add(
          position,
          SpecIssueCode.LIMITED_FIELD,
          by
              + " would reveal the value of the field "
              + PrintableText.quote(field.name())
              + ", which only some callers may read",
          "use another field");
    }
  }

  public static void checkSortable(SpecIssueCollector issues, Position position, Spec.Field field) {
    FieldType type = field.type();
    if (type.array() || type.scalar() == ScalarType.JSON) {
      issues.add(
          position,
          SpecIssueCode.NOT_SORTABLE,
          PrintableText.quote(field.name())
              + " of type "
              + type.keyword()
              + " cannot be sorted, indexed or unique",
          "use a field with a single value, not an array or json");
    }
  }

  public static void checkSize(
      SpecIssueCollector issues, Position position, List<Spec.Field> fields) {
    List<Spec.Field> sortable = fields.stream().filter(f -> !f.type().array()).toList();
    int bytes = IndexKeySize.of(sortable);
    if (bytes > IndexKeySize.MAX) {
      int fitting = IndexKeySize.fittingLength(sortable);
      issues.add(
          position,
          SpecIssueCode.KEY_TOO_LONG,
          "the key can need " + bytes + " bytes; an index entry has at most " + IndexKeySize.MAX,
          fitting > 0
              ? "set maxLength to at most " + fitting + " for its text fields"
              : "use fewer fields");
    }
  }

  /// The size in bytes of a row's entry in a btree index. PostgreSQL refuses a row whose entry
  /// exceeds a third of a page (2,704 bytes). The check prevents that error at run time.
  static final class IndexKeySize {
    /// The part of the 2,704 bytes for key values. The rest is for headers and alignment.
    static final int MAX = 2_600;

    /// The owner and the id, which are part of every index.
    private static final int OWNER_AND_ID = 32;

    /// The longest UTF-8 sequence.
    private static final int BYTES_PER_CHARACTER = 4;

    private IndexKeySize() {}

    static int of(List<Spec.Field> fields) {
      return OWNER_AND_ID + fields.stream().mapToInt(f -> bytes(f, Integer.MAX_VALUE)).sum();
    }

    /// The largest `maxLength` of the text fields with which the key fits; 0 if there is none.
    static int fittingLength(List<Spec.Field> fields) {
      for (int length = MAX / BYTES_PER_CHARACTER; length > 0; length--) {
        int limit = length;
        if (OWNER_AND_ID + fields.stream().mapToInt(f -> bytes(f, limit)).sum() <= MAX) {
          return length;
        }
      }
      return 0;
    }

    private static int bytes(Spec.Field field, int maxLength) {
      FieldConstraints.Text text = field.constraints().text();
      int characters = text == null ? 0 : Math.min(text.maxLength(), maxLength);
      return switch (field.type().scalar()) {
        case STRING, TEXT, URL -> characters * BYTES_PER_CHARACTER;
        case EMAIL -> characters; // ASCII
        case ENUM ->
            field.constraints().values().stream()
                .mapToInt(v -> v.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        case DECIMAL -> 24;
        case UUID -> 16;
        case BIGINT, INTEGER_ID, NUMBER, TIME, DATETIME -> 8;
        case INTEGER, DATE -> 4;
        case BOOLEAN -> 1;
        case JSON -> 0;
      };
    }
  }
}
