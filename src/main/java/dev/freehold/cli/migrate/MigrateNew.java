package dev.freehold.cli.migrate;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.Migrations;
import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.file.FileName;
import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.file.sql.RoleVariables;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.rollout.Rollout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate new`: the next file of `migrations/`, from what the files before it end with to what the spec asks.
@Command(
    name = "new",
    description =
        "Writes what the spec asks for beyond the files of migrations/ as one more file of SQL, to"
            + " be reviewed, added to, kept with the code and run in production. Needs no"
            + " database.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold migrate new \"add due dates\"                migrations/0002_add_due_dates.sql",
      "  freehold migrate new \"fix titles\" --hand            one for SQL of your own alone",
      "  freehold migrate new priorities --backfill tasks.priority=low",
      "  freehold migrate new numbers --rows tasks=5000000   a large table is changed in two"
          + " phases",
      "",
      "The first file makes everything. A database that is there already is taken to have had the",
      "files that lead to what it is.",
      "Exit status: 0 written, or nothing to write; 1 a step is blocked or would lose what nobody",
      "agreed to lose; 2 faulty words, spec or files."
    })
final class MigrateNew extends MigrateCommand {
  private static final int MAJOR = 18;

  @Parameters(index = "0", paramLabel = "WORDS", description = "What it does, for the file's name.")
  private String words = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--hand",
      description = "Write a file with one step for SQL of your own, and nothing from the spec.")
  private boolean hand;

  @Option(
      names = "--contract",
      description = "Put both phases into the file: no server of the old spec will be left.")
  private boolean contract;

  @Option(
      names = "--rows",
      paramLabel = "TABLE=N",
      description = "About how many rows a table has in production. Repeatable.")
  private Map<String, Long> rows = new LinkedHashMap<>();

  @Mixin private WishOptions wishes = new WishOptions();

  MigrateNew(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(Job job) {
    if (job.checked().file().isBuiltIn() || words.matches(".*\\.ya?ml")) {
      throw new Refused(
          ExitStatus.FAULTY_INPUT,
          "files belong to a spec of your own: freehold migrate new \"what it does\""
              + " freehold.yaml");
    }
    Chain chain = job.files();
    FileName name = chain.next(words);
    if (hand) {
      return write(job, chain, name, List.of(byHand()));
    }
    List<Step> steps = steps(job, chain);
    if (steps.isEmpty()) {
      job.out().println("Nothing to write: the files do all that the spec asks.");
      return ExitStatus.DONE;
    }
    mustBePossible(steps);
    return write(job, chain, name, steps.stream().<FileStep>map(FileStep::planned).toList());
  }

  private List<Step> steps(Job job, Chain chain) {
    MigrationPlan plan =
        Migrations.PLANNING.plan(
            chain.model(),
            SchemaModel.of(job.plan(), RoleVariables.PLANNED),
            new Facts(rows, MAJOR),
            wishes.wishes());
    List<Step> steps =
        plan.steps().stream().filter(s -> !Rollout.isOnlyAccess(List.of(s))).toList();
    boolean expanding = steps.stream().anyMatch(s -> s.phase() == Phase.EXPAND);
    return steps.stream().filter(s -> contract || !expanding || s.phase() == Phase.EXPAND).toList();
  }

  private static FileStep byHand() {
    return new FileStep.ByHand(
        "say here what it does, and put your statements in place of this one", List.of("select 1"));
  }

  private void mustBePossible(List<Step> steps) {
    List<String> faults = new ArrayList<>();
    for (Step step : steps) {
      if (step.declared() == Risk.BLOCKED) {
        faults.add("blocked: " + step.words() + "; " + step.remedy());
      } else if (step.cautious().risk() == Risk.LOSSY
          && !wishes.wishes().mayLose().contains(step.subject())) {
        faults.add("lossy: " + step.words() + "; to lose it: --allow-loss " + step.subject());
      }
    }
    if (!faults.isEmpty()) {
      throw new Refused(
          ExitStatus.FAILED,
          "no file was written:\n  "
              + String.join("\n  ", faults.stream().map(StepText::plain).toList()));
    }
  }

  private int write(Job job, Chain chain, FileName name, List<FileStep> steps) {
    try {
      Path path = job.folder().write(MigrationFile.of(name, job.version(), chain.model(), steps));
      job.out()
          .println(
              Colour.ofTerminal().bold("Wrote " + path)
                  + ": "
                  + steps.size()
                  + (steps.size() == 1 ? " step" : " steps")
                  + ". Review it, keep it with the spec; 'freehold migrate apply' runs it.");
      return ExitStatus.DONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
