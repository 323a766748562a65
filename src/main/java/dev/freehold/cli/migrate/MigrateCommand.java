package dev.freehold.cli.migrate;

import dev.freehold.cli.terminal.CheckedSpec;
import dev.freehold.cli.terminal.DatabaseOption;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.StartFault;
import dev.freehold.migrate.file.FaultyFiles;
import dev.freehold.migrate.file.FileFault;
import dev.freehold.ops.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// What the commands on migrations have in common: the spec and the configuration of `serve`, and how it is told where
/// something cannot be done.
@Command(mixinStandardHelpOptions = true)
abstract class MigrateCommand implements Callable<Integer> {
  static final String SPEC =
      "The spec. Default: freehold.yaml here; without one, the Tasks example.";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Mixin private final DatabaseOption database = new DatabaseOption();

  private final String version;

  MigrateCommand(String version) {
    this.version = version;
  }

  /// As the command line names it.
  abstract @Nullable Path spec();

  /// Does it, and returns the exit status.
  ///
  /// @throws Refused where it cannot be done
  abstract int run(Job job) throws IOException;

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
      return run(new Job(checked.get(), () -> database.config(checked.get()), version, out, err));
    } catch (Refused e) {
      err.println("freehold: " + e.getMessage());
      return status(e.status());
    } catch (FaultyFiles e) {
      e.faults().stream().map(FileFault::render).forEach(err::println);
      return status(ExitStatus.FAULTY_INPUT);
    } catch (RuntimeException e) {
      return status(StartFault.explain(e, err));
    } finally {
      out.flush();
      err.flush();
    }
  }
}
