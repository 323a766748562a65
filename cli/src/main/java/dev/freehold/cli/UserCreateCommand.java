package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.cli.UserSubcommand.UserCommandRefused;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.UuidV7Generator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold user create`: an account, whether or not sign-up is open.
@Command(
    name = "create",
    description = "Makes an account, whether or not sign-up is open.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user create ann@example.com --name Ann --role editor",
      "  pass show api/ann | freehold user create ann@example.com --password-stdin",
      "",
      "Without --password-stdin a password is made and shown once.",
      "The rules are those of sign-up."
    })
final class UserCreateCommand extends UserSubcommand {
  @Parameters(index = "0", paramLabel = "EMAIL", description = "The address to sign in with.")
  private @Nullable String email;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(names = "--name", paramLabel = "NAME", description = "What the person is called.")
  private @Nullable String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "A role of the spec; may be given several times.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--password-stdin",
      description = "Read the password from the first line of standard input.")
  private boolean passwordStdin;

  private final InputStream in;

  UserCreateCommand(InputStream in) {
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
    String called = arguments.name(name);
    List<String> given = arguments.roles(roles, List.of());
    arguments.throwIfInvalid();
    NewPassword password =
        passwordStdin ? NewPassword.read(in) : NewPassword.generate(plan, random);
    arguments.password(password.text().reveal(), address);
    arguments.throwIfInvalid();
    String hash = password.hash(random);
    Account account =
        database
            .withAccounts(
                a ->
                    a.create(
                        new UuidV7Generator(InstantSource.system(), random).next(),
                        address,
                        called,
                        hash,
                        given))
            .orElseThrow(
                () ->
                    new UserCommandRefused(
                        ExitStatus.FAILED,
                        "there is an account with the e-mail "
                            + address
                            + " already; 'freehold user role' and 'freehold user reset' change"
                            + " it"));
    AccountPrinter printer = new AccountPrinter(out);
    printer.one(account, "has an account");
    if (password.generated()) {
      printer.password(password.text());
    }
  }
}
