package dev.freehold.cli;

import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.cli.MigrateSubcommand.MigrateContext;
import dev.freehold.cli.MigrateSubcommand.PlanOptions;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.MigrationResult;
import dev.freehold.migrate.MigrationRollout;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.run.IdentityCounters.LaggingCounter;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.problem.ProgramName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate apply`: applies the migration plan, step by step.
@Command(
    name = "apply",
    description =
        "Migrates the database to the spec: applies the pending files of migrations/ or, without"
            + " files, the plan derived from the spec. An interrupted run resumes at its last"
            + " step. Also advances id counters that lie behind the ids of imported rows.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold migrate apply                      shows the plan and asks",
      "  freehold migrate apply --plan 1a2b3c4d5e6f  applies exactly this plan",
      "  freehold migrate apply --yes                does not ask; for scripts",
      "  freehold migrate apply --yes --allow-loss tasks.notes",
      "  freehold migrate apply --contract           applies the second phase too",
      "",
      "What stops servers of the old spec (renames, drops, other types) is in the second phase",
      "and always needs --contract. Data loss always needs --allow-loss with its name; --yes",
      "permits neither.",
      "",
      "Exit status: 0 done or nothing to do, 1 refused or failed, 2 invalid arguments, spec,",
      "files or configuration."
    })
final class MigrateApplyCommand extends MigrateSubcommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--plan",
      paramLabel = "ID",
      description = "Apply only the plan with this ID; refused if the plan has changed.")
  private @Nullable String id;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--contract",
      description = "Apply the second phase too. No server with the old spec may be running.")
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
        migrator -> {
          int status = apply(context, migrator, files, colour);
          advanceCounters(context, migrator);
          return status;
        });
  }

  /// Not part of the plan: a counter is no schema, and no row or client notices.
  private static void advanceCounters(MigrateContext context, DatabaseMigrator migrator) {
    for (LaggingCounter counter : migrator.advanceCounters()) {
      context
          .out()
          .println(
              "Advanced the id counter of %s: the next id is %d."
                  .formatted(MigrationStepText.plain(counter.table()), counter.largest() + 1));
    }
  }

  private int apply(
      MigrateContext context,
      DatabaseMigrator migrator,
      MigrationChain files,
      TerminalStyle colour) {
    MigrationRollout rollout = context.rollout(migrator, files, planOptions.options(), contract);
    RolloutPlan outlook = rollout.preview();
    planOptions.warnOfUnused(context.err(), MigratePlanCommand.allSteps(outlook));
    if (outlook.steps().isEmpty() && outlook.pending().roleChanges().isEmpty()) {
      if (id != null && !isKnown(outlook, id)) {
        throw new CommandRefusedException(
            ExitStatus.FAILED,
            "The plan " + id + " is stale: there is nothing to do.\nNothing was changed.");
      }
      new MigrationPlanPrinter(context.out(), colour, false).print(outlook);
      context.out().flush();
      mustNotBeLeft(outlook);
      return ExitStatus.DONE;
    }
    if (id == null) {
      new MigrationPlanPrinter(context.out(), colour, false).print(outlook);
      context.out().flush();
      if (!yes) {
        ConfirmationPrompt.require(
            "Apply it?", "--plan ID for a plan that was shown, or --yes for any plan");
      }
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
                  + (applied.pending() == 1 ? " step" : " steps")
                  + " of the second phase wait. When no server with the old spec runs:"
                  + " "
                  + ProgramName.command("migrate apply --contract"));
    }
    return ExitStatus.DONE;
  }

  /// Whether the plan was the last one applied, so that a retry reports success.
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

  /// Refuses to end as if all were done where only the second phase is left.
  private static void mustNotBeLeft(RolloutPlan outlook) {
    if (!outlook.deferredSteps().isEmpty()) {
      throw new CommandRefusedException(
          ExitStatus.FAILED,
          "Only the second phase is left. It stops servers of the old spec. When none runs: "
              + outlook.contractCommand()
              + "\nNothing was changed.");
    }
  }
}
