package dev.freehold.testkit.value;

import static dev.freehold.testkit.value.BoundaryValue.bad;
import static dev.freehold.testkit.value.BoundaryValue.good;

import com.google.re2j.Pattern;
import dev.freehold.problem.ViolationCode;
import dev.freehold.testkit.value.BoundaryValues.OmittedBoundaryValue;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// Boundary values of text: length, pattern, format and normalization.
final class TextBoundaryValues {
  private TextBoundaryValues() {}

  static void of(
      ScalarType scalar,
      FieldConstraints rules,
      List<BoundaryValue> edges,
      List<OmittedBoundaryValue> missing) {
    FieldConstraints.Text text = Objects.requireNonNull(rules.text());
    lengths(scalar, rules, text, edges, missing);
    edges.add(bad("a number", 5, ViolationCode.TYPE));
    edges.add(bad("U+0000 in it", "a\u0000b", ViolationCode.CHARACTER));
    Pattern pattern = text.pattern();
    if (pattern != null && (scalar == ScalarType.STRING || scalar == ScalarType.TEXT)) {
      String what = "a text that does not match the pattern";
      TextSamples.unmatched(text)
          .ifPresentOrElse(
              t -> edges.add(bad(what, t, ViolationCode.PATTERN)),
              () ->
                  missing.add(
                      new OmittedBoundaryValue(
                          what, "no text was found that does not match " + pattern.pattern())));
    }
    switch (scalar) {
      case EMAIL -> {
        edges.add(bad("\"ann\"", "ann", ViolationCode.FORMAT, ViolationCode.TOO_SHORT));
        edges.add(bad("\"ann@@example.com\"", "ann@@example.com", ViolationCode.FORMAT));
      }
      case URL -> {
        edges.add(bad("\"javascript:alert(1)\"", "javascript:alert(1)", ViolationCode.FORMAT));
        edges.add(bad("\"//example.com\"", "//example.com", ViolationCode.FORMAT));
      }
      case STRING, TEXT -> normalized(text, edges);
      case INTEGER,
          BIGINT,
          INTEGER_ID,
          NUMBER,
          DECIMAL,
          BOOLEAN,
          DATE,
          TIME,
          DATETIME,
          UUID,
          ENUM,
          JSON -> {}
    }
  }

  private static void lengths(
      ScalarType scalar,
      FieldConstraints rules,
      FieldConstraints.Text text,
      List<BoundaryValue> edges,
      List<OmittedBoundaryValue> missing) {
    for (int length : new int[] {text.minLength(), text.maxLength()}) {
      String what = characters(length);
      if (length == 0) {
        boolean empty = text.pattern() == null || text.pattern().matcher("").find();
        if (empty && scalar != ScalarType.EMAIL && scalar != ScalarType.URL) {
          edges.add(good("an empty text", ""));
        }
        continue;
      }
      Optional<String> made =
          length > BoundaryValues.MOST
              ? Optional.empty()
              : TextSamples.ofLength(scalar, rules, length);
      made.ifPresentOrElse(
          t -> edges.add(good(what, t)),
          () -> {
            if (scalar == ScalarType.STRING
                || scalar == ScalarType.TEXT
                || length == text.maxLength()) {
              missing.add(new OmittedBoundaryValue(what, "no text of that length could be made"));
            }
          });
    }
    if (text.minLength() > 0) {
      String under = "x".repeat(text.minLength() - 1);
      edges.add(
          bad(
              characters(text.minLength() - 1),
              under,
              ViolationCode.TOO_SHORT,
              ViolationCode.FORMAT));
    }
    if (text.maxLength() < BoundaryValues.MOST) {
      String over =
          switch (scalar) {
            case URL -> {
              String start = "https://example.com/";
              yield start + "x".repeat(Math.max(1, text.maxLength() + 1 - start.length()));
            }
            case EMAIL -> "x".repeat(text.maxLength()) + "@example.com";
            case STRING,
                TEXT,
                INTEGER,
                BIGINT,
                INTEGER_ID,
                NUMBER,
                DECIMAL,
                BOOLEAN,
                DATE,
                TIME,
                DATETIME,
                UUID,
                ENUM,
                JSON ->
                "x".repeat(text.maxLength() + 1);
          };
      edges.add(bad(characters(over.length()), over, ViolationCode.TOO_LONG, ViolationCode.FORMAT));
    } else {
      missing.add(
          new OmittedBoundaryValue(
              characters(text.maxLength() + 1), "the body would exceed the limit of the server"));
    }
  }

  private static String characters(int count) {
    return count == 1 ? "1 character" : String.format(Locale.ROOT, "%,d characters", count);
  }

  /// Texts that are normalized before validation and are valid afterwards.
  private static void normalized(FieldConstraints.Text text, List<BoundaryValue> edges) {
    if (text.pattern() != null || text.maxLength() < 20) {
      return;
    }
    String core = "Item" + "x".repeat(Math.max(0, text.minLength() - 4));
    String kept = text.lowercase() ? core.toLowerCase(Locale.ROOT) : core;
    if (core.length() + 13 > text.maxLength()) {
      return;
    }
    if (text.trim()) {
      edges.add(good("blanks around it", " \t" + core + "  ", kept));
    }
    if (text.stripHtml()) {
      edges.add(good("markup in it", core + "<b title='>'></b>", kept));
    }
    if (text.lowercase()) {
      edges.add(good("capitals", core, kept));
    }
    if (text.nfc()) {
      edges.add(good("a letter and its mark apart", core + "e\u0301", kept + "é"));
    }
    boolean plain = !text.trim() && !text.stripHtml() && !text.lowercase() && !text.nfc();
    if (plain) {
      edges.add(
          good("blanks, quotes and markup", " " + core + "<b>'\"; 😀", " " + core + "<b>'\"; 😀"));
    }
    if (text.trim() && text.minLength() > 0) {
      edges.add(bad("blanks alone", "   ", ViolationCode.TOO_SHORT));
    }
  }
}
