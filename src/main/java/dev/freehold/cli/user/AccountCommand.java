package dev.freehold.cli.user;

import dev.freehold.app.Config;
import dev.freehold.cli.terminal.CheckedSpec;
import dev.freehold.cli.terminal.DatabaseOption;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.StartFault;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Planner;
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

/// What the commands on accounts have in common: the spec and the configuration of `serve`, and how it is told where
/// something cannot be done.
@Command(mixinStandardHelpOptions = true)
abstract class AccountCommand implements Callable<Integer> {
  static final String SPEC =
      "The spec. Default: freehold.yaml here; without one, the Tasks example.";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Mixin private final DatabaseOption database = new DatabaseOption();

  /// As the command line names it.
  abstract @Nullable Path spec();

  /// Does it. All that can be wrong with the words is to be found before the database is opened.
  ///
  /// @throws Refused where it cannot be done
  abstract void run(ApiPlan plan, AccountsDatabase database, PrintWriter out) throws IOException;

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
      run(Planner.plan(checked.get().spec()), new AccountsDatabase(config, err), out);
      return ExitStatus.DONE;
    } catch (Refused e) {
      err.println("freehold: " + e.getMessage());
      return e.status();
    } catch (RuntimeException e) {
      return StartFault.explain(e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }
}
