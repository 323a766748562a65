package dev.freehold.cli.migrate;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.OutputFormat;
import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.rollout.Outlook;
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
final class MigratePlan extends MigrateCommand {
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

  @Mixin private WishOptions wishes = new WishOptions();

  MigratePlan(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(Job job) throws IOException {
    Chain files = job.files();
    Outlook outlook =
        job.database()
            .with(
                false,
                _ -> {},
                migrations -> job.rollout(migrations, files, wishes.wishes(), contract).outlook());
    switch (format) {
      case JSON -> job.out().println(PlanJson.text(PlanJson.of(outlook)));
      case TEXT -> {
        new PlanPrinter(job.out(), Colour.ofTerminal(), sql).print(outlook);
        if (!outlook.steps().isEmpty() && outlook.risk() != Risk.BLOCKED) {
          job.out()
              .println(
                  "Apply exactly this: freehold migrate apply --plan "
                      + outlook.id()
                      + wishes.again()
                      + (contract ? " --contract" : ""));
        }
      }
    }
    return outlook.risk() == Risk.BLOCKED ? ExitStatus.FAILED : ExitStatus.DONE;
  }
}
