package dev.freehold.spec.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// Compiles a field's `pattern`. Matching takes time linear in the text and in the size of the
/// compiled pattern. Counted repetitions multiply that size: `((a{1000}){1000}){1000}` does not fit
/// into memory.
final class PatternReader {
  private static final int MAX_CHARACTERS = 1_000;

  /// Repetitions times characters of the pattern, before it is compiled.
  private static final long MAX_WRITTEN_SIZE = 200_000;

  /// Instructions of the pattern times characters of the longest value.
  private static final long MAX_STEPS = 50_000_000;

  /// The maximum text length of a request, in characters.
  private static final long MAX_TEXT = 1_000_000;

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{([0-9]{1,4})(?:,([0-9]{0,4}))?\\}");

  private PatternReader() {}

  /// @param maxLength the maximum length of a value, in characters
  public static @Nullable Pattern read(
      SpecIssueCollector issues, @Nullable YamlNode node, FieldType type, int maxLength) {
    String text = YamlValueReader.text(issues, node, "pattern", MAX_CHARACTERS);
    if (node == null || text == null) {
      return null;
    }
    if (writtenSize(text) > MAX_WRITTEN_SIZE) {
      bad(issues, node, "its repetition counts are too large", "use smaller counts");
      return null;
    }
    try {
      Pattern pattern = Pattern.compile(text);
      long longest =
          Math.min(MAX_TEXT, type.array() ? (long) maxLength * FieldType.MAX_ITEMS : maxLength);
      if (pattern.programSize() * longest > MAX_STEPS) {
        bad(
            issues,
            node,
            "matching takes too long for values of " + maxLength + " characters",
            "use smaller counts or a smaller maxLength");
        return null;
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      bad(
          issues,
          node,
          e.getDescription() + " " + PrintableText.quote(e.getPattern()),
          "patterns run in linear time (RE2): no look-around, no back-references");
      return null;
    }
  }

  private static void bad(SpecIssueCollector issues, YamlNode node, String why, String hint) {
    issues.add(
        node.position(), SpecIssueCode.BAD_PATTERN, "the pattern cannot be used: " + why, hint);
  }

  /// An upper bound of the expanded pattern size. The operand of a repetition is not parsed: unless
  /// it is a plain character, it is assumed to contain the largest repetition so far.
  private static long writtenSize(String pattern) {
    boolean quoted = pattern.contains("\\Q");
    long greatest = 1;
    Matcher repetition = REPETITION.matcher(pattern);
    while (repetition.find()) {
      long count = 1 + Math.max(number(repetition.group(1)), number(repetition.group(2)));
      boolean group =
          quoted
              || repetition.start() == 0
              || ")}*+?".indexOf(pattern.charAt(repetition.start() - 1)) >= 0;
      greatest = Math.min(group ? greatest * count : Math.max(greatest, count), 1L << 32);
    }
    return greatest * pattern.length();
  }

  private static long number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
