package dev.freehold.cli;

import dev.freehold.cli.MigrateSubcommand.MigrateContext;
import dev.freehold.cli.MigrateSubcommand.PlanOptions;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.problem.ProgramName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate plan`: shows the migration plan and changes nothing.
@Command(
    name = "plan",
    description =
        "Shows the plan of 'apply': each step with its class, its lock, the duration of the lock,"
            + " the rows at risk and the remedy. Changes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold migrate plan",
      "  freehold migrate plan --sql --backfill tasks.priority=low",
      "  freehold migrate plan --format json shop.yaml | jq -r .plan",
      "",
      "If there is a directory migrations/ beside the spec, 'apply' runs its pending files.",
      "",
      "Exit status: 0, 1 if a step is blocked or the database has drifted, 2 invalid spec,",
      "files or configuration."
    })
final class MigratePlanCommand extends MigrateSubcommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(names = "--sql", description = "Print the SQL of each step.")
  private boolean sql;

  @Option(
      names = "--contract",
      description = "Plan the second phase too, as if no server with the old spec were running.")
  private boolean contract;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Output format. Default: text. JSON includes the SQL of each step.")
  private OutputFormat format = OutputFormat.TEXT;

  @Mixin private PlanOptions planOptions = new PlanOptions();

  MigratePlanCommand(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(MigrateContext context) throws IOException {
    MigrationChain files = context.files();
    RolloutPlan rollout =
        context.withMigrations(
            false,
            _ -> {},
            migrator ->
                context.rollout(migrator, files, planOptions.options(), contract).preview());
    planOptions.warnOfUnused(context.err(), allSteps(rollout));
    switch (format) {
      case JSON -> context.out().println(MigrationPlanJson.text(MigrationPlanJson.of(rollout)));
      case TEXT -> {
        new MigrationPlanPrinter(context.out(), TerminalStyle.ofTerminal(), sql).print(rollout);
        if (!rollout.steps().isEmpty() && rollout.risk() != Risk.BLOCKED) {
          context
              .out()
              .println(
                  "Apply exactly this: "
                      + ProgramName.command("migrate apply")
                      + " --plan "
                      + rollout.id()
                      + planOptions.asArguments()
                      + (contract ? " --contract" : ""));
        }
      }
    }
    return rollout.risk() == Risk.BLOCKED ? ExitStatus.FAILED : ExitStatus.DONE;
  }

  /// The steps of both phases.
  static List<MigrationStep> allSteps(RolloutPlan rollout) {
    return Stream.concat(rollout.steps().stream(), rollout.deferredSteps().stream()).toList();
  }
}
