package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold user reset`: a new password.
@Command(
    name = "reset",
    description = "Gives an account a new password and ends its sessions.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user reset ann@example.com",
      "  pass show api/ann | freehold user reset ann@example.com --password-stdin",
      "",
      "Without --password-stdin a password is made and shown once. Within a second no",
      "server lets anybody in who signed in with the old one."
    })
final class UserResetCommand extends UserSubcommand {
  @Parameters(index = "0", paramLabel = "EMAIL", description = "Whose account.")
  private @Nullable String email;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--password-stdin",
      description = "Read the password from the first line of standard input.")
  private boolean passwordStdin;

  private final InputStream in;

  UserResetCommand(InputStream in) {
    this.in = in;
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  void run(ApiPlan plan, AccountDatabase database, PrintWriter out) throws IOException {
    SecureRandom random = new SecureRandom();
    AccountArguments arguments = new AccountArguments(plan);
    String address = arguments.email(email);
    arguments.throwIfInvalid();
    NewPassword password =
        passwordStdin ? NewPassword.read(in) : NewPassword.generate(plan, random);
    arguments.password(password.text().reveal(), address);
    arguments.throwIfInvalid();
    String hash = password.hash(random);
    Account account = database.updateAccount(address, a -> a.reset(address, hash));
    AccountPrinter printer = new AccountPrinter(out);
    printer.one(account, "has a new password");
    if (password.generated()) {
      printer.password(password.text());
    }
  }
}
