package dev.freehold.cli;

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

/// The program. Ends with an [ExitStatus].
@Command(
    name = "freehold",
    versionProvider = ProgramVersion.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "One approved spec in, one production backend out.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold serve                  the Tasks example, on a PostgreSQL that comes with it",
      "  freehold serve shop.yaml        your spec; data is kept in .freehold/ where you stand",
      "  freehold new shop               a project: spec, tests, Dockerfile, compose.yaml, CI",
      "  freehold check shop.yaml        every fault of a spec, with line, column and a hint",
      "  freehold migrate plan shop.yaml what the database lacks of the spec, and at what cost",
      "  freehold openapi shop.yaml      the OpenAPI 3.1 document that the server would serve",
      "  freehold test shop.yaml         every endpoint as nobody, owner, other user and each role",
      "  freehold user create EMAIL      an account, and with --role what it may do",
      "  freehold audit URL              the quality checklist, asked of a live server",
      "",
      "Set DATABASE_URL to use a PostgreSQL of your own; docs/configuration.md has every variable.",
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
    return new CommandLine(new Main())
        // The commands, in the order in which they are met: one class each.
        .addSubcommand(new ServeCommand(err))
        .addSubcommand(new NewCommand(ProgramVersion.current()))
        .addSubcommand(new CheckCommand())
        .addSubcommand(new OpenApiCommand())
        .addSubcommand(MigrateCommand.commandLine(ProgramVersion.current()))
        .addSubcommand(new TestCommand())
        .addSubcommand(new AuditCommand())
        .addSubcommand(UserCommand.commandLine(System.in))
        .addSubcommand(new WarmUpCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::notUnderstood)
        .setExecutionExceptionHandler(Main::defect)
        .execute(words);
  }

  /// No command: teach.
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
