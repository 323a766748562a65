package dev.freehold.spec.yaml;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// The bytes of a spec to its text: UTF-8, with or without a byte order mark, every character
/// printable (YAML 1.2.2, section 5.1).
final class SpecText {
  private SpecText() {}

  /// @return null when an issue says why there is no text
  static @Nullable String decode(byte[] bytes, Issues issues) {
    if (bytes.length > SpecReader.MAX_BYTES) {
      issues.add(
          new Place(1, 1),
          IssueCode.TOO_LARGE,
          "the spec has " + bytes.length + " bytes",
          "at most " + SpecReader.MAX_BYTES);
      return null;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    String text = withoutMark(chars.flip().toString());
    if (result.isError()) {
      issues.add(end(text), IssueCode.NOT_UTF8, "the text is not UTF-8", "save the file as UTF-8");
      return null;
    }
    return isPrintable(text, issues) ? text : null;
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static boolean isPrintable(String text, Issues issues) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        issues.add(
            end(text.substring(0, i)),
            IssueCode.BAD_CHARACTER,
            String.format(Locale.ROOT, "U+%04X cannot stand in YAML", c),
            "in double quotes it may be written as an escape");
        return false;
      }
    }
    return true;
  }

  /// The place behind the text.
  private static Place end(String text) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean half = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if ((c == '\n' || c == '\r') && !half) {
        line++;
        start = i + 1;
      }
    }
    return new Place(line, text.codePointCount(start, text.length()) + 1);
  }
}
