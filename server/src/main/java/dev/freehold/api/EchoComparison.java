package dev.freehold.api;

import dev.freehold.api.UpdateOperation.CompiledUpdate;
import dev.freehold.input.JsonComparison;
import dev.freehold.input.ViolationCollector;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares the fields of a body that the caller may not write with those of the stored row: clients
/// send back rows as they read them. Used for one attempt of one request.
final class EchoComparison {
  /// A body that repeats the stored values is about as long as they are. This limits what a short
  /// body can make the server keep.
  private static final int MAX_CHARACTERS = 4 << 20;

  /// The time of a client that read the row before its last change.
  private static final String STALE =
      "is not that of the row, which may have changed since you read it: read it again, or omit"
          + " this field";

  private final CompiledUpdate by;
  private int kept;
  private boolean tooLarge;

  EchoComparison(CompiledUpdate by) {
    this.by = by;
  }

  /// The stored row: its version, and the echoed fields as a client reads them.
  record StoredRow(String version, Map<String, String> values) {}

  /// Keeps the values of a row that the body of the row has too.
  ///
  /// @param row of a statement that returns the read set and the version
  StoredRow stored(FieldValues values, Row row) {
    Map<String, String> stored = new HashMap<>();
    tooLarge |= kept > MAX_CHARACTERS;
    if (!tooLarge) {
      for (String field : values.echoed().keySet()) {
        String text = by.writer().valueText(row, field);
        kept += text.length();
        stored.put(field, text);
      }
    }
    return new StoredRow(Objects.requireNonNull(by.tag().read(row)).version(), stored);
  }

  /// The number of characters to compare.
  static int length(FieldValues values) {
    return values.echoed().values().stream().mapToInt(e -> e.json().length()).sum();
  }

  /// Adds a violation for each echoed field that has another value than the row.
  ///
  /// @param row null if there is no row: then no value is right
  /// @throws dev.freehold.problem.ProblemException if the stored rows together are too large
  void compare(FieldValues values, @Nullable StoredRow row, ViolationCollector violations) {
    if (tooLarge) {
      throw Problem.Invalid.of(
              "",
              ViolationCode.TOO_LARGE,
              "The rows have more than 4 MiB together in fields that you may not write; send fewer,"
                  + " or without these fields.")
          .toException();
    }
    values
        .echoed()
        .forEach(
            (field, sent) -> {
              if (row == null
                  || !JsonComparison.isEqual(
                      sent.type(), String.valueOf(row.values().get(field)), sent.json())) {
                violations.add(
                    field,
                    ViolationCode.READ_ONLY,
                    row != null && isTimeOfChange(field) ? STALE : sent.reason());
              }
            });
  }

  private boolean isTimeOfChange(String field) {
    return by.selection().columns().stream()
        .anyMatch(c -> c.role() == ColumnPlan.Role.UPDATED_AT && c.name().equals(field));
  }
}
