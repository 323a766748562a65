package dev.freehold.cli;

import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `freehold user`: accounts and their roles, in the database of `serve`.
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Creates, lists and changes accounts and their roles.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user create ann@example.com --role admin   prints the password",
      "  freehold user invite ann@example.com --role editor  sends or prints a link to sign up",
      "  freehold user import accounts.csv                   adds accounts with their hashes",
      "  freehold user list                                  lists all accounts",
      "  freehold user events ann@example.com                its log-ins, failed ones, changes",
      "  freehold user role ann@example.com --add editor     takes effect at the next refresh",
      "  freehold user keys ann@example.com                  its API keys; --revoke ID",
      "  freehold user disable ann@example.com               ends its sessions too",
      "  freehold user verify ann@example.com                the address counts as confirmed",
      "  freehold user email ann@exmaple.com --to ann@example.com   a mistyped address",
      "  freehold user reset-factors ann@example.com         after a lost phone; ends its sessions",
      "  freehold user delete ann@example.com                with its rows, for good",
      "  freehold user move-issuer keycloak                  its address is another one now",
      "",
      "Each command works with or without a running server, on the same database: that of",
      "DATABASE_URL, or the embedded one in .freehold/ (--data). Environment variables are",
      "those of 'freehold serve'."
    })
public final class UserCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  /// The command with its subcommands.
  ///
  /// @param in the standard input, for `--password-stdin`
  public static CommandLine commandLine(InputStream in) {
    return new CommandLine(new UserCommand())
        .addSubcommand(new UserCreateCommand(in))
        .addSubcommand(new UserInviteCommand())
        .addSubcommand(new UserImportCommand())
        .addSubcommand(new UserListCommand())
        .addSubcommand(new UserEventsCommand())
        .addSubcommand(new UserKeysCommand())
        .addSubcommand(new UserRoleCommand())
        .addSubcommand(new UserDisableCommand())
        .addSubcommand(new UserEnableCommand())
        .addSubcommand(new UserVerifyCommand())
        .addSubcommand(new UserEmailCommand())
        .addSubcommand(new UserResetCommand(in))
        .addSubcommand(new UserResetFactorsCommand())
        .addSubcommand(new UserDeleteCommand())
        .addSubcommand(new UserMoveIssuerCommand());
  }

  /// Without a subcommand, prints the help text.
  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(command).commandLine();
    line.usage(line.getOut());
    return 0;
  }
}
