package dev.freehold.description.value;

import dev.freehold.description.Schema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Makes values that a schema allows. Texts that may hold it hold the marker, so that they can be found again wherever they
/// are shown.
public final class Sample {
  private static final int MAX_DEPTH = 6;

  /// Longer texts would only make the traffic larger.
  private static final int MAX_TEXT = 4_000;

  private final String marker;
  private final boolean full;

  /// @param marker of letters and digits, in lower case; 16 characters or fewer
  /// @param full with every property, or only with those that are required
  public Sample(String marker, boolean full) {
    this.marker = marker;
    this.full = full;
  }

  /// @param name of the property, which says what a schema leaves open, such as `email`
  /// @return empty where no value is found, or where null is the only one
  public Optional<Object> value(String name, Schema schema) {
    return value(name, schema, 0);
  }

  /// The object of a schema that has an object among its alternatives; without properties that are `readOnly`.
  public Optional<JsonObject> object(Schema schema) {
    return value("", objectOf(schema).orElse(schema), 0)
        .map(value -> value instanceof JsonObject object ? object : null);
  }

  /// The first alternative that is an object; the schema itself where it is one.
  public static Optional<Schema> objectOf(Schema schema) {
    if (schema.types().contains("object")) {
      return Optional.of(schema);
    }
    List<Schema> all = new ArrayList<>(schema.oneOf());
    all.addAll(schema.anyOf());
    return all.stream().filter(each -> each.types().contains("object")).findFirst();
  }

  private Optional<Object> value(String name, Schema schema, int depth) {
    if (depth > MAX_DEPTH || schema.isNothing()) {
      return Optional.empty();
    }
    for (Object each : schema.values()) {
      if (each != null) {
        return Optional.of(each);
      }
    }
    List<Schema> alternatives = new ArrayList<>(schema.oneOf());
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
    // Anything is allowed.
    return types.isEmpty() ? Optional.of(new JsonObject().put("note", marker)) : Optional.empty();
  }

  private Optional<Object> ofType(String type, String name, Schema schema, int depth) {
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

  private JsonObject ofProperties(Schema schema, int depth) {
    JsonObject object = new JsonObject();
    Set<String> required = schema.required();
    Map<String, Schema> properties = schema.properties();
    for (Map.Entry<String, Schema> each : properties.entrySet()) {
      boolean wanted = required.contains(each.getKey()) || full;
      if (wanted && !each.getValue().flag("readOnly") && !each.getValue().flag("deprecated")) {
        value(each.getKey(), each.getValue(), depth + 1)
            .ifPresent(value -> object.put(each.getKey(), value));
      }
    }
    return object;
  }

  private JsonArray array(String name, Schema schema, int depth) {
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

  private static long integer(Schema schema) {
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

  private static Number number(Schema schema) {
    double least = schema.number("minimum").map(Number::doubleValue).orElse(1.0);
    double most = schema.number("maximum").map(Number::doubleValue).orElse(Double.MAX_VALUE);
    double value = Math.min(Math.max(least, 1), most);
    boolean above = schema.flag("exclusiveMinimum") && value == least;
    return above ? value + 1 : value == Math.rint(value) ? (Number) (long) value : value;
  }

  private Optional<String> text(String name, Schema schema) {
    String format = schema.text("format").orElse("");
    if (format.equals("decimal")) {
      return Optional.of(number(schema).toString());
    }
    Optional<String> formatted = formatted(format.isEmpty() ? guessed(name) : format);
    if (formatted.isPresent() && (!format.isEmpty() || fits(schema, formatted.get()))) {
      return formatted;
    }
    List<String> candidates = new ArrayList<>();
    candidates.add(sized("audit " + marker + " " + name, schema));
    candidates.add(sized(marker, schema));
    candidates.add(sized(marker.toUpperCase(Locale.ROOT), schema));
    schema.text("pattern").flatMap(PatternText::of).ifPresent(candidates::add);
    schema.text("example").ifPresent(candidates::add);
    schema.text("default").ifPresent(candidates::add);
    if (schema.json().getValue("examples") instanceof JsonArray examples) {
      examples.forEach(each -> candidates.add(String.valueOf(each)));
    }
    for (Schema part : schema.allOf()) {
      part.text("pattern").flatMap(PatternText::of).ifPresent(candidates::add);
    }
    return candidates.stream().filter(each -> fits(schema, each)).findFirst();
  }

  private static boolean fits(Schema schema, String text) {
    return Conformity.faults(schema, text).isEmpty();
  }

  private String sized(String text, Schema schema) {
    int least = Math.min(schema.number("minLength").map(Number::intValue).orElse(0), MAX_TEXT);
    int most = schema.number("maxLength").map(Number::intValue).orElse(60);
    String padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
    return padded.length() > most ? padded.substring(0, Math.max(0, most)).strip() : padded;
  }

  /// Where the schema does not say.
  private static String guessed(String name) {
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
          case "int64", "int32" -> "1";
          case "byte" -> "YXVkaXQ=";
          case "duration" -> "PT1H";
          default -> null;
        });
  }
}
