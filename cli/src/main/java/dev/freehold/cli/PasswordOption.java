package dev.freehold.cli;

import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Option;

/// Whether the password of an account comes from standard input or is generated.
final class PasswordOption {
  @Option(
      names = "--password-stdin",
      description = "Read the password from the first line of standard input.")
  private boolean passwordStdin;

  private final InputStream in;

  /// @param in the standard input
  PasswordOption(InputStream in) {
    this.in = in;
  }

  /// The password for the account of `email`, checked by the rules of sign-up.
  ///
  /// @throws DatabaseCommand.CommandRefusedException if this or another argument is invalid
  NewPassword choose(AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    NewPassword password =
        passwordStdin ? NewPassword.read(in) : NewPassword.generate(arguments.passwordMinLength());
    arguments.password(password.text().reveal(), email);
    arguments.throwIfInvalid();
    return password;
  }
}
