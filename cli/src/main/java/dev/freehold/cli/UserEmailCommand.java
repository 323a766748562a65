package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.problem.PrintableText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `freehold user email`: gives an account another address, such as one without a typing error.
@Command(
    name = "email",
    description = "Gives an account another e-mail address.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user email ann@exmaple.com --to ann@example.com",
      "  freehold user email ann@old.example --to ann@new.example --verified",
      "",
      "For who mistyped their address, or has lost it: others change it themselves and confirm",
      "both addresses. Ends the sessions and API keys of the account and every link that was",
      "sent to the old address. Without --verified the new address is not confirmed."
    })
final class UserEmailCommand extends UserSubcommand {
  @Option(names = "--to", paramLabel = "EMAIL", required = true, description = "The new address.")
  private String to = "";

  @Option(names = "--verified", description = "The new address counts as confirmed.")
  private boolean verified;

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    if (Account.isExternal(email)) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "an account of an external issuer has no address here; its issuer knows its person");
    }
    String newEmail = arguments.email(to);
    arguments.newEmail(newEmail);
    arguments.throwIfInvalid();
    AccountPrinter.of(context)
        .one(
            update(
                context,
                email,
                accounts -> {
                  try {
                    return accounts.changeEmail(email, newEmail, verified);
                  } catch (DatabaseException e) {
                    throw e.kind() == FailureKind.UNIQUE ? taken(newEmail) : e;
                  }
                }),
            "is the address now");
  }

  private static CommandRefusedException taken(String email) {
    return new CommandRefusedException(
        ExitStatus.FAILED,
        "another account has the address "
            + PrintableText.of(email, MAX_ADDRESS)
            + "; nothing was changed");
  }
}
