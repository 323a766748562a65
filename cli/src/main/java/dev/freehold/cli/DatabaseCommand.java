package dev.freehold.cli;

import dev.freehold.app.Config;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// Base of the commands that use the database of `serve` without serving it: reads the spec and the
/// configuration, and reports failures.
@Command(mixinStandardHelpOptions = true)
abstract class DatabaseCommand implements Callable<Integer> {
  static final String SPEC = "The spec. Default: ./freehold.yaml; without one, the Tasks example.";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Mixin private final DatabaseOption database = new DatabaseOption();

  /// The path of the spec on the command line.
  abstract @Nullable Path spec();

  /// Runs the command and returns its exit status.
  ///
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  abstract int run(CommandContext context) throws IOException;

  /// Maps the status of a failure to the exit status of this command.
  int failureStatus(int status) {
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
    // Log lines go to standard error: standard output carries the result only.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    try {
      return run(new CommandContext(checked.get(), () -> database.config(checked.get()), out, err));
    } catch (RuntimeException e) {
      return failureStatus(CommandFailurePrinter.print(e, err));
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// The inputs and outputs of a command.
  ///
  /// @param config reads the configuration; a command that needs no database does not call it
  record CommandContext(
      CheckedSpec checked, Supplier<Config> config, PrintWriter out, PrintWriter err) {

    ApiPlan plan() {
      return ApiPlanner.plan(checked.spec());
    }

    ConfiguredDatabase database() {
      return new ConfiguredDatabase(config.get(), err);
    }
  }

  /// Thrown if a command refuses its task and has changed nothing. The message gives the cause and
  /// the remedy.
  static final class CommandRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status a constant of [ExitStatus]
    CommandRefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
