package dev.freehold.audit.site;

import java.util.ArrayList;
import java.util.List;

/// Splits shell commands into words as bash does: quotes of all kinds, continued lines, comments. What
/// needs a shell, such as a variable or a pipe, is an error.
final class ShellCommandReader {
  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> command = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellCommandReader(String text) {
    this.text = text;
  }

  /// The words of each command.
  ///
  /// @throws IllegalArgumentException for what needs a shell, with its line
  static List<List<String>> read(String text) {
    return new ShellCommandReader(text.replace("\r\n", "\n")).commands();
  }

  private List<List<String>> commands() {
    while (at < text.length()) {
      char next = text.charAt(at++);
      switch (next) {
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        case '$' -> afterDollar();
        case '\\' -> escaped();
        case ' ', '\t' -> endWord();
        case '\n', ';' -> endCommand();
        case '#' -> {
          if (inWord) {
            append(next);
          } else {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
          }
        }
        case '`', '|', '&', '<', '>', '(', ')' -> throw fault("'" + next + "' needs a shell");
        case '^' -> throw fault("'^' is of Windows: copy the request as cURL for bash");
        default -> append(next);
      }
    }
    endCommand();
    return List.copyOf(commands);
  }

  private void append(char next) {
    inWord = true;
    word.append(next);
  }

  private void endWord() {
    if (inWord) {
      command.add(word.toString());
      word = new StringBuilder();
      inWord = false;
    }
  }

  private void endCommand() {
    endWord();
    if (!command.isEmpty()) {
      commands.add(List.copyOf(command));
      command = new ArrayList<>();
    }
  }

  private void escaped() {
    char next = next();
    if (next != '\n') {
      append(next);
    }
  }

  private void singleQuoted() {
    inWord = true;
    for (char next = next(); next != '\''; next = next()) {
      word.append(next);
    }
  }

  private void doubleQuoted() {
    inWord = true;
    for (char next = next(); next != '"'; next = next()) {
      if (next == '\\') {
        char escaped = next();
        if ("$`\"\\".indexOf(escaped) < 0 && escaped != '\n') {
          word.append('\\');
        }
        if (escaped != '\n') {
          word.append(escaped);
        }
      } else if (next == '$' || next == '`') {
        throw fault("a variable needs a shell: write its value");
      } else {
        word.append(next);
      }
    }
  }

  private void afterDollar() {
    if (at == text.length() || text.charAt(at) != '\'') {
      throw fault("a variable needs a shell: write its value");
    }
    at++;
    inWord = true;
    for (char next = next(); next != '\''; next = next()) {
      if (next == '\\') {
        ansiEscape(next());
      } else {
        word.append(next);
      }
    }
  }

  /// An escape in `$'…'`, as browsers write it.
  private void ansiEscape(char kind) {
    switch (kind) {
      case 'n' -> word.append('\n');
      case 't' -> word.append('\t');
      case 'r' -> word.append('\r');
      case 'x' -> word.append(Character.toChars(hex(2)));
      case 'u' -> word.append(Character.toChars(hex(4)));
      case 'U' -> word.append(Character.toChars(hex(8)));
      case '\\', '\'', '"', '?' -> word.append(kind);
      default -> throw fault("the escape \\" + kind + " is not known");
    }
  }

  private int hex(int most) {
    int start = at;
    while (at < text.length() && at - start < most && Character.digit(text.charAt(at), 16) >= 0) {
      at++;
    }
    try {
      int point = Integer.parseInt(text.substring(start, at), 16);
      if (Character.isValidCodePoint(point)) {
        return point;
      }
    } catch (NumberFormatException _) {
      // Reported below, like a number that is no character.
    }
    throw fault("an escape has no character");
  }

  private char next() {
    if (at == text.length()) {
      throw fault("a quote is not closed");
    }
    return text.charAt(at++);
  }

  private IllegalArgumentException fault(String what) {
    long line = text.substring(0, at).chars().filter(each -> each == '\n').count() + 1;
    return new IllegalArgumentException("line " + line + ": " + what);
  }
}
