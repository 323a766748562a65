package dev.freehold.cli.suite;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.spec.Issues;
import dev.freehold.suite.run.Result;
import dev.freehold.suite.run.Result.Outcome;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Results, as they come: a line for each group, and each bad one in full. Nothing that a server answered is anything that a
/// terminal would obey.
final class Telling {
  private static final int MOST = 2_000;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Colour colour;
  private final int all;
  private final List<Result> group = new ArrayList<>();
  private final Map<String, List<String>> skipped = new LinkedHashMap<>();
  private int done;
  private int passed;
  private int bad;

  /// @param err for the line that moves, on a terminal alone
  /// @param all cases that there are
  Telling(PrintWriter out, PrintWriter err, Colour colour, int all) {
    this.out = out;
    this.err = err;
    this.colour = colour;
    this.all = all;
  }

  void tell(Result result) {
    if (!group.isEmpty() && !group.getFirst().test().group().equals(result.test().group())) {
      endGroup();
    }
    group.add(result);
    done++;
    if (colour.isTerminal()) {
      err.print("\r" + done + "/" + all + " " + plain(result.test().group()) + "\u001B[K");
      err.flush();
    }
  }

  private void endGroup() {
    if (colour.isTerminal()) {
      err.print("\r\u001B[K");
      err.flush();
    }
    long faults = group.stream().filter(Result::isBad).count();
    long left = group.stream().filter(r -> r.outcome() instanceof Outcome.Skipped).count();
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

  private void each(Result result) {
    switch (result.outcome()) {
      case Outcome.Passed _ -> {}
      case Outcome.Skipped(String why) ->
          skipped.computeIfAbsent(why, _ -> new ArrayList<>()).add(result.test().title());
      case Outcome.Failed failed -> {
        out.println("  " + colour.red("✗") + " " + plain(result.test().name()));
        out.println(text(failed).indent(6).stripTrailing());
      }
      case Outcome.Broken broken -> {
        out.println("  " + colour.red("✗") + " " + plain(result.test().name()));
        out.println("      " + plain(broken.why()));
        if (!broken.curl().isEmpty()) {
          out.println("      " + plain(broken.curl()));
        }
      }
    }
  }

  /// What was sent, what was expected and what came.
  static String text(Outcome.Failed failed) {
    StringBuilder text = new StringBuilder();
    if (!failed.before().isEmpty()) {
      text.append("after ").append(failed.before().size()).append(" calls of this case\n");
    }
    text.append(plain(failed.curl())).append('\n');
    for (int i = 0; i < failed.expected().size(); i++) {
      text.append("expected: ").append(plain(failed.expected().get(i))).append('\n');
      text.append("got:      ").append(plain(failed.got().get(i))).append('\n');
    }
    return text.append("answer:   ").append(plain(failed.answer())).append('\n').toString();
  }

  private static String plain(String text) {
    return Issues.plain(text, MOST);
  }

  /// The last group and the sums.
  void end(Duration time) {
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
