package dev.freehold.migrate.plan;

import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// The steps of a migration, in order.
///
/// @param from the fingerprint of the start model
/// @param to the fingerprint of the model of the spec
public record MigrationPlan(String from, String to, List<MigrationStep> steps) {
  private static final int ID_DIGITS = 12;

  public MigrationPlan {
    steps = List.copyOf(steps);
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /// The steps that prevent the plan from running: blocked steps, and lossy steps without consent.
  /// Counted rows at risk are considered.
  public List<MigrationStep> obstacles(MigrationOptions options) {
    return steps.stream()
        .filter(
            s ->
                switch (s.risk()) {
                  case SAFE, BREAKING, BACKFILL -> false;
                  case LOSSY -> !options.allowedLosses().contains(s.subject());
                  case BLOCKED -> true;
                })
        .toList();
  }

  /// The worst risk of the steps; SAFE for no steps.
  public Risk risk() {
    return Risk.worst(steps);
  }

  /// The first hexadecimal digits of SHA-256 over the statements and the start model. Equal ids
  /// mean equal plans. The counts of rows at risk are not part of it.
  public String id() {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      add(sum, from);
      add(sum, to);
      for (MigrationStep step : steps) {
        add(sum, step.subject());
        add(sum, step.description());
        switch (step.action()) {
          case Action.Transaction t -> t.statements().forEach(s -> add(sum, s));
          case Action.ConcurrentIndex c -> add(sum, c.statement());
          case Action.BatchedUpdate b -> add(sum, b.statement());
          case Action.Blocked() -> add(sum, "");
        }
      }
      return HexFormat.of().formatHex(sum.digest()).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest sum, String text) {
    sum.update((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /// Formats a plan as plain text, one line per step.
  public static final class PlainText {
    private PlainText() {}

    public static List<String> lines(MigrationPlan plan) {
      return plan.steps().stream().map(PlainText::line).toList();
    }

    /// `lossy: drop column tasks.notes (12 rows of tasks with notes); …`
    public static String line(MigrationStep step) {
      StringBuilder line = new StringBuilder(step.risk().name().toLowerCase(Locale.ROOT));
      line.append(step.phase() == Phase.CONTRACT ? ", second phase: " : ": ")
          .append(step.description());
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

    private static String rows(RowsAtRisk risk) {
      OptionalLong counted = risk.counted();
      return counted.isPresent() && counted.getAsLong() > 0
          ? " (" + counted.getAsLong() + " " + risk.named() + ")"
          : "";
    }

    /// The operations that the step blocks for more than a moment; empty if there are none.
    private static String lock(MigrationStep step) {
      String how =
          switch (step.lock()) {
            case NONE, SHARE_UPDATE_EXCLUSIVE -> "";
            case SHARE_ROW_EXCLUSIVE -> "writes wait";
            case ACCESS_EXCLUSIVE -> "reads and writes wait";
          };
      String time =
          switch (step.lockDuration()) {
            case MOMENT -> "";
            case SCAN -> " while its rows are looked at";
            case REWRITE -> " while its rows are written anew";
          };
      boolean long_ =
          step.lockDuration() != LockDuration.MOMENT && step.lock() != Lock.NONE && !how.isEmpty();
      return long_ ? how + time : "";
    }
  }
}
