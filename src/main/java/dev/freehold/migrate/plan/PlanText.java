package dev.freehold.migrate.plan;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// A plan as plain text, a line a step.
public final class PlanText {
  private PlanText() {}

  public static List<String> lines(MigrationPlan plan) {
    return plan.steps().stream().map(PlanText::line).toList();
  }

  /// `lossy: drop column tasks.notes (12 rows of tasks with notes); …`
  public static String line(Step step) {
    StringBuilder line = new StringBuilder(step.risk().name().toLowerCase(Locale.ROOT));
    line.append(step.phase() == Phase.CONTRACT ? ", second phase: " : ": ").append(step.words());
    step.atRisk().ifPresent(r -> line.append(rows(r)));
    String lock = lock(step);
    if (!lock.isEmpty()) {
      line.append("; ").append(lock);
    }
    if (!step.remedy().isEmpty()) {
      line.append("; ").append(step.remedy());
    }
    return line.toString();
  }

  private static String rows(AtRisk risk) {
    OptionalLong counted = risk.counted();
    return counted.isPresent() && counted.getAsLong() > 0
        ? " (" + counted.getAsLong() + " " + risk.what() + ")"
        : "";
  }

  /// What others wait for, where that is more than a moment; empty for none.
  private static String lock(Step step) {
    String how =
        switch (step.lock()) {
          case NONE, SHARE_UPDATE_EXCLUSIVE -> "";
          case SHARE_ROW_EXCLUSIVE -> "writes wait";
          case ACCESS_EXCLUSIVE -> "reads and writes wait";
        };
    String time =
        switch (step.hold()) {
          case MOMENT -> "";
          case SCAN -> " while its rows are looked at";
          case REWRITE -> " while its rows are written anew";
        };
    boolean long_ = step.hold() != Hold.MOMENT && step.lock() != Lock.NONE && !how.isEmpty();
    return long_ ? how + time : "";
  }
}
