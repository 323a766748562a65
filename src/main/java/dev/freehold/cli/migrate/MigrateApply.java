package dev.freehold.cli.migrate;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.migrate.Applied;
import dev.freehold.migrate.Migrations;
import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.rollout.Outlook;
import dev.freehold.migrate.rollout.Rollout;
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
final class MigrateApply extends MigrateCommand {
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

  @Mixin private WishOptions wishes = new WishOptions();

  MigrateApply(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(Job job) throws IOException {
    Chain files = job.files();
    Colour colour = Colour.ofTerminal();
    return job.database()
        .with(
            true,
            new ProgressPrinter(job.err(), colour.isTerminal()),
            migrations -> apply(job, migrations, files, colour));
  }

  private int apply(Job job, Migrations migrations, Chain files, Colour colour) {
    Rollout rollout = job.rollout(migrations, files, wishes.wishes(), contract);
    Outlook outlook = rollout.outlook();
    if (outlook.steps().isEmpty() && outlook.planned().roleChanges().isEmpty()) {
      if (id != null && !isKnown(outlook, id)) {
        throw new Refused(
            ExitStatus.FAILED,
            "The plan " + id + " is stale: there is nothing to do.\nNothing was changed.");
      }
      new PlanPrinter(job.out(), colour, false).print(outlook);
      return ExitStatus.DONE;
    }
    if (id == null) {
      new PlanPrinter(job.out(), colour, false).print(outlook);
      job.out().flush();
      mustBeAgreed();
    }
    Applied applied = rollout.apply(outlook, id == null ? outlook.id() : id);
    job.out()
        .println(
            String.format(
                Locale.ROOT,
                "Applied %d %s in %.1f s.",
                applied.changes().size(),
                applied.changes().size() == 1 ? "change" : "changes",
                applied.took().toMillis() / 1000.0));
    if (applied.pending() > 0) {
      job.out()
          .println(
              applied.pending()
                  + " of the second phase are left: when no server of the old spec runs any more,"
                  + " freehold migrate apply --contract");
    }
    return ExitStatus.DONE;
  }

  /// Whether it is what was applied last: whoever says it again after an answer was lost is told that it is done.
  private static boolean isKnown(Outlook outlook, String id) {
    return outlook.id().equals(id)
        || outlook
            .planned()
            .head()
            .map(LedgerRow::progress)
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
      throw new Refused(
          ExitStatus.FAULTY_INPUT,
          "nobody can be asked here: say --plan ID for the plan that was shown, or --yes for"
              + " whatever it is.\nNothing was changed.");
    }
    String answer = terminal.get().readLine("Apply it? [y/N] ");
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new Refused(ExitStatus.FAILED, "Nothing was changed.");
    }
  }
}
