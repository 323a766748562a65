package dev.freehold.cli;

import dev.freehold.cli.TextTable.Cell;
import dev.freehold.migrate.MigrationRollout.RolloutPart;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Prints a plan as text: each step with its class, lock, duration, rows at risk and remedy.
final class MigrationPlanPrinter {
  private final PrintWriter out;
  private final TerminalStyle colour;
  private final boolean sql;

  /// @param sql whether to print the SQL of each step
  MigrationPlanPrinter(PrintWriter out, TerminalStyle colour, boolean sql) {
    this.out = out;
    this.colour = colour;
    this.sql = sql;
  }

  void print(RolloutPlan rollout) {
    if (rollout.isEmpty()) {
      out.println(colour.bold("Nothing to do: the database matches the spec."));
      return;
    }
    out.println(colour.bold("Plan " + rollout.id() + ": " + sum(rollout.steps())));
    rollout.pending().roleChanges().forEach(r -> out.println("  " + MigrationStepText.plain(r)));
    int number = 0;
    for (RolloutPart part : rollout.parts()) {
      part.file().ifPresent(f -> out.println("  " + colour.bold(f.name().toString())));
      number = steps(part.steps(), number);
    }
    if (!rollout.deferredSteps().isEmpty()) {
      out.println(
          colour.bold(
              "Second phase, when no server with the old spec runs ("
                  + rollout.contractCommand()
                  + "):"));
      steps(rollout.deferredSteps(), number);
    }
  }

  private static String sum(List<MigrationStep> steps) {
    String classes =
        Arrays.stream(Risk.values())
            .map(r -> count(steps, r) + " " + MigrationStepText.word(r))
            .filter(c -> !c.startsWith("0 "))
            .collect(Collectors.joining(", "));
    return steps.size()
        + (steps.size() == 1 ? " step" : " steps")
        + (classes.isEmpty() ? "" : " (" + classes + ")");
  }

  private static long count(List<MigrationStep> steps, Risk risk) {
    return steps.stream().filter(s -> s.risk() == risk).count();
  }

  private int steps(List<MigrationStep> steps, int before) {
    TextTable table = new TextTable("  ");
    int number = before;
    for (MigrationStep step : steps) {
      number++;
      table.row(
          List.of(
              Cell.of(Integer.toString(number)),
              new Cell(MigrationStepText.word(step.risk()), style(step.risk())),
              Cell.of(MigrationStepText.plain(step.description())),
              Cell.of(MigrationStepText.lock(step))));
      note(table, MigrationStepText.rows(step));
      note(table, step.remedy());
      if (sql) {
        MigrationStepText.sql(step).stream()
            .flatMap(s -> MigrationStepText.lines(s).stream())
            .forEach(line -> table.note(Cell.of("    " + line)));
      }
    }
    table.print(out);
    return number;
  }

  private static void note(TextTable table, String text) {
    if (!text.isEmpty()) {
      table.note(Cell.of("→ " + MigrationStepText.plain(text)));
    }
  }

  private UnaryOperator<String> style(Risk risk) {
    return switch (risk) {
      case SAFE -> UnaryOperator.identity();
      case BREAKING, BACKFILL -> colour::yellow;
      case LOSSY, BLOCKED -> colour::red;
    };
  }
}
