package dev.freehold.cli;

import java.io.Console;
import java.util.Optional;

/// The style of the output: with or without colour (https://no-color.org), for a terminal or plain.
enum TerminalStyle {
  PLAIN,
  TERMINAL,
  TERMINAL_WITHOUT_COLOUR;

  public static TerminalStyle ofTerminal() {
    if (!Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
      return PLAIN;
    }
    String noColour = System.getenv("NO_COLOR");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    return dumb || (noColour != null && !noColour.isEmpty()) ? TERMINAL_WITHOUT_COLOUR : TERMINAL;
  }

  public boolean isTerminal() {
    return this != PLAIN;
  }

  public String bold(String text) {
    return wrap("1", text);
  }

  public String red(String text) {
    return wrap("31", text);
  }

  public String yellow(String text) {
    return wrap("33", text);
  }

  private String wrap(String code, String text) {
    return this == TERMINAL ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
