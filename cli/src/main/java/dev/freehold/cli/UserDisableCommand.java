package dev.freehold.cli;

import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `freehold user disable`: an account that nobody can sign in with; its rows stay.
@Command(
    name = "disable",
    description = "Lets nobody sign in with an account any more.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user disable ann@example.com",
      "",
      "The person's sessions end: within a second no server lets them in. Their rows",
      "stay. A log-in is then answered as if the account did not exist;",
      "'freehold user enable' undoes it."
    })
final class UserDisableCommand extends UserSubcommand {
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
        .one(database.updateAccount(address, a -> a.disable(address)), "cannot sign in any more");
  }
}
