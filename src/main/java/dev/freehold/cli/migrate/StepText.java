package dev.freehold.cli.migrate;

import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import dev.freehold.spec.Issues;
import java.util.List;
import java.util.Locale;

/// A step in words, for a person and for a program.
final class StepText {
  private static final int MAX = 400;

  private StepText() {}

  /// `ACCESS_EXCLUSIVE` → `access exclusive`
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Which lock it takes, and for how long.
  static String lock(Step step) {
    return step.lock() == Lock.NONE ? "" : word(step.lock()) + ", " + hold(step.hold());
  }

  private static String hold(Hold hold) {
    return switch (hold) {
      case MOMENT -> "for a moment";
      case SCAN -> "while every row is read";
      case REWRITE -> "while every row is written anew";
    };
  }

  /// How many rows are at risk, and which; empty for none.
  static String rows(Step step) {
    return step.atRisk()
        .filter(r -> r.counted().orElse(1) > 0)
        .map(
            r ->
                (r.counted().isPresent()
                        ? String.format(Locale.ROOT, "%,d ", r.counted().getAsLong())
                        : "yet to be counted: ")
                    + r.what())
        .orElse("");
  }

  /// What it runs.
  static List<String> sql(Step step) {
    return switch (step.work()) {
      case Work.Transaction(List<String> statements) -> statements;
      case Work.Concurrently(_, String statement) -> List.of(statement);
      case Work.Batches(String statement, _) -> List.of(statement);
      case Work.Nothing() -> List.of();
    };
  }

  /// How it runs that.
  static String run(Step step) {
    return switch (step.work()) {
      case Work.Transaction _ -> "in one transaction";
      case Work.Concurrently _ -> "by itself, in no transaction";
      case Work.Batches _ -> "in batches";
      case Work.Nothing() -> "nothing";
    };
  }

  /// Text that may hold values of the spec, as a terminal may show it.
  static String plain(String text) {
    return Issues.plain(text, MAX);
  }

  /// SQL with its lines, each as a terminal may show it.
  static List<String> lines(String sql) {
    return (sql.strip() + ";").lines().map(StepText::plain).toList();
  }
}
