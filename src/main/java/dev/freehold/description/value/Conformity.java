package dev.freehold.description.value;

import dev.freehold.description.Schema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a value follows a schema, by the keywords that answers are described with: `type nullable enum const minimum maximum
/// exclusiveMinimum exclusiveMaximum minLength maxLength pattern format items minItems maxItems properties required
/// additionalProperties writeOnly allOf anyOf oneOf`. Others, such as `not` and `if`, are taken as held: it never calls
/// wrong what may be right.
public final class Conformity {
  private static final int MAX_DEPTH = 40;
  private static final int MAX_FAULTS = 10;

  private final List<Fault> faults = new ArrayList<>();

  private Conformity() {}

  /// What does not follow.
  ///
  /// @param place such as `data.tasks[0].title`; empty of the whole value
  /// @param undocumented whether it is only that a property is not named in a schema that names some
  public record Fault(String place, String words, boolean undocumented) {
    @Override
    public String toString() {
      return (place.isEmpty() ? "the body" : place) + " " + words;
    }
  }

  /// At most ten. A property that is not named counts only where the schema is closed.
  public static List<Fault> faults(Schema schema, @Nullable Object value) {
    return all(schema, value).stream().filter(each -> !each.undocumented).toList();
  }

  /// The same, and properties that no schema names.
  public static List<Fault> all(Schema schema, @Nullable Object value) {
    Conformity check = new Conformity();
    check.value(schema, value, "", 0, true);
    return List.copyOf(check.faults);
  }

  private void fault(String place, String words) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(new Fault(place, words, false));
    }
  }

  private void value(
      Schema schema, @Nullable Object value, String place, int depth, boolean named) {
    if (depth > MAX_DEPTH || faults.size() >= MAX_FAULTS) {
      return;
    }
    if (schema.isNothing()) {
      fault(place, "may not be there");
      return;
    }
    if (!ofType(schema, value)) {
      fault(place, "is " + typeOf(value) + ", not " + String.join(" or ", schema.types()));
      return;
    }
    List<@Nullable Object> values = schema.values();
    if (!values.isEmpty() && values.stream().noneMatch(each -> same(each, value))) {
      boolean nullAllowed = value == null && schema.types().contains("null");
      if (!nullAllowed) {
        fault(place, "is none of the values that are listed");
      }
    }
    switch (value) {
      case String text -> Bounds.text(schema, text).ifPresent(words -> fault(place, words));
      case Number number -> Bounds.number(schema, number).ifPresent(words -> fault(place, words));
      case JsonArray array -> array(schema, array, place, depth);
      case JsonObject object -> object(schema, object, place, depth, named);
      case null, default -> {}
    }
    for (Schema part : schema.allOf()) {
      value(part, value, place, depth + 1, false);
    }
    oneOf(schema.anyOf(), value, place, depth);
    oneOf(schema.oneOf(), value, place, depth);
  }

  /// The alternative that comes nearest speaks for all of them.
  private void oneOf(List<Schema> alternatives, @Nullable Object value, String place, int depth) {
    List<Fault> fewest = null;
    for (Schema each : alternatives) {
      Conformity check = new Conformity();
      check.value(each, value, place, depth + 1, true);
      if (fewest == null || weight(check.faults) < weight(fewest)) {
        fewest = check.faults;
      }
      if (fewest.isEmpty()) {
        return;
      }
    }
    if (fewest != null) {
      faults.addAll(fewest);
    }
  }

  private static int weight(List<Fault> faults) {
    return faults.stream().mapToInt(each -> each.undocumented ? 1 : 100).sum();
  }

  private void array(Schema schema, JsonArray array, String place, int depth) {
    int least = schema.number("minItems").map(Number::intValue).orElse(0);
    int most = schema.number("maxItems").map(Number::intValue).orElse(Integer.MAX_VALUE);
    if (array.size() < least || array.size() > most) {
      fault(place, "has " + array.size() + " items, outside of what is allowed");
    }
    schema
        .items()
        .ifPresent(
            items -> {
              for (int i = 0; i < array.size(); i++) {
                value(items, array.getValue(i), place + "[" + i + "]", depth + 1, true);
              }
            });
  }

  private void object(Schema schema, JsonObject object, String place, int depth, boolean named) {
    Map<String, Schema> properties = schema.properties();
    for (String name : schema.required()) {
      boolean hidden = properties.containsKey(name) && properties.get(name).flag("writeOnly");
      if (!object.containsKey(name) && !hidden) {
        fault(inside(place, name), "is missing");
      }
    }
    boolean alternatives = !schema.anyOf().isEmpty() || !schema.oneOf().isEmpty();
    for (String name : object.fieldNames()) {
      Schema property = properties.get(name);
      if (property != null) {
        if (property.flag("writeOnly")) {
          fault(inside(place, name), "is shown, though it is write-only");
        }
        value(property, object.getValue(name), inside(place, name), depth + 1, true);
      } else if (schema.additional().isPresent()) {
        value(
            schema.additional().get(), object.getValue(name), inside(place, name), depth + 1, true);
      } else if (schema.isClosed() && !alternatives) {
        fault(inside(place, name), "is not described");
      } else if (named && !properties.isEmpty() && !alternatives && !open(schema)) {
        faults.add(new Fault(inside(place, name), "is not described", true));
      }
    }
  }

  private static boolean open(Schema schema) {
    return schema.flag("additionalProperties")
        || schema.flag("unevaluatedProperties")
        || schema.json().containsKey("patternProperties");
  }

  private static String inside(String place, String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  private static boolean ofType(Schema schema, @Nullable Object value) {
    Set<String> types = schema.types();
    if (types.isEmpty() || schema.json().getValue("type") == null) {
      return true;
    }
    String type = typeOf(value);
    return types.contains(type) || (type.equals("integer") && types.contains("number"));
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
}
