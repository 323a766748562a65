package dev.freehold.cli;

import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// Asks the person at the terminal before a change that cannot be undone.
final class ConfirmationPrompt {
  private ConfirmationPrompt() {}

  /// @param question ends with a question mark
  /// @param withoutTerminal what to pass where nobody can be asked
  /// @throws CommandRefusedException if the answer is not yes, or nobody can be asked
  static void require(String question, String withoutTerminal) {
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isEmpty()) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "there is no terminal to ask on: pass " + withoutTerminal + ".\nNothing was changed.");
    }
    String answer = terminal.get().readLine("%s [y/N] ", question);
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new CommandRefusedException(ExitStatus.FAILED, "Nothing was changed.");
    }
  }
}
