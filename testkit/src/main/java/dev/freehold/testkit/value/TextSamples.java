package dev.freehold.testkit.value;

import com.google.re2j.Pattern;
import dev.freehold.type.ConstraintValidator.TextNormalizer;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Texts that a field accepts and returns unchanged.
final class TextSamples {
  /// Consonants only: words of these are in no dictionary, and a stemmer does not change them.
  private static final String LETTERS = "bcfghjkmnpqrtvwxz";

  /// A URL of a scheme and a host.
  private static final String ADDRESS = "https://example.com/";

  private TextSamples() {}

  static Optional<String> of(ScalarType scalar, FieldConstraints rules, int n) {
    FieldConstraints.@Nullable Text text = rules.text();
    int min = text == null ? 0 : text.minLength();
    int max = text == null ? 255 : text.maxLength();
    return of(scalar, text, min, max, n);
  }

  /// A text of exactly this length.
  static Optional<String> ofLength(ScalarType scalar, FieldConstraints rules, int length) {
    return of(scalar, rules.text(), length, length, length % 7);
  }

  private static Optional<String> of(
      ScalarType scalar, FieldConstraints.@Nullable Text text, int min, int max, int n) {
    Optional<String> made =
        switch (scalar) {
          case EMAIL -> email(min, max, n);
          case URL -> url(min, max, n);
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
              Optional.of(words(min, max, n));
        };
    if (text == null) {
      return made;
    }
    boolean lower = text.lowercase();
    Optional<String> cased = made.map(t -> lower ? t.toLowerCase(Locale.ROOT) : t);
    Pattern pattern = text.pattern();
    if (pattern == null || cased.filter(t -> pattern.matcher(t).find()).isPresent()) {
      return cased.filter(t -> fits(text, t, min, max));
    }
    boolean free = scalar == ScalarType.STRING || scalar == ScalarType.TEXT;
    return free
        ? MatchingTextGenerator.of(pattern.pattern(), min, max, n)
            .map(t -> lower ? t.toLowerCase(Locale.ROOT) : t)
            .filter(t -> fits(text, t, min, max))
            .findFirst()
        : Optional.empty();
  }

  /// Whether the server stores the text unchanged.
  static boolean fits(FieldConstraints.Text text, String value, int min, int max) {
    int length = value.codePointCount(0, value.length());
    return length >= min
        && length <= max
        && (!text.trim() || value.equals(TextNormalizer.trim(value)))
        && (!text.nfc() || value.equals(TextNormalizer.nfc(value)))
        && (!text.stripHtml() || value.indexOf('<') < 0)
        && (text.pattern() == null || text.pattern().matcher(value).find());
  }

  private static String words(int min, int max, int n) {
    String text = "Item " + word(n);
    if (text.length() > max) {
      String short_ = word(n);
      text = max >= short_.length() ? short_ : short_.substring(short_.length() - max);
    }
    return text.length() >= min ? text : text + "x".repeat(min - text.length());
  }

  /// A word of at least four letters, different for each number.
  static String word(int n) {
    StringBuilder out = new StringBuilder();
    for (int rest = n; rest > 0 || out.length() < 4; rest /= LETTERS.length()) {
      out.append(LETTERS.charAt(rest % LETTERS.length()));
    }
    return out.reverse().toString();
  }

  private static Optional<String> email(int min, int max, int n) {
    String text = word(n) + "@example.com";
    if (text.length() > max) {
      text = word(n) + "@a.io";
    }
    if (text.length() > max) {
      text = LETTERS.charAt(n % LETTERS.length()) + "@b.de";
    }
    StringBuilder out = new StringBuilder(text);
    // Labels of a domain have at most 63 letters (RFC 1035 section 2.3.4).
    int at = out.indexOf("@") + 1;
    while (out.length() < min) {
      int missing = min - out.length();
      int label = missing == 1 ? 0 : missing - 1 > 60 ? (missing - 61 == 1 ? 59 : 60) : missing - 1;
      out.insert(at, label == 0 ? "x" : "x".repeat(label) + ".");
    }
    return Optional.of(out.toString()).filter(t -> t.length() <= max);
  }

  private static Optional<String> url(int min, int max, int n) {
    String text = ADDRESS + word(n);
    if (text.length() > max) {
      text = "http://b.de/" + LETTERS.charAt(n % LETTERS.length());
    }
    String padded = text + "x".repeat(Math.max(0, min - text.length()));
    return Optional.of(padded).filter(t -> t.length() <= max);
  }

  /// Texts of an allowed length that match few patterns.
  static Optional<String> unmatched(FieldConstraints.Text text) {
    return IntStream.of('!', '~', '_', 'x', 'X', '7', 'é', ' ')
        .boxed()
        .flatMap(
            c ->
                IntStream.of(text.minLength(), text.minLength() + 1, text.maxLength())
                    .filter(l -> l > 0 && l <= text.maxLength())
                    .mapToObj(l -> Character.toString(c).repeat(Math.min(l, 100_000))))
        .map(t -> text.lowercase() ? t.toLowerCase(Locale.ROOT) : t)
        .filter(t -> text.pattern() != null && !text.pattern().matcher(t).find())
        .filter(
            t ->
                t.length() >= text.minLength()
                    && (!text.trim() || t.equals(TextNormalizer.trim(t))))
        .findFirst();
  }
}
