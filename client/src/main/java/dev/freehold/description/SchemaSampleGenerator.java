package dev.freehold.description;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Generates values that a schema allows. Texts contain the marker where the schema allows it, so
/// that a response that shows them can be recognized. Not thread-safe.
public final class SchemaSampleGenerator {
  private static final int MAX_DEPTH = 6;

  private static final int MAX_TEXT_LENGTH = 4_000;

  /// The maximum number of schemas that are tried for one sample.
  private static final int BUDGET = 10_000;

  private final String marker;
  private final boolean full;
  private final boolean examples;
  private int budget;

  /// @param marker 1 to 16 lowercase letters and digits
  /// @param full whether optional properties are included
  public SchemaSampleGenerator(String marker, boolean full) {
    this(marker, full, false);
  }

  private SchemaSampleGenerator(String marker, boolean full, boolean examples) {
    this.marker = marker;
    this.full = full;
    this.examples = examples;
  }

  /// A generator that prefers the examples of a schema to values with the marker.
  public SchemaSampleGenerator withExamples() {
    return new SchemaSampleGenerator(marker, full, true);
  }

  /// @param name the name of the property, which decides what the schema leaves open: `email` gets
  ///   an
  ///   email address
  /// @return empty if no value is found, or null is the only one
  public Optional<Object> value(String name, JsonSchema schema) {
    budget = BUDGET;
    return value(name, schema, 0);
  }

  /// An object that the schema, or the first of its alternatives that is an object, allows. It has
  /// no
  /// `readOnly` properties.
  public Optional<JsonObject> object(JsonSchema schema) {
    budget = BUDGET;
    return value("", objectAlternative(schema).orElse(schema), 0)
        .map(value -> value instanceof JsonObject object ? object : null);
  }

  /// The schema itself if it allows an object, else its first alternative that does.
  public static Optional<JsonSchema> objectAlternative(JsonSchema schema) {
    if (schema.types().contains("object")) {
      return Optional.of(schema);
    }
    List<JsonSchema> all = new ArrayList<>(schema.oneOf());
    all.addAll(schema.anyOf());
    return all.stream().filter(each -> each.types().contains("object")).findFirst();
  }

  private Optional<Object> value(String name, JsonSchema schema, int depth) {
    if (depth > MAX_DEPTH || --budget < 0 || schema.allowsNothing()) {
      return Optional.empty();
    }
    for (Object each : schema.allowedValues()) {
      if (each != null) {
        return Optional.of(each);
      }
    }
    Optional<Object> example = examples ? example(schema) : Optional.empty();
    if (example.isPresent()) {
      return example;
    }
    List<JsonSchema> alternatives = new ArrayList<>(schema.oneOf());
    alternatives.addAll(schema.anyOf());
    if (!alternatives.isEmpty() && schema.properties().isEmpty()) {
      return alternatives.stream()
          .flatMap(each -> value(name, each, depth + 1).stream())
          .findFirst();
    }
    Set<String> types = schema.types();
    for (String type : types) {
      Optional<Object> found = ofType(type, name, schema, depth);
      if (found.isPresent()) {
        return found;
      }
    }
    // Any value is allowed.
    return types.isEmpty() ? Optional.of(new JsonObject().put("note", marker)) : Optional.empty();
  }

  /// The first example that is a text, a number or a boolean and that the schema allows.
  private static Optional<Object> example(JsonSchema schema) {
    List<Object> all = new ArrayList<>();
    Object one = schema.json().getValue("example");
    if (one != null) {
      all.add(one);
    }
    if (schema.json().getValue("examples") instanceof JsonArray several) {
      several.forEach(all::add);
    }
    return all.stream()
        .filter(each -> each instanceof String || each instanceof Number || each instanceof Boolean)
        .filter(each -> SchemaValidator.violations(schema, each).isEmpty())
        .findFirst();
  }

  private Optional<Object> ofType(String type, String name, JsonSchema schema, int depth) {
    return switch (type) {
      case "string" -> text(name, schema).map(each -> each);
      case "integer" -> Optional.of(integer(schema));
      case "number" -> Optional.of(number(schema));
      case "boolean" -> Optional.of(false);
      case "array" -> Optional.of(array(name, schema, depth));
      case "object" -> Optional.of(ofProperties(schema, depth));
      default -> Optional.empty();
    };
  }

  private JsonObject ofProperties(JsonSchema schema, int depth) {
    JsonObject object = new JsonObject();
    Set<String> required = schema.required();
    Map<String, JsonSchema> properties = schema.properties();
    for (Map.Entry<String, JsonSchema> each : properties.entrySet()) {
      boolean wanted = required.contains(each.getKey()) || full;
      if (wanted && !each.getValue().flag("readOnly") && !each.getValue().flag("deprecated")) {
        value(each.getKey(), each.getValue(), depth + 1)
            .ifPresent(value -> object.put(each.getKey(), value));
      }
    }
    return object;
  }

  private JsonArray array(String name, JsonSchema schema, int depth) {
    JsonArray array = new JsonArray();
    int least = schema.number("minItems").map(Number::intValue).orElse(0);
    int count =
        Math.max(
            schema.number("maxItems").map(Number::intValue).orElse(1) == 0 ? 0 : 1,
            Math.min(least, 20));
    schema
        .items()
        .ifPresent(
            items -> {
              for (int i = 0; i < count; i++) {
                value(name, items, depth + 1).ifPresent(array::add);
              }
            });
    return array;
  }

  private static long integer(JsonSchema schema) {
    long least = schema.number("minimum").map(Number::longValue).orElse(1L);
    if (schema.json().getValue("exclusiveMinimum") instanceof Number above) {
      least = Math.max(least, above.longValue() + 1);
    } else if (schema.flag("exclusiveMinimum")) {
      least++;
    }
    long most = schema.number("maximum").map(Number::longValue).orElse(Long.MAX_VALUE);
    long step = schema.number("multipleOf").map(Number::longValue).orElse(1L);
    long value = Math.min(Math.max(least, 1), most);
    return step > 1 ? Math.ceilDiv(value, step) * step : value;
  }

  private static Number number(JsonSchema schema) {
    double least = schema.number("minimum").map(Number::doubleValue).orElse(1.0);
    double most = schema.number("maximum").map(Number::doubleValue).orElse(Double.MAX_VALUE);
    double value = Math.min(Math.max(least, 1), most);
    boolean above = schema.flag("exclusiveMinimum") && value == least;
    return above ? value + 1 : value == Math.rint(value) ? (Number) (long) value : value;
  }

  private Optional<String> text(String name, JsonSchema schema) {
    String format = schema.text("format").orElse("");
    if (format.equals("decimal")) {
      return Optional.of(number(schema).toString());
    }
    if (format.equals("int64") || format.equals("int32")) {
      return Optional.of(Long.toString(integer(schema)));
    }
    Optional<String> formatted = formatted(format.isEmpty() ? guessedFormat(name) : format);
    if (formatted.isPresent() && (!format.isEmpty() || fits(schema, formatted.get()))) {
      return formatted;
    }
    List<String> candidates = new ArrayList<>();
    candidates.add(sized("audit " + marker + " " + name, schema));
    candidates.add(sized(marker, schema));
    candidates.add(sized(marker.toUpperCase(Locale.ROOT), schema));
    schema.text("pattern").flatMap(PatternSampleGenerator::of).ifPresent(candidates::add);
    schema.text("example").ifPresent(candidates::add);
    schema.text("default").ifPresent(candidates::add);
    if (schema.json().getValue("examples") instanceof JsonArray examples) {
      examples.forEach(each -> candidates.add(String.valueOf(each)));
    }
    for (JsonSchema part : schema.allOf()) {
      part.text("pattern").flatMap(PatternSampleGenerator::of).ifPresent(candidates::add);
    }
    return candidates.stream().filter(each -> fits(schema, each)).findFirst();
  }

  private static boolean fits(JsonSchema schema, String text) {
    return SchemaValidator.violations(schema, text).isEmpty();
  }

  private String sized(String text, JsonSchema schema) {
    int least =
        Math.min(schema.number("minLength").map(Number::intValue).orElse(0), MAX_TEXT_LENGTH);
    int most = schema.number("maxLength").map(Number::intValue).orElse(60);
    String padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
    return padded.length() > most ? padded.substring(0, Math.max(0, most)).strip() : padded;
  }

  /// The format that the name suggests if the schema has no `format`.
  private static String guessedFormat(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("email") || lower.endsWith("_email") ? "email" : "";
  }

  private Optional<String> formatted(String format) {
    return Optional.ofNullable(
        switch (format) {
          case "email", "idn-email" -> "audit-" + marker + "@example.com";
          case "date" -> "2026-01-15";
          case "date-time" -> "2026-01-15T09:30:00Z";
          case "time" -> "09:30:00";
          case "uuid" ->
              UUID.nameUUIDFromBytes(marker.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                  .toString();
          case "uri", "url", "iri", "uri-reference" -> "https://example.com/audit/" + marker;
          case "ipv4" -> "192.0.2.1";
          case "ipv6" -> "2001:db8::1";
          case "hostname" -> "audit.example.com";
          case "byte" -> "YXVkaXQ=";
          case "duration" -> "PT1H";
          default -> null;
        });
  }
}
