package dev.freehold.cli;

import dev.freehold.account.Account;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `freehold user role`: adds and removes the roles of an account.
@Command(
    name = "role",
    description = "Adds and removes the roles of an account.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user role ann@example.com --add editor --remove admin",
      "",
      "An added role takes effect at the next log-in or token refresh, within 15 minutes.",
      "Removing a role ends the sessions of the user: after one second at most, every",
      "server refuses tokens with that role."
    })
final class UserRoleCommand extends UserSubcommand {
  @Option(
      names = "--add",
      paramLabel = "ROLE",
      description = "A role of the spec to add. Repeatable.")
  private List<String> add = new ArrayList<>();

  @Option(names = "--remove", paramLabel = "ROLE", description = "A role to remove. Repeatable.")
  private List<String> remove = new ArrayList<>();

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    List<String> given = arguments.roles(add, List.of());
    if (add.isEmpty() && remove.isEmpty()) {
      arguments.fault("name a role: --add ROLE or --remove ROLE");
    }
    add.stream()
        .filter(remove::contains)
        .forEach(r -> arguments.fault("both --add and --remove name " + r));
    arguments.throwIfInvalid();
    Account account =
        update(
            context,
            email,
            accounts -> {
              Optional<Account> found = accounts.find(email);
              if (found.isEmpty()) {
                return found;
              }
              // A role of an earlier spec, which the account still has, can be removed too.
              AccountArguments others = new AccountArguments(context.plan());
              List<String> taken = others.roles(remove, found.get().roles());
              others.throwIfInvalid();
              return accounts.changeRoles(email, given, taken);
            });
    AccountPrinter.of(context).one(account, "has these roles now");
  }
}
