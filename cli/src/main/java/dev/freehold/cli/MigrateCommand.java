package dev.freehold.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `freehold migrate`: a database brought to its spec, step by step.
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what a database lacks of its spec, and brings it there without surprises.",
    footerHeading = "%nEvery step has a class:%n",
    footer = {
      "  safe      no row loses anything, nobody waits longer than a moment",
      "  backfill  rows that are there get a value: --backfill tasks.priority=low",
      "  lossy     values are gone afterwards; only --allow-loss tasks.notes agrees to it",
      "  blocked   it cannot be done as the rows are now; the plan says what to do first",
      "",
      "Examples:",
      "  freehold migrate plan --sql              what would be done, at what cost, in which words",
      "  freehold migrate apply --plan 1a2b3c...  exactly the plan that was shown, or nothing",
      "  freehold migrate new \"add due dates\"     the same as a file to review:"
          + " migrations/0002_...",
      "  freehold migrate status                  0 at the spec, 1 pending, 3 somebody must look",
      "",
      "The database is that of DATABASE_URL, or the embedded one in .freehold/ (--data), beside a",
      "running server or without one. Variables are read as by 'freehold serve'."
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

  /// No subcommand: teach.
  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(command).commandLine();
    line.usage(line.getOut());
    return 0;
  }
}
