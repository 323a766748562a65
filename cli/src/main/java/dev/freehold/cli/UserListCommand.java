package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.problem.ProgramName;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold user list`: lists all accounts by e-mail, page by page.
@Command(
    name = "list",
    description = "Lists the accounts by e-mail, with name, roles, state and time of creation.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user list",
      "  freehold user list --json shop.yaml | jq -r '.[] | select(.state == \"disabled\").email'",
      "",
      "The state is active, invited (an invitation waits) or disabled. Where the spec has",
      "'auth.verification', it also says whether the address is not confirmed."
    })
final class UserListCommand extends DatabaseCommand {
  /// Accounts in memory at once.
  private static final int PAGE = 1_000;

  private static final int LAST_ASCII = 126;

  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(names = "--json", description = "Print a JSON array, for programs.")
  private boolean json;

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(CommandContext context) throws IOException {
    context
        .database()
        .withAccounts(
            accounts -> {
              if (json) {
                json(accounts, context.out());
              } else {
                table(accounts, context);
              }
              return true;
            });
    return ExitStatus.DONE;
  }

  private static void table(AccountAdminRepository accounts, CommandContext context) {
    PrintWriter out = context.out();
    AccountPrinter printer = AccountPrinter.of(context);
    List<Account> page = accounts.page("", PAGE);
    if (page.isEmpty()) {
      out.println("There are no accounts.");
      return;
    }
    boolean valid = true;
    for (boolean more = false; !page.isEmpty(); more = true) {
      printer.table(page, more);
      valid &= page.stream().allMatch(AccountPrinter::hasValidTime);
      page = accounts.page(page.getLast().email(), PAGE);
    }
    if (!valid) {
      out.println();
      out.println(
          "A time is invalid outside of the years 0001 to 9999. '"
              + ProgramName.command("migrate plan")
              + "' shows the"
              + " UPDATE that mends it.");
    }
  }

  private static void json(AccountAdminRepository accounts, PrintWriter out) throws IOException {
    JsonGenerator json = BoundedJson.FACTORY.createGenerator(out);
    // Escapes every character outside ASCII, and so terminal control sequences.
    json.useDefaultPrettyPrinter().setHighestNonEscapedChar(LAST_ASCII);
    json.writeStartArray();
    List<Account> page = accounts.page("", PAGE);
    while (!page.isEmpty()) {
      for (Account account : page) {
        AccountPrinter.json(json, account);
      }
      page = accounts.page(page.getLast().email(), PAGE);
    }
    json.writeEndArray();
    json.flush();
    out.println();
  }
}
