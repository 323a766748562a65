package dev.freehold.problem;

import java.util.regex.Pattern;

/// A word as it is typed in a POSIX shell.
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellWord() {}

  /// The text, in quotes if it needs them.
  public static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
