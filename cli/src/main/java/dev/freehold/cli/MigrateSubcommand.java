package dev.freehold.cli;

import dev.freehold.app.Config;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.MigrationRollout;
import dev.freehold.migrate.file.MigrationFileException;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.file.MigrationFolder;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Base of the `migrate` commands: the spec and configuration of `serve`, and the report of a
/// refusal.
@Command(mixinStandardHelpOptions = true)
abstract class MigrateSubcommand implements Callable<Integer> {
  static final String SPEC =
      "The spec. Default: freehold.yaml here; without one, the Tasks example.";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Mixin private final DatabaseOption database = new DatabaseOption();

  private final String version;

  MigrateSubcommand(String version) {
    this.version = version;
  }

  /// As the command line names it.
  abstract @Nullable Path spec();

  /// Does it, and returns the exit status.
  ///
  /// @throws Refused where it cannot be done
  abstract int run(MigrateContext context) throws IOException;

  /// Of what fails: a command that CI asks for the state of things tells apart less than others do.
  int status(int status) {
    return status;
  }

  @Override
  public final Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Optional<CheckedSpec> checked = CheckedSpec.read(spec(), err);
    if (checked.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    // Standard output is for what was asked.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    try {
      return run(
          new MigrateContext(
              checked.get(), () -> database.config(checked.get()), version, out, err));
    } catch (MigrateCommandRefused e) {
      err.println("freehold: " + e.getMessage());
      return status(e.status());
    } catch (MigrationFileException e) {
      e.faults().stream().map(FileFault::render).forEach(err::println);
      return status(ExitStatus.FAULTY_INPUT);
    } catch (RuntimeException e) {
      return status(StartupFailurePrinter.print(e, err));
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// What a command works with.
  ///
  /// @param config read when it is asked for: not every command needs a database
  /// @param version of the program
  record MigrateContext(
      CheckedSpec checked,
      Supplier<Config> config,
      String version,
      PrintWriter out,
      PrintWriter err) {

    ApiPlan plan() {
      return ApiPlanner.plan(checked.spec());
    }

    MigrationFolder folder() {
      return new MigrationFolder(checked.file().directory());
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

    MigrationDatabase database() {
      return new MigrationDatabase(config.get(), version, err);
    }
  }

  /// What was asked cannot be done. The message says why and what to do; nothing was changed.
  static final class MigrateCommandRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status of [dev.freehold.cli.ExitStatus]
    MigrateCommandRefused(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /// What an operator says beside the spec, the same in each command that plans.
  static final class PlanOptions {
    @Option(
        names = "--allow-loss",
        paramLabel = "NAME",
        description = "Agree to lose the values of tasks.notes, or the rows of tasks. Repeatable.")
    private List<String> mayLose = List.of();

    @Option(
        names = "--backfill",
        paramLabel = "NAME=VALUE",
        description = "The value for rows that lack one: tasks.priority=low. Repeatable.")
    private Map<String, String> backfill = new LinkedHashMap<>();

    /// The same words once more: a plan is another one without them.
    String asArguments() {
      StringBuilder again = new StringBuilder();
      mayLose.forEach(name -> again.append(" --allow-loss ").append(MigrationStepText.plain(name)));
      backfill.forEach(
          (name, value) ->
              again
                  .append(" --backfill '")
                  .append(MigrationStepText.plain(name + "=" + value).replace("'", "'\\''"))
                  .append('\''));
      return again.toString();
    }

    MigrationOptions wishes() {
      return new MigrationOptions(Set.copyOf(mayLose), backfill);
    }
  }
}
