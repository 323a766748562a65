package dev.freehold.description.value;

import dev.freehold.description.Schema;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The bounds that a schema sets to a text or a number.
final class Bounds {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Bounds() {}

  /// What is wrong with it, in words.
  static Optional<String> text(Schema schema, String text) {
    int length = text.codePointCount(0, text.length());
    if (length < schema.number("minLength").map(Number::intValue).orElse(0)) {
      return Optional.of("is shorter than is allowed");
    }
    if (length > schema.number("maxLength").map(Number::intValue).orElse(Integer.MAX_VALUE)) {
      return Optional.of("is longer than is allowed");
    }
    if (!schema.text("pattern").flatMap(each -> Patterns.find(each, text)).orElse(true)) {
      return Optional.of("does not match its pattern");
    }
    return schema
        .text("format")
        .filter(each -> !hasFormat(each, text))
        .map(each -> "is no " + each);
  }

  /// Formats that are not known are taken as held.
  private static boolean hasFormat(String format, String text) {
    return switch (format) {
      case "uuid" -> UUID.matcher(text.toLowerCase(Locale.ROOT)).matches();
      case "date-time" -> parses(() -> OffsetDateTime.parse(text.replace(' ', 'T')));
      case "date" -> parses(() -> LocalDate.parse(text));
      case "email" -> text.indexOf('@') > 0;
      default -> true;
    };
  }

  private static boolean parses(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  static Optional<String> number(Schema schema, Number number) {
    double value = number.doubleValue();
    double least =
        schema.number("minimum").map(Number::doubleValue).orElse(Double.NEGATIVE_INFINITY);
    double most =
        schema.number("maximum").map(Number::doubleValue).orElse(Double.POSITIVE_INFINITY);
    // OpenAPI 3.0 writes a flag, JSON Schema 2020-12 a number.
    double above =
        schema.number("exclusiveMinimum").map(Number::doubleValue).orElse(Double.NEGATIVE_INFINITY);
    double below =
        schema.number("exclusiveMaximum").map(Number::doubleValue).orElse(Double.POSITIVE_INFINITY);
    if (value < least || value <= above || (value == least && schema.flag("exclusiveMinimum"))) {
      return Optional.of("is less than is allowed");
    }
    if (value > most || value >= below || (value == most && schema.flag("exclusiveMaximum"))) {
      return Optional.of("is more than is allowed");
    }
    return Optional.empty();
  }
}
