package dev.freehold.cli.migrate;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.Table;
import dev.freehold.cli.terminal.Table.Cell;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.rollout.Outlook;
import dev.freehold.migrate.rollout.Part;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A plan for a person: what each step does, its class, the lock and for how long, the rows, what to do instead.
final class PlanPrinter {
  private final PrintWriter out;
  private final Colour colour;
  private final boolean sql;

  /// @param sql whether to print what each step runs
  PlanPrinter(PrintWriter out, Colour colour, boolean sql) {
    this.out = out;
    this.colour = colour;
    this.sql = sql;
  }

  void print(Outlook outlook) {
    if (outlook.isEmpty()) {
      out.println(colour.bold("Nothing to do: the database is as the spec asks."));
      return;
    }
    out.println(colour.bold("Plan " + outlook.id() + ": " + sum(outlook.steps())));
    outlook.planned().roleChanges().forEach(r -> out.println("  " + StepText.plain(r)));
    int number = 0;
    for (Part part : outlook.parts()) {
      part.file().ifPresent(f -> out.println("  " + colour.bold(f.name().toString())));
      number = steps(part.steps(), number);
    }
    if (!outlook.later().isEmpty()) {
      out.println(
          colour.bold(
              "Second phase, when no server of the old spec is left"
                  + " (freehold migrate apply --contract):"));
      steps(outlook.later(), number);
    }
  }

  private static String sum(List<Step> steps) {
    String classes =
        Arrays.stream(Risk.values())
            .map(r -> count(steps, r) + " " + StepText.word(r))
            .filter(c -> !c.startsWith("0 "))
            .collect(Collectors.joining(", "));
    return steps.size()
        + (steps.size() == 1 ? " step" : " steps")
        + (classes.isEmpty() ? "" : " (" + classes + ")");
  }

  private static long count(List<Step> steps, Risk risk) {
    return steps.stream().filter(s -> s.risk() == risk).count();
  }

  private int steps(List<Step> steps, int before) {
    Table table = new Table("  ");
    int number = before;
    for (Step step : steps) {
      number++;
      table.row(
          List.of(
              Cell.of(Integer.toString(number)),
              new Cell(StepText.word(step.risk()), style(step.risk())),
              Cell.of(StepText.plain(step.words())),
              Cell.of(StepText.lock(step))));
      note(table, StepText.rows(step));
      note(table, step.remedy());
      if (sql) {
        StepText.sql(step).stream()
            .flatMap(s -> StepText.lines(s).stream())
            .forEach(line -> table.note(Cell.of("    " + line)));
      }
    }
    table.print(out);
    return number;
  }

  private static void note(Table table, String text) {
    if (!text.isEmpty()) {
      table.note(Cell.of("→ " + StepText.plain(text)));
    }
  }

  private UnaryOperator<String> style(Risk risk) {
    return switch (risk) {
      case SAFE -> UnaryOperator.identity();
      case BACKFILL -> colour::yellow;
      case LOSSY, BLOCKED -> colour::red;
    };
  }
}
