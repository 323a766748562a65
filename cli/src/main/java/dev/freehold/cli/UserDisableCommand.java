package dev.freehold.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/// `freehold user disable`: disables an account and ends its sessions; its rows stay.
@Command(
    name = "disable",
    description = "Disables an account: its user cannot sign in. Its rows stay.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user disable ann@example.com",
      "",
      "Ends the sessions of the user: after one second at most, every server refuses their",
      "tokens. A log-in gets the same answer as one to an account that does not exist.",
      "'freehold user enable' enables the account again."
    })
final class UserDisableCommand extends UserSubcommand {
  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    AccountPrinter.of(context)
        .one(update(context, email, a -> a.disable(email)), "cannot sign in any more");
  }
}
