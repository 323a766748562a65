package dev.freehold.cli.migrate;

import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.plan.Step;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// What happens while a plan runs: on a terminal one line that changes, else a line for each step, and for each ten seconds
/// that something is waited for.
final class ProgressPrinter implements Consumer<Progress> {
  private static final long EVERY_SECONDS = 10;

  private final PrintWriter err;
  private final boolean terminal;
  private int shown;
  private long told = -EVERY_SECONDS;

  /// @param terminal whether a line can be written over
  ProgressPrinter(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void accept(Progress progress) {
    switch (progress) {
      case Progress.Began(int number, int of, Step step) -> {
        told = -EVERY_SECONDS;
        moving(number + "/" + of + " " + StepText.plain(step.words()) + " …");
      }
      case Progress.Done(int number, int of, Step step, Duration took) ->
          line(number + "/" + of + " " + StepText.plain(step.words()) + " (" + time(took) + ")");
      case Progress.WaitingForNode(String holder, Duration waited) ->
          waiting("waiting for another node (" + StepText.plain(holder) + ", ", waited);
      case Progress.WaitingForLock(Step step, String blocker, Duration waited) ->
          waiting(
              "waiting for a lock on "
                  + StepText.plain(step.subject())
                  + " (held by "
                  + StepText.plain(blocker)
                  + ", ",
              waited);
      case Progress.Rows(Step step, long rows) ->
          moving(
              StepText.plain(step.words()) + String.format(Locale.ROOT, ": %,d rows so far", rows));
      case Progress.Reconnecting(_, String reason) ->
          line("the connection was lost (" + StepText.plain(reason) + "); looking after the step");
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
