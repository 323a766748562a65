package dev.freehold.description;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Validates a value against a schema. Supports the keywords that describe responses: `type
/// nullable
/// enum const minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern format
/// items minItems maxItems properties required additionalProperties writeOnly allOf anyOf oneOf`.
/// Other keywords, such as `not` and `if`, are ignored: a valid value is never reported as invalid.
///
/// The work is bounded. When the budget is spent, the rest of the value counts as valid.
public final class SchemaValidator {
  private static final int MAX_DEPTH = 40;
  private static final int MAX_VIOLATIONS = 10;

  /// Steps for one value: one for each pair of a value and a schema, and more for large ones. A
  /// response of 100 rows with 40 fields takes about 10,000.
  private static final int BUDGET = 200_000;

  private final List<SchemaViolation> violations = new ArrayList<>();
  private final AtomicInteger budget;

  /// @param budget the steps that are left, shared with the validators of `anyOf` and `oneOf`
  private SchemaValidator(AtomicInteger budget) {
    this.budget = budget;
  }

  /// A part of a value that the schema does not allow.
  ///
  /// @param path such as `data.tasks[0].title`; empty for the whole value
  /// @param undocumented whether the only fault is a property that the schema does not name
  public record SchemaViolation(String path, String message, boolean undocumented) {
    @Override
    public String toString() {
      return (path.isEmpty() ? "the body" : path) + " " + message;
    }
  }

  /// The violations, about ten at most. A property that is not named counts only if the schema
  /// forbids
  /// it.
  public static List<SchemaViolation> violations(JsonSchema schema, @Nullable Object value) {
    return allViolations(schema, value).stream().filter(each -> !each.undocumented).toList();
  }

  /// The violations, including properties that no schema names.
  public static List<SchemaViolation> allViolations(JsonSchema schema, @Nullable Object value) {
    SchemaValidator check = new SchemaValidator(new AtomicInteger(BUDGET));
    check.value(schema, value, "", 0, true);
    return List.copyOf(check.violations);
  }

  private void addViolation(String path, String message) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(new SchemaViolation(path, message, false));
    }
  }

  /// Whether the budget allows so many further steps.
  private boolean spend(int steps) {
    if (budget.get() < steps) {
      budget.set(0);
      return false;
    }
    budget.addAndGet(-steps);
    return true;
  }

  private void value(
      JsonSchema schema, @Nullable Object value, String path, int depth, boolean named) {
    if (depth > MAX_DEPTH || violations.size() >= MAX_VIOLATIONS || !spend(1)) {
      return;
    }
    if (schema.allowsNothing()) {
      addViolation(path, "is not allowed");
      return;
    }
    if (!ofType(schema, value)) {
      addViolation(path, "is " + typeOf(value) + ", not " + String.join(" or ", schema.types()));
      return;
    }
    List<@Nullable Object> values = schema.allowedValues();
    if (!spend(values.size())) {
      return;
    }
    if (!values.isEmpty() && values.stream().noneMatch(each -> same(each, value))) {
      boolean nullAllowed = value == null && schema.types().contains("null");
      if (!nullAllowed) {
        addViolation(path, "is not one of the allowed values");
      }
    }
    switch (value) {
      case String text -> text(schema, text, path);
      case Number number ->
          ValueBounds.number(schema, number).ifPresent(message -> addViolation(path, message));
      case JsonArray array -> array(schema, array, path, depth);
      case JsonObject object -> object(schema, object, path, depth, named);
      case null, default -> {}
    }
    for (JsonSchema part : schema.allOf()) {
      value(part, value, path, depth + 1, false);
    }
    oneOf(schema.anyOf(), value, path, depth);
    oneOf(schema.oneOf(), value, path, depth);
  }

  /// Reports the violations of the alternative that has the fewest.
  private void oneOf(
      List<JsonSchema> alternatives, @Nullable Object value, String path, int depth) {
    List<SchemaViolation> fewest = null;
    for (JsonSchema each : alternatives) {
      SchemaValidator check = new SchemaValidator(budget);
      check.value(each, value, path, depth + 1, true);
      if (fewest == null || weight(check.violations) < weight(fewest)) {
        fewest = check.violations;
      }
      if (fewest.isEmpty()) {
        return;
      }
    }
    if (fewest != null) {
      violations.addAll(fewest);
    }
  }

  private void text(JsonSchema schema, String text, String path) {
    if (!spend(text.length() / 256)) {
      return;
    }
    Optional<String> violation = ValueBounds.text(schema, text);
    violation.ifPresent(message -> addViolation(path, message));
    String pattern = schema.text("pattern").orElse("");
    if (violation.isEmpty() && !pattern.isEmpty() && spend(pattern.length() / 16)) {
      AtomicInteger reads = new AtomicInteger(BoundedPatternMatcher.BUDGET);
      if (!BoundedPatternMatcher.find(pattern, text, reads).orElse(true)) {
        addViolation(path, "does not match its pattern");
      }
      spend((BoundedPatternMatcher.BUDGET - Math.max(0, reads.get())) / 64);
    }
  }

  private static int weight(List<SchemaViolation> violations) {
    return violations.stream().mapToInt(each -> each.undocumented ? 1 : 100).sum();
  }

  private void array(JsonSchema schema, JsonArray array, String path, int depth) {
    int least = schema.number("minItems").map(Number::intValue).orElse(0);
    int most = schema.number("maxItems").map(Number::intValue).orElse(Integer.MAX_VALUE);
    if (array.size() < least || array.size() > most) {
      addViolation(path, "has " + array.size() + " items, which is outside the allowed range");
    }
    schema
        .items()
        .ifPresent(
            items -> {
              for (int i = 0; i < array.size(); i++) {
                value(items, array.getValue(i), path + "[" + i + "]", depth + 1, true);
              }
            });
  }

  private void object(JsonSchema schema, JsonObject object, String path, int depth, boolean named) {
    if (!spend(schema.partCount() + object.size())) {
      return;
    }
    Map<String, JsonSchema> properties = schema.properties();
    Set<String> required = schema.required();
    if (!spend(properties.size() + required.size())) {
      return;
    }
    for (String name : required) {
      boolean hidden = properties.containsKey(name) && properties.get(name).flag("writeOnly");
      if (!object.containsKey(name) && !hidden) {
        addViolation(inside(path, name), "is missing");
      }
    }
    boolean alternatives = !schema.anyOf().isEmpty() || !schema.oneOf().isEmpty();
    for (String name : object.fieldNames()) {
      JsonSchema property = properties.get(name);
      if (property != null) {
        if (property.flag("writeOnly")) {
          addViolation(inside(path, name), "is write-only but present");
        }
        value(property, object.getValue(name), inside(path, name), depth + 1, true);
      } else if (schema.additionalProperties().isPresent()) {
        value(
            schema.additionalProperties().get(),
            object.getValue(name),
            inside(path, name),
            depth + 1,
            true);
      } else if (schema.isClosed() && !alternatives) {
        addViolation(inside(path, name), "is not documented");
      } else if (named && !properties.isEmpty() && !alternatives && !open(schema)) {
        violations.add(new SchemaViolation(inside(path, name), "is not documented", true));
      }
    }
  }

  private static boolean open(JsonSchema schema) {
    return schema.flag("additionalProperties")
        || schema.flag("unevaluatedProperties")
        || schema.json().containsKey("patternProperties");
  }

  private static String inside(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static boolean ofType(JsonSchema schema, @Nullable Object value) {
    Object type = schema.json().getValue("type");
    return !(type instanceof String || type instanceof JsonArray) || schema.allows(typeOf(value));
  }

  private static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Number number -> isWhole(number) ? "integer" : "number";
      case JsonArray _ -> "array";
      default -> "object";
    };
  }

  private static boolean isWhole(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || number.doubleValue() == Math.rint(number.doubleValue());
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
    }
    return Objects.equals(one, other);
  }

  /// The bounds of a schema for a text or a number.
  static final class ValueBounds {
    private static final Pattern UUID =
        Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private ValueBounds() {}

    /// The violation, if there is one. Does not read `pattern`.
    static Optional<String> text(JsonSchema schema, String text) {
      int length = text.codePointCount(0, text.length());
      if (length < schema.number("minLength").map(Number::intValue).orElse(0)) {
        return Optional.of("is shorter than the minimum length");
      }
      if (length > schema.number("maxLength").map(Number::intValue).orElse(Integer.MAX_VALUE)) {
        return Optional.of("is longer than the maximum length");
      }
      return schema
          .text("format")
          .filter(each -> !hasFormat(each, text))
          .map(each -> "is not a valid " + each);
    }

    /// Unknown formats allow any text.
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

    static Optional<String> number(JsonSchema schema, Number number) {
      double value = number.doubleValue();
      double least =
          schema.number("minimum").map(Number::doubleValue).orElse(Double.NEGATIVE_INFINITY);
      double most =
          schema.number("maximum").map(Number::doubleValue).orElse(Double.POSITIVE_INFINITY);
      // The exclusive bounds are booleans in OpenAPI 3.0 and numbers in JSON Schema 2020-12.
      double above =
          schema
              .number("exclusiveMinimum")
              .map(Number::doubleValue)
              .orElse(Double.NEGATIVE_INFINITY);
      double below =
          schema
              .number("exclusiveMaximum")
              .map(Number::doubleValue)
              .orElse(Double.POSITIVE_INFINITY);
      if (value < least || value <= above || (value == least && schema.flag("exclusiveMinimum"))) {
        return Optional.of("is below the minimum");
      }
      if (value > most || value >= below || (value == most && schema.flag("exclusiveMaximum"))) {
        return Optional.of("is above the maximum");
      }
      return Optional.empty();
    }
  }
}
