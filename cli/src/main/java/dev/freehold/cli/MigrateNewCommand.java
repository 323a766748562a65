package dev.freehold.cli;

import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.cli.MigrateSubcommand.MigrateContext;
import dev.freehold.cli.MigrateSubcommand.PlanOptions;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.PendingMigration;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.file.MigrationFile.FileName;
import dev.freehold.migrate.file.MigrationFileStep;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.file.RoleVariables;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.MigrationPlanner;
import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.problem.ProgramName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate new`: writes the next file of `migrations/`, from the schema that the previous
/// files end with to the schema of the spec.
@Command(
    name = "new",
    description =
        "Writes the next SQL file of migrations/: the changes of the spec since the last file."
            + " Review it, extend it, commit it and apply it in production. Needs no database.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold migrate new \"add due dates\"                migrations/0002_add_due_dates.sql",
      "  freehold migrate new \"fix titles\" --hand            a file for your own SQL",
      "  freehold migrate new priorities --backfill tasks.priority=low",
      "  freehold migrate new numbers --rows tasks=5000000",
      "                                       a large table is changed in two phases",
      "",
      "The first file creates the whole schema. In an existing database the files that",
      "lead to its current schema count as applied.",
      "",
      "Exit status: 0 written, or nothing to write; 1 a step is blocked, or loses data",
      "without --allow-loss; 2 invalid arguments, spec or files."
    })
final class MigrateNewCommand extends MigrateSubcommand {
  private static final int MAJOR = 18;

  @Parameters(
      index = "0",
      paramLabel = "WORDS",
      description = "Describes the change; part of the file name.")
  private String words = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--hand",
      description = "Write a file with one step for your own SQL and none from the spec.")
  private boolean hand;

  @Option(
      names = "--contract",
      description = "Write both phases into the file. No server with the old spec may be running.")
  private boolean contract;

  @Option(
      names = "--rows",
      paramLabel = "TABLE=N",
      description = "Approximate number of rows of a table in production. Repeatable.")
  private Map<String, Long> rows = new LinkedHashMap<>();

  @Mixin private PlanOptions planOptions = new PlanOptions();

  MigrateNewCommand(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(MigrateContext context) {
    if (context.checked().file().isBuiltIn() || words.matches(".*\\.ya?ml")) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "migration files need a spec of your own: "
              + ProgramName.command("migrate new")
              + " \"what it does\""
              + " freehold.yaml");
    }
    MigrationChain chain = context.files();
    FileName name = chain.next(words);
    if (hand) {
      return write(context, chain, name, List.of(byHand()));
    }
    List<MigrationStep> planned = planned(context, chain);
    planOptions.warnOfUnused(context.err(), planned);
    mustBePossible(planned);
    List<MigrationStep> steps = due(planned);
    if (steps.isEmpty()) {
      context.out().println("Nothing to write: the files match the spec.");
      return ExitStatus.DONE;
    }
    mustBeAllowed(steps);
    return write(
        context,
        chain,
        name,
        steps.stream().<MigrationFileStep>map(MigrationFileStep::fromPlanned).toList());
  }

  /// The steps of both phases that files have.
  private List<MigrationStep> planned(MigrateContext context, MigrationChain chain) {
    MigrationPlan plan =
        MigrationPlanner.plan(
            chain.model(),
            SchemaModel.of(context.plan(), RoleVariables.PLACEHOLDER_ROLES),
            new DatabaseStatistics(rows, MAJOR),
            planOptions.options());
    return plan.steps().stream().filter(s -> !PendingMigration.isOnlyAccess(List.of(s))).toList();
  }

  private List<MigrationStep> due(List<MigrationStep> steps) {
    boolean expanding = steps.stream().anyMatch(s -> s.phase() == Phase.EXPAND);
    return steps.stream().filter(s -> contract || !expanding || s.phase() == Phase.EXPAND).toList();
  }

  private static MigrationFileStep byHand() {
    return new MigrationFileStep.Handwritten(
        "describe the step here, and replace this statement with your own", List.of("select 1"));
  }

  /// A step of the second phase is no help either, if it can never run.
  private static void mustBePossible(List<MigrationStep> steps) {
    refuseIfAny(
        steps.stream()
            .filter(step -> step.declared() == Risk.BLOCKED)
            .map(step -> "blocked: " + step.description() + "; " + step.remedy())
            .toList());
  }

  private void mustBeAllowed(List<MigrationStep> steps) {
    Set<String> allowed = planOptions.options().allowedLosses();
    refuseIfAny(
        steps.stream()
            .filter(step -> step.assumingRowsAtRisk().risk() == Risk.LOSSY)
            .filter(step -> !allowed.contains(step.subject()))
            .map(
                step ->
                    "lossy: "
                        + step.description()
                        + "; to permit it: --allow-loss "
                        + step.subject())
            .toList());
  }

  private static void refuseIfAny(List<String> faults) {
    if (!faults.isEmpty()) {
      throw new CommandRefusedException(
          ExitStatus.FAILED,
          "no file was written:\n  "
              + String.join("\n  ", faults.stream().map(MigrationStepText::plain).toList()));
    }
  }

  private int write(
      MigrateContext context, MigrationChain chain, FileName name, List<MigrationFileStep> steps) {
    try {
      MigrationFile file = MigrationFile.of(name, context.version(), chain.model(), steps);
      Path path = context.folder().write(file);
      context
          .out()
          .println(
              TerminalStyle.ofTerminal().bold("Wrote " + path)
                  + ": "
                  + steps.size()
                  + (steps.size() == 1 ? " step" : " steps")
                  + ". Review it and commit it with the spec; '"
                  + ProgramName.command("migrate apply")
                  + (file.isContract() ? " --contract" : "")
                  + "' applies it.");
      return ExitStatus.DONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
