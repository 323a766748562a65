package dev.freehold.cli;

import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `freehold user`: accounts and their roles, on the database that `serve` would use.
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, lists and changes the accounts of a spec, and who has which role.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user create ann@example.com --role admin   prints its password",
      "  freehold user list                                  who there is",
      "  freehold user role ann@example.com --add editor     from the next refresh on",
      "  freehold user disable ann@example.com               at once, everywhere",
      "",
      "Each works beside a running server and without one, on the same database: that",
      "of DATABASE_URL, or the embedded one in .freehold/ (--data). Variables are read",
      "as by 'freehold serve'."
    })
public final class UserCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  /// The command with its subcommands.
  ///
  /// @param in where `--password-stdin` reads from
  public static CommandLine commandLine(InputStream in) {
    return new CommandLine(new UserCommand())
        .addSubcommand(new UserCreateCommand(in))
        .addSubcommand(new UserListCommand())
        .addSubcommand(new UserRoleCommand())
        .addSubcommand(new UserDisableCommand())
        .addSubcommand(new UserEnableCommand())
        .addSubcommand(new UserResetCommand(in));
  }

  /// No subcommand: teach.
  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(command).commandLine();
    line.usage(line.getOut());
    return 0;
  }
}
