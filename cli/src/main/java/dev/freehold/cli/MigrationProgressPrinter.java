package dev.freehold.cli;

import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.run.MigrationProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// Prints the progress of a migration: on a terminal one line that changes, else a line per step
/// and one for every ten seconds of waiting.
final class MigrationProgressPrinter implements Consumer<MigrationProgress> {
  private static final long EVERY_SECONDS = 10;

  private final PrintWriter err;
  private final boolean terminal;
  private int shown;
  private long told = -EVERY_SECONDS;

  /// @param terminal whether a line can be overwritten
  MigrationProgressPrinter(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void accept(MigrationProgress progress) {
    switch (progress) {
      case MigrationProgress.StepStarted(int number, int of, MigrationStep step) -> {
        told = -EVERY_SECONDS;
        moving(number + "/" + of + " " + MigrationStepText.plain(step.description()) + " …");
      }
      case MigrationProgress.StepFinished(int number, int of, MigrationStep step, Duration took) ->
          line(
              number
                  + "/"
                  + of
                  + " "
                  + MigrationStepText.plain(step.description())
                  + " ("
                  + time(took)
                  + ")");
      case MigrationProgress.WaitingForNode(String holder, Duration waited) ->
          waiting("waiting for another node (" + MigrationStepText.plain(holder) + ", ", waited);
      case MigrationProgress.WaitingForLock(MigrationStep step, String blocker, Duration waited) ->
          waiting(
              "waiting for a lock on "
                  + MigrationStepText.plain(step.subject())
                  + " (held by "
                  + MigrationStepText.plain(blocker)
                  + ", ",
              waited);
      case MigrationProgress.RowsUpdated(MigrationStep step, long rows) ->
          moving(
              MigrationStepText.plain(step.description())
                  + String.format(Locale.ROOT, ": %,d rows so far", rows));
      case MigrationProgress.Reconnecting(_, String reason) ->
          line(
              "the connection was lost ("
                  + MigrationStepText.plain(reason)
                  + "); checking the step");
    }
  }

  private void waiting(String text, Duration waited) {
    if (terminal) {
      moving(text + waited.toSeconds() + " s)");
    } else if (waited.toSeconds() < told || waited.toSeconds() >= told + EVERY_SECONDS) {
      told = waited.toSeconds();
      line(text + waited.toSeconds() + " s)");
    }
  }

  private void moving(String text) {
    if (terminal) {
      err.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
      err.flush();
      shown = text.length();
    }
  }

  private void line(String text) {
    moving("");
    err.println((terminal ? "\r" : "") + text);
    err.flush();
    shown = 0;
  }

  private static String time(Duration took) {
    return took.toMillis() < 10_000
        ? took.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }
}
