package dev.freehold.cli;

import dev.freehold.spec.SpecIssue;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Prints the faults of a spec, one per line; on a terminal also the line of the spec with a caret.
final class IssuePrinter {
  /// Longer lines of a spec are not shown: they would wrap and misplace the caret.
  private static final int MAX_LINE = 160;

  private final TerminalStyle colour;

  public IssuePrinter(TerminalStyle colour) {
    this.colour = colour;
  }

  public void print(PrintWriter out, SpecSource spec, List<SpecIssue> issues) {
    List<String> lines =
        List.of(new String(spec.bytes(), StandardCharsets.UTF_8).split("\r\n|\r|\n", -1));
    for (SpecIssue issue : issues) {
      out.println(
          colour.isTerminal() ? colour.bold(issue.render(spec.name())) : issue.render(spec.name()));
      int line = issue.position().line();
      if (colour.isTerminal() && line <= lines.size()) {
        printLine(out, lines.get(line - 1), issue.position().column());
      }
    }
    out.println(issues.size() == 1 ? "1 fault" : issues.size() + " faults");
  }

  private void printLine(PrintWriter out, String line, int column) {
    boolean printable = line.codePoints().noneMatch(Character::isISOControl);
    if (line.length() <= MAX_LINE && printable) {
      out.println("    " + line);
      out.println("    " + " ".repeat(column - 1) + colour.red("^"));
    }
  }
}
