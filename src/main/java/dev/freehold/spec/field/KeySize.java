package dev.freehold.spec.field;

import dev.freehold.spec.Spec;
import dev.freehold.type.Rules;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// How many bytes a row's entry in a btree index may take. PostgreSQL refuses the row whose entry
/// is above a third of a page (2,704 bytes), which a client would meet as an error that nobody can
/// explain.
final class KeySize {
  /// What an index may need of those 2,704: the rest is for headers and alignment.
  static final int MAX = 2_600;

  /// Owner and id, which every index has.
  private static final int OWNER_AND_ID = 32;

  /// UTF-8.
  private static final int BYTES_PER_CHARACTER = 4;

  private KeySize() {}

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
    Rules.Text text = field.rules().text();
    int characters = text == null ? 0 : Math.min(text.maxLength(), maxLength);
    return switch (field.type().scalar()) {
      case STRING, TEXT, URL -> characters * BYTES_PER_CHARACTER;
      case EMAIL -> characters; // ASCII
      case ENUM ->
          field.rules().values().stream()
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
