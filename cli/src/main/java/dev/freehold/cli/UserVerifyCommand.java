package dev.freehold.cli;

import dev.freehold.account.Account;
import java.io.IOException;
import picocli.CommandLine.Command;

/// `freehold user verify`: lets the address of an account count as confirmed.
@Command(
    name = "verify",
    description = "Lets the e-mail address of an account count as confirmed.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user verify ann@example.com",
      "",
      "For a spec with auth.verification: you know the address to be that of the person, such",
      "as for accounts of before. Running servers see it with the next request."
    })
final class UserVerifyCommand extends UserSubcommand {
  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    if (Account.isExternal(email)) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "an account of an external issuer has no address here; its issuer knows its person");
    }
    arguments.throwIfInvalid();
    AccountPrinter.of(context)
        .one(update(context, email, a -> a.verify(email)), "has a confirmed address");
  }
}
