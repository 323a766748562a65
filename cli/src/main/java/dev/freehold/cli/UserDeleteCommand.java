package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.account.AccountEmailHash;
import dev.freehold.db.DatabaseException;
import dev.freehold.problem.PrintableText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `freehold user delete`: deletes an account with its rows.
@Command(
    name = "delete",
    description = "Deletes an account with all its rows. This cannot be undone.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user delete ann@example.com          asks first",
      "  freehold user delete ann@example.com --yes    for scripts",
      "",
      "As if its user had deleted it: ends the sessions, deletes the rows, and leaves what",
      "'onDelete' of the spec keeps. A row that must not lose the account keeps it: then the",
      "command names the constraint and deletes nothing. To keep the rows, use",
      "'freehold user disable'."
    })
final class UserDeleteCommand extends UserSubcommand {
  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    if (!yes) {
      String found = update(context, email, accounts -> accounts.find(email)).email();
      ConfirmationPrompt.require(
          "Delete " + PrintableText.of(found, MAX_ADDRESS) + " with all its rows?", "--yes");
    }
    Account account =
        context
            .database()
            .withDatabase(
                database -> {
                  String hash = new AccountEmailHash(database.secrets().get().current()).of(email);
                  return database.withAccounts(
                      accounts -> {
                        try {
                          return accounts.delete(email, hash);
                        } catch (DatabaseException e) {
                          throw explain(email, e);
                        }
                      });
                })
            .orElseThrow(() -> noAccount(email));
    context.out().println(account.email() + " is deleted, with its rows");
  }

  private static RuntimeException explain(String email, DatabaseException failure) {
    return switch (failure.kind()) {
      case FOREIGN_KEY, CHECK, UNIQUE ->
          new CommandRefusedException(
              ExitStatus.FAILED,
              email + " cannot be deleted, and nothing was deleted: " + failure.reason());
      case LOCKED, TIMEOUT ->
          new CommandRefusedException(
              ExitStatus.FAILED,
              "the deletion took too long, and nothing was deleted; run it again, or delete some"
                  + " of the rows first");
      case UNAVAILABLE, UNKNOWN_OUTCOME, STORAGE, DEFECT -> failure;
    };
  }
}
