package dev.freehold.cli;

import dev.freehold.spec.SpecIssue;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Prints the faults or warnings of a spec, one per line; on a terminal also the line of the spec with a caret.
final class IssuePrinter {
  /// Longer lines of a spec are not shown: they would wrap and misplace the caret.
  private static final int MAX_LINE = 160;

  private final TerminalStyle colour;

  public IssuePrinter(TerminalStyle colour) {
    this.colour = colour;
  }

  /// Prints all faults and their number.
  public void print(PrintWriter out, SpecSource spec, List<SpecIssue> issues) {
    printEach(out, spec, issues);
    out.println(issues.size() == 1 ? "1 fault" : issues.size() + " faults");
  }

  /// Prints all warnings and their number; nothing if there are none.
  public void printWarnings(PrintWriter out, SpecSource spec, List<SpecIssue> warnings) {
    if (!warnings.isEmpty()) {
      printEach(out, spec, warnings.stream().map(IssuePrinter::warning).toList());
      out.println(warnings.size() == 1 ? "1 warning" : warnings.size() + " warnings");
    }
  }

  private static SpecIssue warning(SpecIssue issue) {
    return new SpecIssue(
        issue.position(), issue.code(), "warning: " + issue.message(), issue.hint());
  }

  private void printEach(PrintWriter out, SpecSource spec, List<SpecIssue> issues) {
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
  }

  private void printLine(PrintWriter out, String line, int column) {
    boolean printable = line.codePoints().noneMatch(Character::isISOControl);
    if (line.length() <= MAX_LINE && printable) {
      out.println("    " + line);
      out.println("    " + " ".repeat(column - 1) + colour.red("^"));
    }
  }
}
