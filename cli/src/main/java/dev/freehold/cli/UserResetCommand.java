package dev.freehold.cli;

import dev.freehold.account.Account;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `freehold user reset`: sets a new password and ends the sessions of an account.
@Command(
    name = "reset",
    description = "Sets a new password for an account and ends its sessions.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user reset ann@example.com",
      "  pass show api/ann | freehold user reset ann@example.com --password-stdin",
      "",
      "Without --password-stdin a password is generated and shown once. After one second at",
      "most, every server refuses the tokens of earlier sessions."
    })
final class UserResetCommand extends UserSubcommand {
  @Mixin private final PasswordOption password;

  UserResetCommand(InputStream in) {
    this.password = new PasswordOption(in);
  }

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    if (Account.isExternal(email)) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "an account of an external issuer has no password; its person signs in there");
    }
    NewPassword chosen = password.choose(arguments, email);
    String hash = chosen.hash(context.config().get().leakedPasswords());
    Account account = update(context, email, a -> a.reset(email, hash));
    AccountPrinter printer = AccountPrinter.of(context);
    printer.one(account, "has a new password");
    printer.password(chosen);
  }
}
