package dev.freehold.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Results as CI servers read them: the XML that Ant's JUnit task made common, in the form that Jenkins, GitLab and GitHub's
/// reporters agree on.
public final class JUnitXml {
  private JUnitXml() {}

  /// What became of one test.
  public sealed interface Outcome {
    record Passed() implements Outcome {}

    /// @param message one line
    /// @param text all that helps to understand it
    record Failed(String message, String text) implements Outcome {}

    /// It could not be carried to its end.
    record Broken(String message, String text) implements Outcome {}

    record Skipped(String why) implements Outcome {}
  }

  public record Test(String group, String name, Duration time, Outcome outcome) {}

  /// @param suite the name of all of it
  public static String write(String suite, List<Test> tests) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    String counts = counts(tests);
    out.append("<testsuites ").append(counts).append(">\n  <testsuite name=\"");
    out.append(escaped(suite)).append("\" ").append(counts).append(">\n");
    tests.forEach(test -> append(out, test));
    return out.append("  </testsuite>\n</testsuites>\n").toString();
  }

  private static String counts(List<Test> tests) {
    Duration time = tests.stream().map(Test::time).reduce(Duration.ZERO, Duration::plus);
    return String.format(
        Locale.ROOT,
        "tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\"",
        tests.size(),
        tests.stream().filter(t -> t.outcome() instanceof Outcome.Failed).count(),
        tests.stream().filter(t -> t.outcome() instanceof Outcome.Broken).count(),
        tests.stream().filter(t -> t.outcome() instanceof Outcome.Skipped).count(),
        seconds(time));
  }

  private static void append(StringBuilder out, Test test) {
    out.append("    <testcase classname=\"")
        .append(escaped(test.group()))
        .append("\" name=\"")
        .append(escaped(test.name()))
        .append("\" time=\"")
        .append(seconds(test.time()))
        .append('"');
    switch (test.outcome()) {
      case Outcome.Passed _ -> out.append("/>\n");
      case Outcome.Failed(String message, String text) -> fault(out, "failure", message, text);
      case Outcome.Broken(String message, String text) -> fault(out, "error", message, text);
      case Outcome.Skipped(String why) ->
          out.append(">\n      <skipped message=\"")
              .append(escaped(why))
              .append("\"/>\n    </testcase>\n");
    }
  }

  private static void fault(StringBuilder out, String element, String message, String text) {
    out.append(">\n      <")
        .append(element)
        .append(" message=\"")
        .append(escaped(message))
        .append("\">")
        .append(escaped(text).replace("&#10;", "\n"))
        .append("</")
        .append(element)
        .append(">\n    </testcase>\n");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
  }

  /// What XML 1.0 (section 2.2) cannot hold in any form becomes U+FFFD; line breaks would be blanks in an attribute.
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n', '\r', '\t' -> out.append("&#").append(c).append(';');
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  private static boolean isAllowed(int c) {
    return c >= 0x20 && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }
}
