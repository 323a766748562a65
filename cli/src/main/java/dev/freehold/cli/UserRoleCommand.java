package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold user role`: gives and takes roles.
@Command(
    name = "role",
    description = "Gives roles to a person and takes them away.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user role ann@example.com --add editor --remove admin",
      "",
      "A role that is given counts from the person's next log-in or refresh, within 15",
      "minutes. One that is taken away ends the person's sessions: within a second no",
      "server lets them in with it."
    })
final class UserRoleCommand extends UserSubcommand {
  @Parameters(index = "0", paramLabel = "EMAIL", description = "Whose.")
  private @Nullable String email;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--add",
      paramLabel = "ROLE",
      description = "A role of the spec to give; may be given several times.")
  private List<String> add = new ArrayList<>();

  @Option(
      names = "--remove",
      paramLabel = "ROLE",
      description = "A role to take away; may be given several times.")
  private List<String> remove = new ArrayList<>();

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  void run(ApiPlan plan, AccountDatabase database, PrintWriter out) throws IOException {
    AccountArguments arguments = new AccountArguments(plan);
    String address = arguments.email(email);
    List<String> given = arguments.roles(add, List.of());
    if (add.isEmpty() && remove.isEmpty()) {
      arguments.fault("say which role: --add ROLE, --remove ROLE");
    }
    add.stream()
        .filter(remove::contains)
        .forEach(r -> arguments.fault("both --add and --remove name " + r));
    arguments.throwIfInvalid();
    Account account =
        database.updateAccount(
            address,
            accounts -> {
              Optional<Account> found = accounts.find(address);
              if (found.isEmpty()) {
                return found;
              }
              // What the person still has of an older spec can be taken away too.
              AccountArguments others = new AccountArguments(plan);
              List<String> taken = others.roles(remove, found.get().roles());
              others.throwIfInvalid();
              return accounts.changeRoles(address, given, taken);
            });
    new AccountPrinter(out).one(account, "has these roles now");
  }
}
