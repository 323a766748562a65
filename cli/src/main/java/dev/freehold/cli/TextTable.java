package dev.freehold.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A text table. Each column is as wide as its widest cell; the last one is not padded.
final class TextTable {
  private static final String GAP = "  ";

  private final String indent;
  private final List<List<Cell>> rows = new ArrayList<>();
  private final Set<Integer> notes = new HashSet<>();

  /// @param indent prefix of every line
  public TextTable(String indent) {
    this.indent = indent;
  }

  /// One cell.
  ///
  /// @param text one line without control characters
  /// @param style such as [TerminalStyle#bold]; does not change the width
  public record Cell(String text, UnaryOperator<String> style) {
    public static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity());
    }
  }

  public TextTable row(String... cells) {
    return row(List.of(cells).stream().map(Cell::of).toList());
  }

  public TextTable row(List<Cell> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /// A line below the last row, outside the columns.
  public TextTable note(Cell text) {
    rows.add(List.of(Cell.of(""), text));
    notes.add(rows.size() - 1);
    return this;
  }

  public void print(PrintWriter out) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (int r = 0; r < rows.size(); r++) {
      List<Cell> row = notes.contains(r) ? List.of() : rows.get(r);
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], width(row.get(i).text()));
      }
    }
    rows.forEach(row -> out.println(line(row, widths)));
  }

  private String line(List<Cell> row, int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    int blanks = 0;
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      if (!cell.text().isEmpty()) {
        line.repeat(' ', blanks).append(cell.style().apply(cell.text()));
        blanks = 0;
      }
      blanks += widths[i] - width(cell.text()) + GAP.length();
    }
    return line.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
