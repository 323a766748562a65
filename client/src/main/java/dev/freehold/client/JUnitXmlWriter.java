package dev.freehold.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes test results as JUnit XML, in the form that Jenkins, GitLab and the reporters of GitHub
/// accept.
public final class JUnitXmlWriter {
  private JUnitXmlWriter() {}

  /// The outcome of one test.
  public sealed interface TestCaseOutcome {
    record Passed() implements TestCaseOutcome {}

    /// @param message one line
    /// @param text the details
    record Failed(String message, String text) implements TestCaseOutcome {}

    /// The test could not be completed.
    record Errored(String message, String text) implements TestCaseOutcome {}

    record Skipped(String why) implements TestCaseOutcome {}
  }

  public record TestCaseResult(String group, String name, Duration time, TestCaseOutcome outcome) {}

  /// @param suite the name of the test suite
  public static String write(String suite, List<TestCaseResult> tests) {
    return write(suite, Map.of(), tests);
  }

  /// @param properties what holds for the whole suite, in this order
  public static String write(
      String suite, Map<String, String> properties, List<TestCaseResult> tests) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    String counts = counts(tests);
    out.append("<testsuites ").append(counts).append(">\n  <testsuite name=\"");
    out.append(escaped(suite)).append("\" ").append(counts).append(">\n");
    append(out, properties);
    tests.forEach(test -> append(out, test));
    return out.append("  </testsuite>\n</testsuites>\n").toString();
  }

  private static String counts(List<TestCaseResult> tests) {
    Duration time = tests.stream().map(TestCaseResult::time).reduce(Duration.ZERO, Duration::plus);
    return String.format(
        Locale.ROOT,
        "tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\"",
        tests.size(),
        tests.stream().filter(t -> t.outcome() instanceof TestCaseOutcome.Failed).count(),
        tests.stream().filter(t -> t.outcome() instanceof TestCaseOutcome.Errored).count(),
        tests.stream().filter(t -> t.outcome() instanceof TestCaseOutcome.Skipped).count(),
        seconds(time));
  }

  private static void append(StringBuilder out, Map<String, String> properties) {
    if (properties.isEmpty()) {
      return;
    }
    out.append("    <properties>\n");
    properties.forEach(
        (name, value) ->
            out.append("      <property name=\"")
                .append(escaped(name))
                .append("\" value=\"")
                .append(escaped(value))
                .append("\"/>\n"));
    out.append("    </properties>\n");
  }

  private static void append(StringBuilder out, TestCaseResult test) {
    out.append("    <testcase classname=\"")
        .append(escaped(test.group()))
        .append("\" name=\"")
        .append(escaped(test.name()))
        .append("\" time=\"")
        .append(seconds(test.time()))
        .append('"');
    switch (test.outcome()) {
      case TestCaseOutcome.Passed _ -> out.append("/>\n");
      case TestCaseOutcome.Failed(String message, String text) ->
          fault(out, "failure", message, text);
      case TestCaseOutcome.Errored(String message, String text) ->
          fault(out, "error", message, text);
      case TestCaseOutcome.Skipped(String why) ->
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

  /// What XML 1.0 (section 2.2) cannot hold in any form becomes U+FFFD; line breaks would be blanks
  /// in an attribute.
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
