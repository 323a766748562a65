package dev.freehold.cli;

import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.cli.MigrateSubcommand.MigrateContext;
import dev.freehold.cli.MigrateSubcommand.PlanOptions;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.MigrationResult;
import dev.freehold.migrate.MigrationRollout;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate apply`: what was shown, step by step.
@Command(
    name = "apply",
    description =
        "Brings the database to the spec: the pending files of migrations/, or where there are none"
            + " the plan that follows from the spec. What broke off goes on where it was.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold migrate apply                               shows the plan and asks",
      "  freehold migrate apply --plan 1a2b3c4d5e6f           exactly that plan, or nothing",
      "  freehold migrate apply --yes                         whatever the plan is, in a script",
      "  freehold migrate apply --yes --allow-loss tasks.notes",
      "  freehold migrate apply --contract                    the second phase too",
      "",
      "Only --allow-loss agrees to lose what it names; --yes never does.",
      "Exit status: 0 done or nothing to do, 1 refused or failed, 2 faulty words, spec, files or",
      "configuration."
    })
final class MigrateApplyCommand extends MigrateSubcommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--plan",
      paramLabel = "ID",
      description = "The plan that was shown; refused where it is another one by now.")
  private @Nullable String id;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--contract",
      description = "Run the second phase too: no server of the old spec is left.")
  private boolean contract;

  @Mixin private PlanOptions planOptions = new PlanOptions();

  MigrateApplyCommand(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(MigrateContext context) throws IOException {
    MigrationChain files = context.files();
    TerminalStyle colour = TerminalStyle.ofTerminal();
    return context.withMigrations(
        true,
        new MigrationProgressPrinter(context.err(), colour.isTerminal()),
        migrator -> apply(context, migrator, files, colour));
  }

  private int apply(
      MigrateContext context,
      DatabaseMigrator migrator,
      MigrationChain files,
      TerminalStyle colour) {
    MigrationRollout rollout = context.rollout(migrator, files, planOptions.options(), contract);
    RolloutPlan outlook = rollout.preview();
    if (outlook.steps().isEmpty() && outlook.pending().roleChanges().isEmpty()) {
      if (id != null && !isKnown(outlook, id)) {
        throw new CommandRefusedException(
            ExitStatus.FAILED,
            "The plan " + id + " is stale: there is nothing to do.\nNothing was changed.");
      }
      new MigrationPlanPrinter(context.out(), colour, false).print(outlook);
      return ExitStatus.DONE;
    }
    if (id == null) {
      new MigrationPlanPrinter(context.out(), colour, false).print(outlook);
      context.out().flush();
      mustBeAgreed();
    }
    MigrationResult applied = rollout.apply(outlook, id == null ? outlook.id() : id);
    context
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "Applied %d %s in %.1f s.",
                applied.changes().size(),
                applied.changes().size() == 1 ? "change" : "changes",
                applied.took().toMillis() / 1000.0));
    if (applied.pending() > 0) {
      context
          .out()
          .println(
              applied.pending()
                  + " of the second phase are left: when no server of the old spec runs any more,"
                  + " freehold migrate apply --contract");
    }
    return ExitStatus.DONE;
  }

  /// Whether it is what was applied last: whoever says it again after an answer was lost is told that it is done.
  private static boolean isKnown(RolloutPlan outlook, String id) {
    return outlook.id().equals(id)
        || outlook
            .pending()
            .head()
            .map(LedgerRow::position)
            .map(PlanPosition::plan)
            .filter(id::equals)
            .isPresent();
  }

  private void mustBeAgreed() {
    if (yes) {
      return;
    }
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isEmpty()) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "nobody can be asked here: say --plan ID for the plan that was shown, or --yes for"
              + " whatever it is.\nNothing was changed.");
    }
    String answer = terminal.get().readLine("Apply it? [y/N] ");
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new CommandRefusedException(ExitStatus.FAILED, "Nothing was changed.");
    }
  }
}
