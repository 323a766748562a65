package dev.freehold.cli.project;

import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.ops.Logging;
import dev.freehold.project.Example;
import dev.freehold.project.Project;
import dev.freehold.project.ProjectDirectory;
import dev.freehold.project.ProjectFile;
import dev.freehold.project.ProjectName;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold new DIR`: a project. Exit status 0, or 2 where the directory is not empty or cannot be written, or what the
/// project should be made from cannot be used.
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = "Makes a project: a spec, and what it takes to start, test and deploy it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold new my-shop --example shop    begins with the Shop example",
      "  freehold new .                         in the empty directory where you stand",
      "  freehold new shop --from-openapi openapi.yaml",
      "  freehold new shop --from-database postgresql://me:secret@db/shop",
      "",
      "A draft has no fault; what could not be told is marked 'unsure:' in it."
    })
public final class New implements Callable<Integer> {
  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The directory: one that is yet to be made, or an empty one.")
  private @Nullable Path directory;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the API is called. Default: as the directory.")
  private @Nullable String name;

  @ArgGroup private Origin origin = new Origin();

  /// What the spec is made from, one of them.
  private static final class Origin {
    @Option(
        names = "--example",
        paramLabel = "EXAMPLE",
        description =
            "The spec to begin with: tasks, contacts, projects, blog or shop. Default: tasks.")
    private @Nullable String example;

    @Option(
        names = "--from-openapi",
        paramLabel = "FILE",
        description = "Draft the spec from an OpenAPI 3 description, JSON or YAML.")
    private @Nullable Path document;

    @Option(
        names = "--from-database",
        paramLabel = "URL",
        description =
            "Draft the spec from the tables of a PostgreSQL, which is only read: its address, or"
                + " the name of a variable that has it.")
    private @Nullable String database;
  }

  private final String version;

  /// @param version of this program
  public New(String version) {
    this.version = version;
  }

  @Override
  public Integer call() {
    CommandSpec spec = Objects.requireNonNull(command);
    PrintWriter err = spec.commandLine().getErr();
    // Standard output is for what to do next.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    try {
      make(Objects.requireNonNull(directory), spec.commandLine().getOut());
      return ExitStatus.DONE;
    } catch (Unusable | ProjectDirectory.NotMade e) {
      err.println("freehold: " + e.getMessage());
      return ExitStatus.FAULTY_INPUT;
    } finally {
      err.flush();
    }
  }

  private void make(Path place, PrintWriter out) throws Unusable, ProjectDirectory.NotMade {
    ProjectDirectory.check(place);
    ProjectName called = called(place);
    Beginning begun = beginning(called.title());
    String yaml = Project.spec(begun.yaml(), called);
    Spec spec = checked(yaml);
    ProjectFile scenarios = begun.scenarios().orElseGet(() -> Project.scenarios(spec));
    ProjectDirectory.write(place, Project.files(called, yaml, spec, scenarios, version));
    NextSteps.print(out, place, called, yaml);
  }

  /// @param scenarios of an example; of a draft there are none yet
  private record Beginning(String yaml, Optional<ProjectFile> scenarios) {}

  private Beginning beginning(String title) throws Unusable {
    if (origin.document != null) {
      return new Beginning(FromDocument.draft(origin.document, title), Optional.empty());
    }
    if (origin.database != null) {
      String draft = FromDatabase.draft(origin.database, System.getenv(), title);
      return new Beginning(draft, Optional.empty());
    }
    Example example = example();
    return new Beginning(example.spec(), Optional.of(example.scenarios()));
  }

  private ProjectName called(Path place) throws Unusable {
    if (name != null) {
      return ProjectName.of(name)
          .orElseThrow(() -> new Unusable("--name must be one line of 1 to 100 characters"));
    }
    Path last = place.toAbsolutePath().normalize().getFileName();
    return Optional.ofNullable(last)
        .flatMap(p -> ProjectName.ofDirectory(p.toString()))
        .orElseThrow(
            () -> new Unusable(place + " cannot be made into the name of an API; give --name"));
  }

  private Example example() throws Unusable {
    String word = origin.example;
    if (word == null) {
      return Example.TASKS;
    }
    return Example.ofWord(word)
        .orElseThrow(
            () ->
                new Unusable(
                    "there is no example '"
                        + word
                        + "'; there are "
                        + String.join(", ", Example.words())));
  }

  /// What is made here has no fault; one would be a defect.
  private static Spec checked(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid(Spec spec) -> spec;
      case SpecResult.Faulty faulty -> throw new IllegalStateException(faulty.issues().toString());
    };
  }
}
