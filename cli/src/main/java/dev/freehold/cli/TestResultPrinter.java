package dev.freehold.cli;

import dev.freehold.problem.PrintableText;
import dev.freehold.testkit.run.TestResult;
import dev.freehold.testkit.run.TestResult.TestOutcome;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints test results as they arrive: a line per group, and each failure in full. Control
/// characters of responses are escaped.
final class TestResultPrinter {
  private static final int MOST = 2_000;

  private final PrintWriter out;
  private final PrintWriter err;
  private final TerminalStyle colour;
  private final List<TestResult> group = new ArrayList<>();
  private final Map<String, List<String>> skipped = new LinkedHashMap<>();
  private int all;
  private int done;
  private int passed;
  private int bad;

  /// @param err receives the progress line, only on a terminal
  TestResultPrinter(PrintWriter out, PrintWriter err, TerminalStyle colour) {
    this.out = out;
    this.err = err;
    this.colour = colour;
  }

  /// Says, on a terminal, what a user waits for before the first result.
  void printStart() {
    progress("starting a temporary server");
  }

  /// @param cases the number of results that will come
  void expect(int cases) {
    all = cases;
  }

  /// Leaves an empty line on a terminal, for other output.
  void clearProgress() {
    progress("");
  }

  /// Replaces the progress line of a terminal.
  private void progress(String text) {
    if (colour.isTerminal()) {
      err.print("\r" + text + "\u001B[K");
      err.flush();
    }
  }

  void print(TestResult result) {
    if (!group.isEmpty() && !group.getFirst().test().group().equals(result.test().group())) {
      endGroup();
    }
    group.add(result);
    done++;
    progress(done + "/" + all + " " + plain(result.test().group()));
  }

  private void endGroup() {
    clearProgress();
    long faults = group.stream().filter(TestResult::isBad).count();
    long left = group.stream().filter(r -> r.outcome() instanceof TestOutcome.Skipped).count();
    long good = group.size() - faults - left;
    passed += (int) good;
    bad += (int) faults;
    String mark = faults == 0 ? colour.bold("✓") : colour.red("✗");
    out.println(
        mark
            + " "
            + plain(group.getFirst().test().group())
            + ": "
            + good
            + " passed"
            + (faults == 0 ? "" : ", " + faults + " failed")
            + (left == 0 ? "" : ", " + left + " skipped"));
    group.forEach(this::each);
    out.flush();
    group.clear();
  }

  private void each(TestResult result) {
    switch (result.outcome()) {
      case TestOutcome.Passed _ -> {}
      case TestOutcome.Skipped(String why) ->
          skipped.computeIfAbsent(why, _ -> new ArrayList<>()).add(result.test().title());
      case TestOutcome.Failed failed -> {
        out.println("  " + colour.red("✗") + " " + plain(result.test().name()));
        out.println(text(failed).indent(6).stripTrailing());
      }
      case TestOutcome.ExecutionError broken -> {
        out.println("  " + colour.red("✗") + " " + plain(result.test().name()));
        out.println("      " + plain(broken.why()));
        if (!broken.curl().isEmpty()) {
          out.println("      " + plain(broken.curl()));
        }
      }
    }
  }

  /// The request, the expected and the actual response.
  static String text(TestOutcome.Failed failed) {
    StringBuilder text = new StringBuilder();
    if (!failed.before().isEmpty()) {
      text.append("after ")
          .append(failed.before().size())
          .append(" previous requests of this case\n");
    }
    text.append(plain(failed.curl())).append('\n');
    for (int i = 0; i < failed.expected().size(); i++) {
      text.append("expected: ").append(plain(failed.expected().get(i))).append('\n');
      text.append("got:      ").append(plain(failed.got().get(i))).append('\n');
    }
    return text.append("answer:   ").append(plain(failed.answer())).append('\n').toString();
  }

  private static String plain(String text) {
    return PrintableText.of(text, MOST);
  }

  /// Prints the last group and the totals.
  void printSummary(Duration time) {
    if (!group.isEmpty()) {
      endGroup();
    }
    if (!skipped.isEmpty()) {
      out.println("Skipped:");
      skipped.forEach(
          (why, titles) -> {
            out.println("  " + plain(why));
            titles.forEach(title -> out.println("    " + plain(title)));
          });
    }
    int left = skipped.values().stream().mapToInt(List::size).sum();
    int missing = all - done;
    String sums =
        passed
            + " passed, "
            + bad
            + " failed, "
            + left
            + " skipped"
            + (missing == 0 ? "" : ", " + missing + " not run")
            + String.format(Locale.ROOT, " in %.1f s", time.toMillis() / 1e3);
    out.println(bad == 0 ? colour.bold(sums) : colour.red(sums));
    out.flush();
  }
}
