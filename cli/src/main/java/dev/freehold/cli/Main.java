package dev.freehold.cli;

import dev.freehold.problem.ProgramName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point. Exits with an [ExitStatus].
@Command(
    name = "freehold",
    versionProvider = ProgramVersion.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Serves a PostgreSQL REST backend from one spec.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold serve                  serves the Tasks example on an embedded PostgreSQL",
      "  freehold serve shop.yaml        serves a spec; the data is in ./.freehold/",
      "  freehold new shop               creates a project: spec, tests, Dockerfile, CI",
      "  freehold check shop.yaml        prints the faults of a spec: line, column, hint",
      "  freehold migrate plan shop.yaml  shows the changes the database needs",
      "  freehold openapi shop.yaml      prints the OpenAPI 3.1 document of the server",
      "  freehold test shop.yaml         tests every endpoint with every kind of caller",
      "  freehold user create EMAIL      creates an account; --role grants a role",
      "  freehold psql                   opens psql on the database",
      "  freehold audit URL              runs the quality checklist on a live server",
      "  freehold install                puts freehold on the PATH",
      "  freehold completion bash        prints a script that completes commands in a shell",
      "",
      "Set DATABASE_URL to use your own PostgreSQL; docs/configuration.md lists all",
      "environment variables.",
      "'freehold COMMAND --help' explains one command."
    })
public final class Main implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] words) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, words));
  }

  /// Runs one command line and returns the exit status.
  static int run(PrintWriter out, PrintWriter err, String... words) {
    return commandLine(ProgramName.current(), out, err).execute(words);
  }

  /// The program with its commands.
  ///
  /// @param name the word by which it was called
  static CommandLine commandLine(String name, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        // One class per command, in the order of the help text.
        .addSubcommand(new ServeCommand(err))
        .addSubcommand(new NewCommand(ProgramVersion.current()))
        .addSubcommand(new CheckCommand())
        .addSubcommand(new OpenApiCommand())
        .addSubcommand(MigrateCommand.commandLine(ProgramVersion.current()))
        .addSubcommand(new TestCommand())
        .addSubcommand(new AuditCommand())
        .addSubcommand(UserCommand.commandLine(System.in))
        .addSubcommand(new PsqlCommand(System.getenv(), System.in))
        .addSubcommand(new InstallCommand(System.getProperty("freehold.launcher"), System.getenv()))
        .addSubcommand(new CompletionCommand())
        .addSubcommand(new McpCommand(System.getenv(), System.in))
        .addSubcommand(new WarmUpCommand())
        .setOut(out)
        .setErr(err)
        .setCommandName(name)
        .setHelpFactory(HelpFormatter::new)
        .setUsageHelpWidth(HelpFormatter.width())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::notUnderstood)
        .setExecutionExceptionHandler(Main::defect);
  }

  /// Without a command, prints the help text.
  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
    return 0;
  }

  private static int notUnderstood(ParameterException fault, String[] words) {
    CommandLine command = fault.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("freehold: " + fault.getMessage());
    UnmatchedArgumentException.printSuggestions(fault, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitStatus.FAULTY_INPUT;
  }

  private static int defect(Exception fault, CommandLine command, ParseResult words) {
    command.getErr().println("freehold: a defect of Freehold; please report it with these lines:");
    fault.printStackTrace(command.getErr());
    command.getErr().flush();
    return ExitStatus.DEFECT;
  }
}
