package dev.freehold.cli;

import dev.freehold.draft.TableSelection;
import dev.freehold.ops.Logging;
import dev.freehold.problem.ProgramName;
import dev.freehold.problem.ShellWord;
import dev.freehold.project.DeploymentTarget;
import dev.freehold.project.ExampleProject;
import dev.freehold.project.ProjectDirectoryWriter;
import dev.freehold.project.ProjectTemplate;
import dev.freehold.project.ProjectTemplate.ProjectFile;
import dev.freehold.project.ProjectTemplate.ProjectName;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold new DIR`: creates a project. Exit status 0, or 2 if the directory is not empty or not
/// writable, or if the source of the spec cannot be used.
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = "Creates a project: a spec, and the files to start, test and deploy it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold new my-shop --example shop    starts from the Shop example",
      "  freehold new .                         in the current directory, which must be empty",
      "  freehold new shop --from-openapi openapi.yaml",
      "  freehold new shop --from-database postgresql://me:secret@db/shop",
      "  freehold new shop --deploy kubernetes",
      "",
      "A drafted spec is valid; decisions that need a review are marked 'unsure:'."
    })
final class NewCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The project directory: a new or an empty one.")
  private @Nullable Path directory;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of the API. Default: the name of the directory.")
  private @Nullable String name;

  @ArgGroup private OriginOptions origin = new OriginOptions();

  /// The source of the spec.
  private static final class OriginOptions {
    @Option(
        names = "--example",
        paramLabel = "EXAMPLE",
        description =
            "The example to start from: tasks, contacts, projects, blog or shop. Default: tasks.")
    private @Nullable String example;

    @Option(
        names = "--from-openapi",
        paramLabel = "FILE",
        description = "Draft the spec from a document of OpenAPI 3 or Swagger 2.0, JSON or YAML.")
    private @Nullable Path document;

    @Option(
        names = "--from-database",
        paramLabel = "URL",
        description =
            "Draft the spec from the tables of a PostgreSQL database, which is only read: its URL,"
                + " or the name of an environment variable with the URL.")
    private @Nullable String database;
  }

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      split = ",",
      description = "With --from-database: only tables of this schema; several with commas.")
  private List<String> schemas = List.of();

  @Option(
      names = "--tables",
      paramLabel = "NAME",
      split = ",",
      description =
          "With --from-database: only these tables, such as orders, sales.* or order_?;"
              + " several with commas.")
  private List<String> tables = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "NAME",
      split = ",",
      description = "With --from-database: without these tables.")
  private List<String> excluded = List.of();

  @Option(
      names = "--deploy",
      paramLabel = "TARGET",
      description = "Also write what deploys it: kubernetes.")
  private @Nullable String target;

  private final String version;

  /// @param version of this program
  public NewCommand(String version) {
    this.version = version;
  }

  @Override
  public Integer call() {
    CommandSpec spec = Objects.requireNonNull(command);
    PrintWriter err = spec.commandLine().getErr();
    // Standard output carries only the next steps.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    try {
      make(Objects.requireNonNull(directory), spec.commandLine().getOut());
      return ExitStatus.DONE;
    } catch (UnusableInputException | ProjectDirectoryWriter.ProjectDirectoryException e) {
      err.println("freehold: " + e.getMessage());
      return ExitStatus.FAULTY_INPUT;
    } finally {
      err.flush();
    }
  }

  private void make(Path place, PrintWriter out)
      throws UnusableInputException, ProjectDirectoryWriter.ProjectDirectoryException {
    ProjectDirectoryWriter.check(place);
    TableSelection selection = new TableSelection(schemas, tables, excluded);
    if (origin.database == null && !selection.equals(TableSelection.ALL)) {
      throw new UnusableInputException(
          "--schema, --tables and --exclude select tables of --from-database");
    }
    Set<DeploymentTarget> targets = targets();
    ProjectName called = called(place);
    InitialSpec begun = beginning(called.title(), selection);
    String yaml = ProjectTemplate.spec(begun.yaml(), called);
    Spec spec = checked(yaml);
    ProjectFile scenarios = begun.scenarios().orElseGet(() -> ProjectTemplate.scenarios(spec));
    ProjectDirectoryWriter.write(
        place, ProjectTemplate.files(called, yaml, spec, scenarios, version, targets));
    NextSteps.print(out, place, called, yaml);
  }

  /// @param scenarios the scenarios of an example; empty for a draft
  private record InitialSpec(String yaml, Optional<ProjectFile> scenarios) {}

  private InitialSpec beginning(String title, TableSelection selection)
      throws UnusableInputException {
    if (origin.document != null) {
      return new InitialSpec(OpenApiImport.importSpec(origin.document, title), Optional.empty());
    }
    if (origin.database != null) {
      String draft = DatabaseImport.importSpec(origin.database, System.getenv(), title, selection);
      return new InitialSpec(draft, Optional.empty());
    }
    ExampleProject example = example();
    return new InitialSpec(example.spec(), Optional.of(example.scenarios()));
  }

  private ProjectName called(Path place) throws UnusableInputException {
    if (name != null) {
      return ProjectName.of(name)
          .orElseThrow(
              () -> new UnusableInputException("--name must be one line of 1 to 100 characters"));
    }
    Path last = place.toAbsolutePath().normalize().getFileName();
    return Optional.ofNullable(last)
        .flatMap(p -> ProjectName.ofDirectory(p.toString()))
        .orElseThrow(
            () ->
                new UnusableInputException(
                    place + " cannot be used as the name of an API; pass --name"));
  }

  private Set<DeploymentTarget> targets() throws UnusableInputException {
    String word = target;
    if (word == null) {
      return Set.of();
    }
    return Set.of(
        DeploymentTarget.ofWord(word)
            .orElseThrow(
                () ->
                    new UnusableInputException(
                        "unknown target '"
                            + word
                            + "'; the targets are "
                            + String.join(", ", DeploymentTarget.words()))));
  }

  private ExampleProject example() throws UnusableInputException {
    String word = origin.example;
    if (word == null) {
      return ExampleProject.TASKS;
    }
    return ExampleProject.ofWord(word)
        .orElseThrow(
            () ->
                new UnusableInputException(
                    "unknown example '"
                        + word
                        + "'; the examples are "
                        + String.join(", ", ExampleProject.words())));
  }

  /// Parses a generated spec. A fault in it is a defect.
  private static Spec checked(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid(Spec spec, _) -> spec;
      case SpecResult.Invalid invalid ->
          throw new IllegalStateException(invalid.issues().toString());
    };
  }

  /// Runs an import with a time limit, because its document or its server is not trusted.
  static final class ImportTimeout {
    /// The largest real documents take 9 s of processor time. A busy machine needs much longer.
    private static final Duration MOST = Duration.ofMinutes(2);

    private ImportTimeout() {}

    /// Work that may fail with [UnusableInputException].
    @FunctionalInterface
    interface ImportWork<T> {
      T run() throws UnusableInputException;
    }

    /// @param what for the message: `reading the database shop`
    static <T> T within(String what, ImportWork<T> importWork) throws UnusableInputException {
      return within(MOST, what, importWork);
    }

    static <T> T within(Duration most, String what, ImportWork<T> importWork)
        throws UnusableInputException {
      CompletableFuture<T> result = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .name("draft")
              .start(
                  () -> {
                    try {
                      result.complete(importWork.run());
                    } catch (UnusableInputException | RuntimeException | StackOverflowError e) {
                      result.completeExceptionally(e);
                    }
                  });
      try {
        return result.get(most.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        thread.interrupt();
        throw new UnusableInputException(what + " takes longer than " + most.toSeconds() + " s");
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        thread.interrupt();
        throw new UnusableInputException(what + " was interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnusableInputException unusable) {
          throw unusable;
        }
        throw new IllegalStateException(what + " failed", e.getCause());
      }
    }
  }

  /// The next steps for a new project.
  static final class NextSteps {
    private NextSteps() {}

    /// @param yaml the text of its spec
    static void print(PrintWriter out, Path directory, ProjectName name, String yaml) {
      out.println(name.title() + " is in " + directory + ". Next:");
      long unsure = yaml.lines().filter(line -> line.strip().startsWith("# unsure:")).count();
      if (unsure > 0) {
        out.println();
        out.println(
            "Its freehold.yaml is a draft: "
                + (unsure == 1 ? "a line is" : unsure + " lines are")
                + " marked 'unsure:'. Review those first.");
      }
      out.println();
      if (!directory.normalize().toString().isEmpty()) {
        out.println("  cd " + ShellWord.of(directory.toString()));
      }
      String program = ProgramName.elsewhere();
      out.println("  " + program + " serve     http://localhost:8000, on an embedded PostgreSQL");
      out.println("  " + program + " check     after each change of freehold.yaml");
      out.println("  " + program + " test      every endpoint, with every kind of caller");
      out.println();
      out.println("README.md explains how to change and deploy it.");
      out.flush();
    }
  }

  /// Thrown if an argument names an unusable source or directory. The message gives the cause and
  /// the remedy.
  static final class UnusableInputException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableInputException(String message) {
      super(message);
    }
  }
}
