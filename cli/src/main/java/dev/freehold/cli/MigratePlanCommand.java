package dev.freehold.cli;

import dev.freehold.cli.MigrateSubcommand.MigrateContext;
import dev.freehold.cli.MigrateSubcommand.PlanOptions;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate plan`: what would be done, and nothing is.
@Command(
    name = "plan",
    description =
        "Shows what 'apply' would do: each step with its class, its lock and for how long, the rows"
            + " at risk, and what to do instead. Changes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold migrate plan",
      "  freehold migrate plan --sql --backfill tasks.priority=low",
      "  freehold migrate plan --format json shop.yaml | jq -r .plan",
      "",
      "Where migrations/ lies beside the spec, its pending files are what 'apply' runs.",
      "Exit status: 0, 1 where a step is blocked or the database is not as it was left, 2 faulty",
      "spec, files or configuration."
    })
final class MigratePlanCommand extends MigrateSubcommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(names = "--sql", description = "Print the SQL of each step.")
  private boolean sql;

  @Option(
      names = "--contract",
      description = "Plan the second phase too, as if no server of the old spec were left.")
  private boolean contract;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Default: text. JSON has the SQL of each step.")
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
    switch (format) {
      case JSON -> context.out().println(MigrationPlanJson.text(MigrationPlanJson.of(rollout)));
      case TEXT -> {
        new MigrationPlanPrinter(context.out(), TerminalStyle.ofTerminal(), sql).print(rollout);
        if (!rollout.steps().isEmpty() && rollout.risk() != Risk.BLOCKED) {
          context
              .out()
              .println(
                  "Apply exactly this: freehold migrate apply --plan "
                      + rollout.id()
                      + planOptions.asArguments()
                      + (contract ? " --contract" : ""));
        }
      }
    }
    return rollout.risk() == Risk.BLOCKED ? ExitStatus.FAILED : ExitStatus.DONE;
  }
}
