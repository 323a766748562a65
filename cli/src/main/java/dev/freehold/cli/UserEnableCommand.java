package dev.freehold.cli;

import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `freehold user enable`: undoes `disable`.
@Command(
    name = "enable",
    description = "Lets a disabled account sign in again.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user enable ann@example.com",
      "",
      "The password and the roles are as they were; the sessions stay ended."
    })
final class UserEnableCommand extends UserSubcommand {
  @Parameters(index = "0", paramLabel = "EMAIL", description = "Whose account.")
  private @Nullable String email;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  void run(ApiPlan plan, AccountDatabase database, PrintWriter out) throws IOException {
    AccountArguments arguments = new AccountArguments(plan);
    String address = arguments.email(email);
    arguments.throwIfInvalid();
    new AccountPrinter(out)
        .one(database.updateAccount(address, a -> a.enable(address)), "may sign in");
  }
}
