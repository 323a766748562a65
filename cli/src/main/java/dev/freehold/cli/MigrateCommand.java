package dev.freehold.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `freehold migrate`: migrates a database to its spec, step by step.
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Plans and applies the migration of a database to its spec.",
    footerHeading = "%nEach step has a class:%n",
    footer = {
      "  safe      loses no data and holds its lock only for a moment",
      "  breaking  stops servers of the old spec; in the second phase: --contract",
      "  backfill  sets a value in existing rows: --backfill tasks.priority=low",
      "  lossy     deletes data; needs --allow-loss tasks.notes",
      "  blocked   not possible with the current rows; the plan shows the remedy",
      "",
      "Examples:",
      "  freehold migrate plan --sql              shows the steps with their SQL",
      "  freehold migrate apply --plan 1a2b3c...  applies exactly this plan",
      "  freehold migrate new \"add due dates\"     writes migrations/0002_... for review",
      "  freehold migrate status                  0 at the spec, 1 pending, 3 diverged",
      "",
      "The database is that of DATABASE_URL, or the embedded one in .freehold/ (--data).",
      "A server may be running. Environment variables are those of 'freehold serve'."
    })
final class MigrateCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  /// The command with its subcommands.
  ///
  /// @param version of the program, for the ledger
  public static CommandLine commandLine(String version) {
    return new CommandLine(new MigrateCommand())
        .addSubcommand(new MigratePlanCommand(version))
        .addSubcommand(new MigrateApplyCommand(version))
        .addSubcommand(new MigrateStatusCommand(version))
        .addSubcommand(new MigrateNewCommand(version));
  }

  /// Without a subcommand, prints the help text.
  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(command).commandLine();
    line.usage(line.getOut());
    return 0;
  }
}
