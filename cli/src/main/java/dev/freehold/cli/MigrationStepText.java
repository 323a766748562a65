package dev.freehold.cli;

import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.problem.PrintableText;
import java.util.List;
import java.util.Locale;

/// Describes a migration step in words, for text and JSON output.
final class MigrationStepText {
  private static final int MAX = 400;

  private MigrationStepText() {}

  /// `ACCESS_EXCLUSIVE` → `access exclusive`
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// The lock of the step and its duration; empty for none.
  static String lock(MigrationStep step) {
    return step.lock() == Lock.NONE ? "" : word(step.lock()) + ", " + hold(step.lockDuration());
  }

  private static String hold(LockDuration lockDuration) {
    return switch (lockDuration) {
      case MOMENT -> "for a moment";
      case SCAN -> "while every row is read";
      case REWRITE -> "while every row is rewritten";
    };
  }

  /// The rows at risk and their number; empty for none.
  static String rows(MigrationStep step) {
    return step.atRisk()
        .filter(r -> r.counted().orElse(1) > 0)
        .map(
            r ->
                (r.counted().isPresent()
                        ? String.format(Locale.ROOT, "%,d ", r.counted().getAsLong())
                        : "not counted yet: ")
                    + r.named())
        .orElse("");
  }

  /// The SQL of the step.
  static List<String> sql(MigrationStep step) {
    return switch (step.action()) {
      case Action.Transaction(List<String> statements) -> statements;
      case Action.ConcurrentIndex(_, String statement) -> List.of(statement);
      case Action.BatchedUpdate(String statement, _) -> List.of(statement);
      case Action.Blocked() -> List.of();
    };
  }

  /// How the step is run.
  static String run(MigrationStep step) {
    return switch (step.action()) {
      case Action.Transaction _ -> "in one transaction";
      case Action.ConcurrentIndex _ -> "outside a transaction";
      case Action.BatchedUpdate _ -> "in batches";
      case Action.Blocked() -> "nothing";
    };
  }

  /// Escapes control characters in text that may contain values of the spec.
  static String plain(String text) {
    return PrintableText.of(text, MAX);
  }

  /// The lines of the SQL, each with its control characters escaped.
  static List<String> lines(String sql) {
    return (sql.strip() + ";").lines().map(MigrationStepText::plain).toList();
  }
}
