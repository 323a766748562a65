package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.problem.ProgramName;
import dev.freehold.type.UuidV7Generator;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `freehold user create`: creates an account, also where sign-up is closed.
@Command(
    name = "create",
    description = "Creates an account, also where sign-up is closed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user create ann@example.com --name Ann --role editor",
      "  pass show api/ann | freehold user create ann@example.com --password-stdin",
      "",
      "Without --password-stdin a password is generated and shown once. A password must",
      "meet the rules of sign-up."
    })
final class UserCreateCommand extends UserSubcommand {
  @Option(names = "--name", paramLabel = "NAME", description = "The display name.")
  private @Nullable String name;

  @Option(names = "--role", paramLabel = "ROLE", description = "A role of the spec. Repeatable.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--verified",
      description = "The e-mail address counts as confirmed (auth.verification).")
  private boolean verified;

  @Mixin private final PasswordOption password;

  UserCreateCommand(InputStream in) {
    this.password = new PasswordOption(in);
  }

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.newEmail(email);
    String displayName = arguments.name(name);
    List<String> given = arguments.roles(roles, List.of());
    NewPassword chosen = password.choose(arguments, email);
    String hash = chosen.hash(context.config().get().leakedPasswords());
    Account account =
        context
            .database()
            .withAccounts(
                a ->
                    a.create(
                        new UuidV7Generator(InstantSource.system(), new SecureRandom()).next(),
                        email,
                        displayName,
                        hash,
                        given,
                        verified))
            .orElseThrow(
                () ->
                    new CommandRefusedException(
                        ExitStatus.FAILED,
                        "an account with the e-mail "
                            + email
                            + " exists already; '"
                            + ProgramName.command("user role")
                            + "' and '"
                            + ProgramName.command("user reset")
                            + "'"
                            + " change it"));
    AccountPrinter printer = AccountPrinter.of(context);
    printer.one(account, "has an account");
    printer.password(chosen);
  }
}
