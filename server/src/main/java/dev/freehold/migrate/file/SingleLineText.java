package dev.freehold.migrate.file;

import dev.freehold.migrate.file.MigrationFileReader.SyntaxException;
import dev.freehold.problem.PrintableText;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.Locale;

/// Encodes any text on one line: as it is if it is printable and unambiguous, else as a JSON
/// string.
final class SingleLineText {
  private SingleLineText() {}

  static String write(String text) {
    return isPlain(text) ? text : quote(text);
  }

  /// Writes a JSON string. Characters that an editor or a terminal would not show are escaped.
  static String quote(String text) {
    StringBuilder out = new StringBuilder();
    Json.encode(text)
        .codePoints()
        .forEach(
            c -> {
              if (!PrintableText.isPrintable(c)) {
                for (char unit : Character.toChars(c)) {
                  out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /// The inverse of [#write] and [#quote].
  static String read(int line, String written) {
    if (!written.startsWith("\"")) {
      return written;
    }
    try {
      if (Json.decodeValue(written) instanceof String text) {
        return text;
      }
    } catch (DecodeException e) {
      throw new SyntaxException(line, "the text in quotes is no JSON string");
    }
    throw new SyntaxException(line, "the text in quotes is no JSON string");
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.charAt(0) != '"'
        && text.strip().equals(text)
        && text.codePoints().allMatch(PrintableText::isPrintable);
  }
}
