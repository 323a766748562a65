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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// Base of the `user` commands: the spec and configuration of `serve`, and the report of a
/// refusal.
@Command(mixinStandardHelpOptions = true)
abstract class UserSubcommand implements Callable<Integer> {
  static final String SPEC =
      "The spec. Default: freehold.yaml here; without one, the Tasks example.";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Mixin private final DatabaseOption database = new DatabaseOption();

  /// As the command line names it.
  abstract @Nullable Path spec();

  /// Does it. All that can be wrong with the words is to be found before the database is opened.
  ///
  /// @throws Refused where it cannot be done
  abstract void run(ApiPlan plan, AccountDatabase database, PrintWriter out) throws IOException;

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
      Config config = database.config(checked.get());
      run(ApiPlanner.plan(checked.get().spec()), new AccountDatabase(config, err), out);
      return ExitStatus.DONE;
    } catch (UserCommandRefused e) {
      err.println("freehold: " + e.getMessage());
      return e.status();
    } catch (RuntimeException e) {
      return StartupFailurePrinter.print(e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// What was asked cannot be done. The message says why and what to do; nothing was changed.
  static final class UserCommandRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status of [dev.freehold.cli.ExitStatus]
    UserCommandRefused(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
