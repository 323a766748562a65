package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.cli.ConfiguredDatabase.DatabaseWork;
import dev.freehold.problem.PrintableText;
import dev.freehold.problem.ProgramName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/// Base of the `user` commands that work on one account.
abstract class UserSubcommand extends DatabaseCommand {
  static final int MAX_ADDRESS = 290;

  @Parameters(
      index = "0",
      paramLabel = "EMAIL",
      description =
          "The e-mail address, or ISSUER:SUBJECT of an existing account of an external issuer.")
  private @Nullable String email;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Override
  final @Nullable Path spec() {
    return spec;
  }

  /// Runs the command on the account of `email`. Checks every argument before it opens the database.
  ///
  /// @throws CommandRefusedException where an argument is invalid or the account does not exist
  abstract void run(CommandContext context, AccountArguments arguments, String email)
      throws IOException;

  @Override
  final int run(CommandContext context) throws IOException {
    AccountArguments arguments = new AccountArguments(context.plan());
    run(context, arguments, arguments.email(email));
    return ExitStatus.DONE;
  }

  /// Changes the account of `email`.
  ///
  /// @param change returns empty where there is no such account
  /// @throws CommandRefusedException where there is no such account
  static Account update(
      CommandContext context,
      String email,
      DatabaseWork<AccountAdminRepository, Optional<Account>> change)
      throws IOException {
    return context.database().withAccounts(change).orElseThrow(() -> noAccount(email));
  }

  static CommandRefusedException noAccount(String email) {
    return new CommandRefusedException(
        ExitStatus.FAILED,
        "there is no account with the e-mail "
            + PrintableText.of(email, MAX_ADDRESS)
            + "; '"
            + ProgramName.command("user list")
            + "' lists all accounts");
  }
}
