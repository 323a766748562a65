package dev.freehold.openapi;

import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The JSON Schema (2020-12) of a value of a type. Formats are those of JSON Schema and of the
/// OpenAPI format registry. The brief document has the constraints that the spec sets; the full one
/// also those of the types, and in responses too.
final class ValueSchema {
  /// The direction of the value. A response contains accepted values; a request schema states all
  /// constraints.
  public enum Direction {
    RESPONSE,
    REQUEST
  }

  private ValueSchema() {}

  public static void write(
      JsonObjectWriter to, FieldType type, FieldConstraints rules, boolean nullable, Direction way)
      throws IOException {
    write(to, type, rules, nullable, FieldType.MAX_ITEMS, way);
  }

  /// @param maxItems the most elements of an array
  public static void write(
      JsonObjectWriter to,
      FieldType type,
      FieldConstraints rules,
      boolean nullable,
      int maxItems,
      Direction way)
      throws IOException {
    if (type.array()) {
      types(to, nullable, "array");
      to.object("items", o -> scalar(o, type.scalar(), rules, false, way));
      to.inFull(f -> f.put("maxItems", maxItems));
    } else {
      scalar(to, type.scalar(), rules, nullable, way);
    }
  }

  private static void scalar(
      JsonObjectWriter to,
      ScalarType scalar,
      FieldConstraints rules,
      boolean nullable,
      Direction way)
      throws IOException {
    switch (scalar) {
      case STRING, TEXT -> types(to, nullable, "string");
      case EMAIL -> types(to, nullable, "string").put("format", "email");
      case URL -> types(to, nullable, "string").put("format", "uri");
      case ENUM -> {
        types(to, nullable, "string");
        EnumSchema.write(to, rules.values(), nullable);
      }
      case BOOLEAN -> types(to, nullable, "boolean");
      case INTEGER -> {
        types(to, nullable, "integer").put("format", "int32");
        switch (way) {
          case RESPONSE -> to.inFull(f -> range(f, rules, null, null));
          // A format only suggests the bounds of the type.
          case REQUEST ->
              to.inFull(
                      f ->
                          range(
                              f,
                              rules,
                              BigDecimal.valueOf(Integer.MIN_VALUE),
                              BigDecimal.valueOf(Integer.MAX_VALUE)))
                  .inBrief(b -> range(b, rules, null, null));
        }
      }
      case INTEGER_ID -> {
        types(to, nullable, "integer").put("format", "int64");
        to.inFull(f -> range(f, rules, null, null));
      }
      case BIGINT -> numberText(to, "int64", JsonSchemaPatterns.BIGINT, rules, nullable, way);
      case NUMBER -> {
        types(to, nullable, "number").put("format", "double");
        bounds(to, way, o -> range(o, rules, null, null));
      }
      case DECIMAL -> numberText(to, "decimal", JsonSchemaPatterns.DECIMAL, rules, nullable, way);
      case DATE -> types(to, nullable, "string").put("format", "date");
      case TIME -> types(to, nullable, "string").put("format", "time-local");
      case DATETIME -> types(to, nullable, "string").put("format", "date-time");
      case UUID -> types(to, nullable, "string").put("format", "uuid");
      case JSON -> {
        if (!nullable) {
          types(to, false, "object", "array", "string", "number", "boolean");
        }
      }
    }
    bounds(to, way, o -> lengths(o, rules));
    if (way == Direction.REQUEST) {
      String pattern = JsonSchemaPatterns.of(scalar, rules);
      FieldConstraints.Text text = rules.text();
      if (pattern != null && text != null && text.pattern() != null) {
        to.put("pattern", pattern);
      } else if (pattern != null) {
        to.inFull(f -> f.put("pattern", pattern));
      }
    }
  }

  /// The bounds that a spec sets.
  private static void bounds(JsonObjectWriter to, Direction way, JsonObjectWriter.Members bounds)
      throws IOException {
    switch (way) {
      case RESPONSE -> to.inFull(bounds);
      case REQUEST -> bounds.write(to);
    }
  }

  private static JsonObjectWriter types(JsonObjectWriter to, boolean nullable, String... names)
      throws IOException {
    List<String> all =
        Stream.concat(Arrays.stream(names), nullable ? Stream.of("null") : Stream.empty()).toList();
    return all.size() == 1 ? to.put("type", all.getFirst()) : to.strings("type", all);
  }

  /// A number as a string, which keeps every digit in JavaScript. The server also takes a JSON number
  /// in a body; the schema does not say so, because code generators make no type of a union. JSON
  /// Schema applies the bounds to numbers only; they tell tools what the server accepts.
  private static void numberText(
      JsonObjectWriter to,
      String format,
      String pattern,
      FieldConstraints rules,
      boolean nullable,
      Direction way)
      throws IOException {
    types(to, nullable, "string").put("format", format);
    switch (way) {
      case RESPONSE -> to.inFull(f -> f.put("pattern", pattern));
      case REQUEST -> range(to, rules, null, null);
    }
  }

  private static void range(
      JsonObjectWriter to,
      FieldConstraints rules,
      @Nullable BigDecimal least,
      @Nullable BigDecimal most)
      throws IOException {
    BigDecimal minimum = rules.range().minimum() == null ? least : rules.range().minimum();
    BigDecimal maximum = rules.range().maximum() == null ? most : rules.range().maximum();
    if (minimum != null) {
      to.number("minimum", minimum.toPlainString());
    }
    if (maximum != null) {
      to.number("maximum", maximum.toPlainString());
    }
  }

  private static void lengths(JsonObjectWriter to, FieldConstraints rules) throws IOException {
    FieldConstraints.Text text = rules.text();
    if (text == null) {
      return;
    }
    if (text.minLength() > 0) {
      to.put("minLength", text.minLength());
    }
    to.put("maxLength", text.maxLength());
  }
}
