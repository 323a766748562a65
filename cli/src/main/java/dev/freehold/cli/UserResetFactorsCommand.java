package dev.freehold.cli;

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
      "  freehold user reset-factors google:1234567890       passkeys of an account of a provider",
      "",
      "For a person who has lost the authenticator app and the recovery codes: make sure who it",
      "is first, because the password or the provider alone is enough from then on. Passkeys go",
      "too: the lost device may have them. They stay if the account has no other way to sign in.",
      "After one second at most, every server refuses the tokens of earlier sessions. The API",
      "keys stay."
    })
final class UserResetFactorsCommand extends UserSubcommand {
  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    ApiPlan.Auth auth = context.plan().auth();
    SignInWays ways = new SignInWays(auth.identityIssuers().keySet(), auth.passkeys());
    AccountPrinter.of(context)
        .one(
            update(context, email, a -> a.resetFactors(email, ways)),
            "has no second factor and no passkey");
  }
}
