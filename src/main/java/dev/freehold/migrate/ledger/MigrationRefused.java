package dev.freehold.migrate.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The database was not brought to what the plan asks. The message is for the operator: one line that says what is the
/// matter, one for each difference, one that says what to do and whether anything was changed.
public final class MigrationRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> differences;

  public MigrationRefused(
      String matter, List<String> differences, String remedy, @Nullable Throwable cause) {
    super(text(matter, differences, remedy), cause);
    this.differences = List.copyOf(differences);
  }

  public MigrationRefused(String matter, String remedy) {
    this(matter, List.of(), remedy, null);
  }

  /// What is not as it should be, one sentence each: `tasks.title: maxLength 200 → 100`. Empty where the matter is another.
  public List<String> differences() {
    return differences;
  }

  private static String text(String matter, List<String> differences, String remedy) {
    StringBuilder text = new StringBuilder(matter);
    differences.forEach(d -> text.append("\n  ").append(d));
    return text.append('\n').append(remedy).toString();
  }
}
