package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.account.SignInWays;
import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import picocli.CommandLine.Command;

/// `freehold user reset-factors`: removes the second factor and the passkeys of an account and ends its sessions.
@Command(
    name = "reset-factors",
    description = "Removes the second factor and the passkeys of an account, ends its sessions.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user reset-factors ann@example.com",
      "",
      "For a person who has lost the authenticator app and the recovery codes: make sure who it",
      "is first, because the password alone is enough from then on. Passkeys go too: the lost",
      "device may have them. After one second at most, every server refuses the tokens of earlier",
      "sessions. The API keys stay."
    })
final class UserResetFactorsCommand extends UserSubcommand {
  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    if (Account.isExternal(email)) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "an account of an external issuer has no second factor here; its issuer has");
    }
    arguments.throwIfInvalid();
    ApiPlan.Auth auth = context.plan().auth();
    SignInWays ways = new SignInWays(auth.identityIssuers().keySet(), auth.passkeys());
    AccountPrinter.of(context)
        .one(
            update(context, email, a -> a.resetFactors(email, ways)),
            "has no second factor and no passkey");
  }
}
