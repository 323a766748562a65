package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold user list`: all accounts by address, however many.
@Command(
    name = "list",
    description = "Lists the accounts by e-mail: name, roles, state, and when each was made.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user list",
      "  freehold user list --json shop.yaml | jq -r '.[] | select(.state == \"disabled\").email'"
    })
final class UserListCommand extends UserSubcommand {
  /// Held at once.
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
  void run(ApiPlan plan, AccountDatabase database, PrintWriter out) throws IOException {
    database.withAccounts(
        accounts -> {
          if (json) {
            json(accounts, out);
          } else {
            table(accounts, out);
          }
          return true;
        });
  }

  private static void table(AccountAdminRepository accounts, PrintWriter out) {
    AccountPrinter printer = new AccountPrinter(out);
    List<Account> page = accounts.page("", PAGE);
    if (page.isEmpty()) {
      out.println("There are no accounts.");
      return;
    }
    for (boolean more = false; !page.isEmpty(); more = true) {
      printer.table(page, more);
      page = accounts.page(page.getLast().email(), PAGE);
    }
  }

  private static void json(AccountAdminRepository accounts, PrintWriter out) throws IOException {
    JsonGenerator json = BoundedJson.FACTORY.createGenerator(out);
    // What a terminal would obey is escaped with everything else that is not ASCII.
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
