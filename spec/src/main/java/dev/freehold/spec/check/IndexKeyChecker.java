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

/// Checks that fields fit into the key of a btree index.
final class IndexKeyChecker {
  private IndexKeyChecker() {}

  /// Whether these fields can be unique together.
  public static void checkUnique(
      SpecIssueCollector issues, Position position, List<Spec.Field> fields) {
    fields.forEach(f -> checkDisclosure(issues, position, f, "a value that is taken"));
    fields.forEach(f -> checkSortable(issues, position, f));
    checkSize(issues, position, fields);
  }

  /// Reports a field that not everybody who meets its effect may read.
  ///
  /// @param by what would tell its values: `the order`
  public static void checkDisclosure(
      SpecIssueCollector issues, Position position, Spec.Field field, String by) {
    if (field.hidden()) {
      issues.add(
          position,
          SpecIssueCode.HIDDEN_FIELD,
          by + " would tell what the hidden field " + PrintableText.quote(field.name()) + " holds",
          "use another field");
    } else if (!field.readers().isEmpty()) {
      issues.add(
          position,
          SpecIssueCode.LIMITED_FIELD,
          by
              + " would tell what the field "
              + PrintableText.quote(field.name())
              + " holds, which only some roles may read",
          "use another field");
    }
  }

  public static void checkSortable(SpecIssueCollector issues, Position position, Spec.Field field) {
    FieldType type = field.type();
    if (type.array() || type.scalar() == ScalarType.JSON) {
      issues.add(
          position,
          SpecIssueCode.NOT_SORTABLE,
          PrintableText.quote(field.name()) + " has no order: it is of type " + type.keyword(),
          "arrays and json cannot be sorted, indexed or unique");
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
          "this key can take "
              + bytes
              + " bytes, and an index entry "
              + IndexKeySize.MAX
              + " at most",
          fitting > 0 ? "a maxLength of " + fitting + " for its text fits" : "use fewer fields");
    }
  }

  /// How many bytes a row's entry in a btree index may take. PostgreSQL refuses the row whose entry
  /// is above a third of a page (2,704 bytes), which a client would meet as an error that nobody can
  /// explain.
  static final class IndexKeySize {
    /// What an index may need of those 2,704: the rest is for headers and alignment.
    static final int MAX = 2_600;

    /// Owner and id, which every index has.
    private static final int OWNER_AND_ID = 32;

    /// UTF-8.
    private static final int BYTES_PER_CHARACTER = 4;

    private IndexKeySize() {}

    static int of(List<Spec.Field> fields) {
      return OWNER_AND_ID + fields.stream().mapToInt(f -> bytes(f, Integer.MAX_VALUE)).sum();
    }

    /// The greatest `maxLength` that lets the key fit when no text in it is longer; 0 where none
    /// does.
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
        case BIGINT, NUMBER, TIME, DATETIME -> 8;
        case INTEGER, DATE -> 4;
        case BOOLEAN -> 1;
        case JSON -> 0;
      };
    }
  }
}
