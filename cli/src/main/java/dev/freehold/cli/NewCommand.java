package dev.freehold.cli;

import dev.freehold.ops.Logging;
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
import java.util.Objects;
import java.util.Optional;
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
final class NewCommand implements Callable<Integer> {
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

  @ArgGroup private OriginOptions origin = new OriginOptions();

  /// What the spec is made from, one of them.
  private static final class OriginOptions {
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
  public NewCommand(String version) {
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
    ProjectName called = called(place);
    InitialSpec begun = beginning(called.title());
    String yaml = ProjectTemplate.spec(begun.yaml(), called);
    Spec spec = checked(yaml);
    ProjectFile scenarios = begun.scenarios().orElseGet(() -> ProjectTemplate.scenarios(spec));
    ProjectDirectoryWriter.write(
        place, ProjectTemplate.files(called, yaml, spec, scenarios, version));
    NextSteps.print(out, place, called, yaml);
  }

  /// @param scenarios of an example; of a draft there are none yet
  private record InitialSpec(String yaml, Optional<ProjectFile> scenarios) {}

  private InitialSpec beginning(String title) throws UnusableInputException {
    if (origin.document != null) {
      return new InitialSpec(OpenApiImport.importSpec(origin.document, title), Optional.empty());
    }
    if (origin.database != null) {
      String draft = DatabaseImport.importSpec(origin.database, System.getenv(), title);
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
                    place + " cannot be made into the name of an API; give --name"));
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
                    "there is no example '"
                        + word
                        + "'; there are "
                        + String.join(", ", ExampleProject.words())));
  }

  /// What is made here has no fault; one would be a defect.
  private static Spec checked(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid(Spec spec) -> spec;
      case SpecResult.Invalid invalid ->
          throw new IllegalStateException(invalid.issues().toString());
    };
  }

  /// Work on what others made, a document or a server, which may take as long as it likes: so it is not waited for.
  static final class ImportTimeout {
    private static final Duration MOST = Duration.ofSeconds(30);

    private ImportTimeout() {}

    /// What can fail as unusable.
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

  /// What to do with a project that was just made.
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
                + " marked 'unsure:'. Decide those first.");
      }
      out.println();
      if (!directory.normalize().toString().isEmpty()) {
        out.println("  cd " + ProjectTemplate.shellWord(directory.toString()));
      }
      out.println("  freehold serve     http://localhost:8000, on a PostgreSQL that comes with it");
      out.println("  freehold check     after each change of freehold.yaml");
      out.println("  freehold test      every endpoint, for nobody, the owner and others");
      out.println();
      out.println("README.md says how to change it, and how to deploy it.");
      out.flush();
    }
  }

  /// What the words of a command line name cannot be used. The message says what, and what to do.
  static final class UnusableInputException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableInputException(String message) {
      super(message);
    }
  }
}
