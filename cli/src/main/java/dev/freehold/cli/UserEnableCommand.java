package dev.freehold.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/// `freehold user enable`: enables a disabled account.
@Command(
    name = "enable",
    description = "Enables a disabled account: its user can sign in again.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user enable ann@example.com",
      "",
      "The password and the roles are unchanged. Ended sessions stay ended."
    })
final class UserEnableCommand extends UserSubcommand {
  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    AccountPrinter.of(context).one(update(context, email, a -> a.enable(email)), "may sign in");
  }
}
