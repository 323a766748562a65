package dev.freehold.cli;

import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.MigrationRollout;
import dev.freehold.migrate.file.MigrationFolder;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// Base of the `migrate` commands.
abstract class MigrateSubcommand extends DatabaseCommand {
  private final String version;

  MigrateSubcommand(String version) {
    this.version = version;
  }

  /// Runs the command and returns its exit status.
  ///
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  abstract int run(MigrateContext context) throws IOException;

  @Override
  final int run(CommandContext context) throws IOException {
    return run(new MigrateContext(context, version));
  }

  /// The spec, the migration files and the database of a command.
  ///
  /// @param version of the program
  record MigrateContext(CommandContext command, String version) {

    PrintWriter out() {
      return command.out();
    }

    PrintWriter err() {
      return command.err();
    }

    CheckedSpec checked() {
      return command.checked();
    }

    ApiPlan plan() {
      return command.plan();
    }

    MigrationFolder folder() {
      return new MigrationFolder(checked().file().directory());
    }

    /// @throws dev.freehold.migrate.file.MigrationFileException where files cannot be run
    MigrationChain files() {
      return folder().read();
    }

    MigrationRollout rollout(
        DatabaseMigrator migrator,
        MigrationChain files,
        MigrationOptions options,
        boolean contract) {
      return new MigrationRollout(migrator, files, plan(), options, contract);
    }

    /// Runs work on the database of the configuration.
    ///
    /// @param create whether to create an embedded database that does not exist yet
    <T> T withMigrations(
        boolean create,
        Consumer<MigrationProgress> progress,
        ConfiguredDatabase.DatabaseWork<DatabaseMigrator, T> work)
        throws IOException {
      return command.database().withMigrations(create, version, progress, work);
    }
  }

  /// The options of every command that makes a plan.
  static final class PlanOptions {
    @Option(
        names = "--allow-loss",
        paramLabel = "NAME",
        description = "Agree to lose the values of tasks.notes, or the rows of tasks. Repeatable.")
    private List<String> allowedLosses = List.of();

    @Option(
        names = "--backfill",
        paramLabel = "NAME=VALUE",
        description = "The value for rows that lack one: tasks.priority=low. Repeatable.")
    private Map<String, String> backfill = new LinkedHashMap<>();

    /// The options as arguments of a further command: without them the plan is a different one.
    String asArguments() {
      StringBuilder arguments = new StringBuilder();
      allowedLosses.forEach(
          name -> arguments.append(" --allow-loss ").append(MigrationStepText.plain(name)));
      backfill.forEach(
          (name, value) ->
              arguments
                  .append(" --backfill '")
                  .append(MigrationStepText.plain(name + "=" + value).replace("'", "'\\''"))
                  .append('\''));
      return arguments.toString();
    }

    /// Warns of each option that no step of the plan needs: its name is misspelt, or it does not apply.
    ///
    /// @param steps of both phases
    void warnOfUnused(PrintWriter err, List<MigrationStep> steps) {
      Set<String> filled =
          subjects(steps, s -> s.declared() == Risk.BLOCKED || mayBe(s, Risk.BACKFILL));
      Set<String> lossy = subjects(steps, s -> mayBe(s, Risk.LOSSY));
      backfill.keySet().stream()
          .filter(name -> !filled.contains(name))
          .forEach(name -> warn(err, "--backfill " + name, "fills it"));
      allowedLosses.stream()
          .filter(name -> !lossy.contains(name))
          .forEach(name -> warn(err, "--allow-loss " + name, "loses values of it"));
      err.flush();
    }

    private static Set<String> subjects(List<MigrationStep> steps, Predicate<MigrationStep> which) {
      return steps.stream()
          .filter(which)
          .map(MigrationStep::subject)
          .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether the step has this risk, or would have it with rows at risk.
    private static boolean mayBe(MigrationStep step, Risk risk) {
      return step.declared() == risk
          || step.atRisk().filter(rows -> rows.riskIfAny() == risk).isPresent();
    }

    private static void warn(PrintWriter err, String option, String what) {
      err.println(
          "warning: "
              + MigrationStepText.plain(option)
              + " has no effect: no step of the plan "
              + what);
    }

    MigrationOptions options() {
      return new MigrationOptions(Set.copyOf(allowedLosses), backfill);
    }
  }
}
