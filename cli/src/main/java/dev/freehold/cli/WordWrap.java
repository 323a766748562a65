package dev.freehold.cli;

import java.util.ArrayList;
import java.util.List;

/// Breaks text into lines, at blanks only: a name such as `tasks.priority` or `access-token` stays
/// whole.
final class WordWrap {
  private WordWrap() {}

  /// A line as a part of the text: from `start` to before `end`.
  record Line(int start, int end) {
    String of(String text) {
      return text.substring(start, end);
    }
  }

  /// @param width of a line; a longer word has a line of its own
  static List<Line> lines(String text, int width) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    int end = 0;
    while (end < text.length()) {
      int word = end;
      while (word < text.length() && text.charAt(word) == ' ') {
        word++;
      }
      int next = text.indexOf(' ', word);
      int wordEnd = next < 0 ? text.length() : next;
      if (wordEnd - start > width && end > start) {
        lines.add(new Line(start, end));
        start = word;
      }
      end = wordEnd;
    }
    lines.add(new Line(start, end));
    return lines;
  }

  /// The lines as texts.
  static List<String> texts(String text, int width) {
    return lines(text, width).stream().map(line -> line.of(text)).toList();
  }
}
