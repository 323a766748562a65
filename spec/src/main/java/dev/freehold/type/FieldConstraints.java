package dev.freehold.type;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The constraints of a field beyond its type, and its normalization. For an array they apply to
/// every element.
///
/// @param text lengths, pattern and normalization of text; null for types without a length
/// @param range the range of numeric types
/// @param values the allowed values of an enum, in the spec's order; empty for other types
/// @param maxBytes the maximum size of json, as UTF-8 text without blanks between tokens; null for
///   no limit, and for other types
public record FieldConstraints(
    @Nullable Text text, Range range, List<String> values, @Nullable Integer maxBytes) {

  public static final FieldConstraints NONE =
      new FieldConstraints(null, new Range(null, null), List.of());

  public FieldConstraints {
    values = List.copyOf(values);
  }

  /// The constraints of any type except json.
  public FieldConstraints(@Nullable Text text, Range range, List<String> values) {
    this(text, range, values, null);
  }

  /// Lengths count characters (Unicode code points, as JSON Schema and PostgreSQL do) after normalization.
  ///
  /// @param pattern a pattern that must match a part of the value (JSON Schema); matched in linear
  ///   time
  /// @param nfc Normalization Form C of Unicode (UAX #15)
  public record Text(
      int minLength,
      int maxLength,
      @Nullable Pattern pattern,
      boolean trim,
      boolean stripHtml,
      boolean lowercase,
      boolean nfc) {}

  /// Inclusive bounds; null for no bound.
  public record Range(@Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {}
}
