package dev.freehold.draft;

import dev.freehold.description.JsonSchema;
import dev.freehold.draft.SourceModel.FieldContent;
import dev.freehold.draft.SourceModel.ValueConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Maps the values of a JSON Schema to a field type and constraints.
///
/// @param nullable whether null is allowed
/// @param unbounded whether the value is text of unlimited length
/// @param doubts what the mapping loses
record SchemaTypeMapping(
    FieldContent.Value content, boolean nullable, boolean unbounded, List<String> doubts) {
  private static final int SHORT = 255;
  private static final int MAX_DEPTH = 4;

  /// The server always rejects U+0000.
  private static final Set<String> NO_NUL = Set.of("^[^\\u0000]*$", "^[^\\x00]*$", "^[^\\0]*$");

  /// Every keyword that some field keeps.
  static final Set<String> KEYWORDS =
      Set.of(
          "readOnly",
          "writeOnly",
          "oneOf",
          "anyOf",
          "items",
          "properties",
          "required",
          "additionalProperties",
          "format",
          "enum",
          "const",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "pattern",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "discriminator");

  SchemaTypeMapping {
    doubts = List.copyOf(doubts);
  }

  static SchemaTypeMapping of(JsonSchema schema) {
    return of(schema, MAX_DEPTH);
  }

  private static SchemaTypeMapping of(JsonSchema written, int depth) {
    Optional<String> dangling = written.danglingReference();
    if (dangling.isPresent()) {
      return json(false, "its $ref leads nowhere: " + dangling.get());
    }
    JsonSchema schema = written.merged();
    List<JsonSchema> choices =
        Stream.concat(schema.anyOf().stream(), schema.oneOf().stream()).toList();
    List<JsonSchema> real =
        choices.stream().filter(choice -> !choice.types().equals(Set.of("null"))).toList();
    Set<String> types = new HashSet<>(types(schema));
    boolean nullable =
        types.remove("null")
            || schema.flag("nullable")
            || real.size() < choices.size()
            || schema.allowedValues().stream().anyMatch(Objects::isNull);
    SchemaTypeMapping mapping;
    if (types.isEmpty() && depth > 0 && !real.isEmpty()) {
      mapping = ofChoices(real, depth);
    } else {
      mapping = ofTypes(schema, types, depth);
    }
    return new SchemaTypeMapping(
        mapping.content,
        nullable || mapping.nullable,
        mapping.unbounded,
        Stream.concat(
                mapping.doubts.stream(),
                LostKeywords.of(schema, mapping.keywords(types.isEmpty())).stream()
                    .map(lost -> "left out: " + lost))
            .distinct()
            .toList());
  }

  /// The types of a schema, or the one that its other keywords imply.
  private static Set<String> types(JsonSchema schema) {
    Set<String> types = schema.types();
    if (!types.isEmpty()) {
      return types;
    }
    List<@Nullable Object> values = schema.allowedValues();
    boolean texts =
        values.stream().anyMatch(String.class::isInstance)
            && values.stream().allMatch(value -> value == null || value instanceof String);
    if (texts || Stream.of("format", "pattern", "maxLength").anyMatch(schema.json()::containsKey)) {
      return Set.of("string");
    }
    return Stream.of("minimum", "maximum", "multipleOf").anyMatch(schema.json()::containsKey)
        ? Set.of("number")
        : Set.of();
  }

  private static SchemaTypeMapping ofChoices(List<JsonSchema> choices, int depth) {
    if (choices.size() == 1) {
      return of(choices.getFirst(), depth - 1);
    }
    List<SchemaTypeMapping> all = choices.stream().map(each -> of(each, depth - 1)).toList();
    boolean nullable = all.stream().anyMatch(SchemaTypeMapping::nullable);
    boolean enums = all.stream().allMatch(each -> each.is(ScalarType.ENUM));
    if (enums) {
      List<String> values =
          all.stream().flatMap(each -> each.content.limits().values().stream()).distinct().toList();
      return value(ScalarType.ENUM, ValueConstraints.NONE.withValues(values), nullable);
    }
    String forms =
        "it was one of: " + String.join(", ", choices.stream().map(JsonSchema::toString).toList());
    boolean texts =
        choices.stream().allMatch(each -> types(each.merged()).equals(Set.of("string")));
    if (texts) {
      return new SchemaTypeMapping(
          FieldContent.of(ScalarType.STRING), nullable, true, List.of(forms));
    }
    boolean numbers =
        choices.stream()
            .allMatch(each -> Set.of("integer", "number").containsAll(types(each.merged())));
    boolean typed = choices.stream().noneMatch(each -> types(each.merged()).isEmpty());
    return numbers && typed
        ? new SchemaTypeMapping(FieldContent.of(ScalarType.NUMBER), nullable, false, List.of(forms))
        : json(nullable, forms);
  }

  private boolean is(ScalarType scalar) {
    return content.type().equals(FieldType.of(scalar));
  }

  private static SchemaTypeMapping ofTypes(JsonSchema schema, Set<String> found, int depth) {
    Set<String> types = new HashSet<>(found);
    // A decimal or a 64-bit integer as a string may also be a JSON number.
    boolean int64 = schema.text("format").filter("int64"::equals).isPresent();
    if (types.equals(Set.of("string", "number"))
        || (int64 && types.equals(Set.of("string", "integer")))) {
      types.retainAll(Set.of("string"));
    }
    if (types.equals(Set.of("integer", "number"))) {
      types.remove("integer");
    }
    if (types.size() != 1) {
      return json(
          false,
          types.isEmpty()
              ? null
              : "it may be of several types: "
                  + String.join(", ", types.stream().sorted().toList()));
    }
    return switch (types.iterator().next()) {
      case "string" -> text(schema);
      case "integer" -> whole(schema);
      case "number" -> number(schema);
      case "boolean" ->
          new SchemaTypeMapping(FieldContent.of(ScalarType.BOOLEAN), false, false, allowed(schema));
      case "array" -> array(schema, depth);
      case "object" -> object(schema);
      default -> json(false, "there is no type " + types.iterator().next());
    };
  }

  /// The keywords that the mapping keeps.
  ///
  /// @param chosen whether the alternatives decided
  private Set<String> keywords(boolean chosen) {
    Set<String> kept = new HashSet<>(Set.of("readOnly", "writeOnly"));
    if (chosen) {
      kept.addAll(Set.of("oneOf", "anyOf"));
    }
    ScalarType scalar = content.type().scalar();
    if (content.type().array()) {
      kept.addAll(Set.of("items", "format"));
      return kept;
    }
    if (scalar == ScalarType.JSON) {
      kept.addAll(Set.of("properties", "required", "items", "additionalProperties"));
      return kept;
    }
    kept.addAll(Set.of("format", "enum", "const"));
    if (scalar.isNumeric()) {
      kept.addAll(Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"));
    }
    if (!scalar.isText() || scalar == ScalarType.STRING || scalar == ScalarType.TEXT) {
      // The text of a date or a number has one form only.
      kept.add("pattern");
    }
    kept.addAll(Set.of("minLength", "maxLength"));
    return kept;
  }

  /// An object within a row.
  private static SchemaTypeMapping object(JsonSchema schema) {
    List<String> doubts = new ArrayList<>();
    if (!schema.properties().isEmpty()) {
      doubts.add(
          "it was an object with "
              + String.join(", ", schema.properties().keySet())
              + "; here it is any JSON");
    }
    schema
        .additionalProperties()
        .filter(values -> !values.json().isEmpty())
        .ifPresent(values -> doubts.add("its values were " + values + "; here it is any JSON"));
    return new SchemaTypeMapping(FieldContent.of(ScalarType.JSON), false, false, doubts);
  }

  private static SchemaTypeMapping json(boolean nullable, @Nullable String doubt) {
    return new SchemaTypeMapping(
        FieldContent.of(ScalarType.JSON),
        nullable,
        false,
        doubt == null ? List.of() : List.of(doubt));
  }

  private static SchemaTypeMapping array(JsonSchema schema, int depth) {
    Optional<SchemaTypeMapping> items =
        depth > 0 ? schema.items().map(each -> of(each, depth - 1)) : Optional.empty();
    boolean scalar =
        items.isPresent()
            && !items.get().content.type().array()
            && items.get().content.type().scalar() != ScalarType.JSON;
    if (!scalar) {
      return json(
          false,
          schema
              .items()
              .map(each -> "it was a list of " + elements(each) + "; here it is any JSON")
              .orElse("it was a list of any values; here it is any JSON"));
    }
    SchemaTypeMapping each = items.get();
    FieldType type = new FieldType(each.content.type().scalar(), true);
    return new SchemaTypeMapping(
        new FieldContent.Value(type, each.content.limits()), false, each.unbounded, each.doubts);
  }

  private static String elements(JsonSchema schema) {
    return schema.properties().isEmpty()
        ? schema.toString()
        : "objects with " + String.join(", ", schema.properties().keySet());
  }

  private static SchemaTypeMapping text(JsonSchema schema) {
    List<String> values = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (Object value : schema.allowedValues()) {
      if (value instanceof String text) {
        values.add(text);
      } else if (value != null) {
        others.add(value);
      }
    }
    if (!values.isEmpty()) {
      ValueConstraints limits =
          ValueConstraints.NONE.withValues(values.stream().distinct().toList());
      return new SchemaTypeMapping(
          new FieldContent.Value(FieldType.of(ScalarType.ENUM), limits),
          false,
          false,
          others.isEmpty() ? List.of() : List.of("its values " + others + " are left out"));
    }
    String format = schema.text("format").orElse("");
    ScalarType scalar =
        switch (format) {
          case "date" -> ScalarType.DATE;
          case "date-time", "datetime" -> ScalarType.DATETIME;
          case "time", "time-local", "partial-time" -> ScalarType.TIME;
          case "uuid", "uuid4", "guid" -> ScalarType.UUID;
          case "email", "idn-email" -> ScalarType.EMAIL;
          case "uri", "url" -> ScalarType.URL;
          case "decimal" -> ScalarType.DECIMAL;
          case "int64" -> ScalarType.BIGINT;
          default -> null;
        };
    Long least = length(schema, "minLength");
    Long most = length(schema, "maxLength");
    if (scalar == null) {
      boolean isLong = most != null && most > SHORT;
      ScalarType of = isLong ? ScalarType.TEXT : ScalarType.STRING;
      ValueConstraints limits =
          ValueConstraints.NONE
              .withLength(least, most != null && most == (isLong ? 65_536 : SHORT) ? null : most)
              .withPattern(schema.text("pattern").filter(p -> !NO_NUL.contains(p)).orElse(null));
      List<String> doubts =
          Set.of("binary", "byte").contains(format)
              ? List.of("it held bytes (format " + format + ")")
              : unknownFormat(schema, Set.of("password", "text", "string"));
      return new SchemaTypeMapping(
          new FieldContent.Value(FieldType.of(of), limits), false, most == null, doubts);
    }
    if (scalar.isNumeric()) {
      SchemaTypeMapping number = scalar.isWhole() ? whole(schema) : number(schema);
      return new SchemaTypeMapping(
          new FieldContent.Value(FieldType.of(scalar), number.content.limits()),
          false,
          false,
          number.doubts);
    }
    long standard = scalar == ScalarType.URL ? 2_048 : 254;
    Long written = most != null && most < standard ? most : null;
    ValueConstraints limits =
        scalar.isText() ? ValueConstraints.NONE.withLength(least, written) : ValueConstraints.NONE;
    return value(scalar, limits, false);
  }

  private static SchemaTypeMapping value(
      ScalarType scalar, ValueConstraints limits, boolean nullable) {
    return new SchemaTypeMapping(
        new FieldContent.Value(FieldType.of(scalar), limits), nullable, false, List.of());
  }

  private static SchemaTypeMapping whole(JsonSchema schema) {
    NumericBound least = NumericBound.of(schema, true, true);
    NumericBound most = NumericBound.of(schema, false, true);
    BigDecimal smallest = BigDecimal.valueOf(Integer.MIN_VALUE);
    BigDecimal greatest = BigDecimal.valueOf(Integer.MAX_VALUE);
    boolean big =
        schema.text("format").filter("int64"::equals).isPresent()
            || (least.value() != null && least.value().compareTo(smallest) < 0)
            || (most.value() != null && most.value().compareTo(greatest) > 0);
    ValueConstraints limits =
        ValueConstraints.NONE.withRange(
            least.unless(big ? BigDecimal.valueOf(Long.MIN_VALUE) : smallest),
            most.unless(big ? BigDecimal.valueOf(Long.MAX_VALUE) : greatest));
    List<String> doubts = new ArrayList<>(least.doubts());
    doubts.addAll(most.doubts());
    if (big && schema.types().contains("integer")) {
      doubts.add("it was a number; a bigint is a string in responses");
    }
    doubts.addAll(allowed(schema));
    doubts.addAll(unknownFormat(schema, Set.of("int32", "int64")));
    return new SchemaTypeMapping(
        new FieldContent.Value(FieldType.of(big ? ScalarType.BIGINT : ScalarType.INTEGER), limits),
        false,
        false,
        doubts);
  }

  private static SchemaTypeMapping number(JsonSchema schema) {
    NumericBound least = NumericBound.of(schema, true, false);
    NumericBound most = NumericBound.of(schema, false, false);
    ScalarType scalar =
        schema.text("format").filter("decimal"::equals).isPresent()
            ? ScalarType.DECIMAL
            : ScalarType.NUMBER;
    ValueConstraints limits = ValueConstraints.NONE.withRange(least.value(), most.value());
    List<String> doubts = new ArrayList<>(least.doubts());
    doubts.addAll(most.doubts());
    doubts.addAll(allowed(schema));
    doubts.addAll(unknownFormat(schema, Set.of("float", "double", "decimal", "int32", "int64")));
    return new SchemaTypeMapping(
        new FieldContent.Value(FieldType.of(scalar), limits), false, false, doubts);
  }

  /// A format of another meaning than those that the type has.
  private static List<String> unknownFormat(JsonSchema schema, Set<String> known) {
    return schema
        .text("format")
        .filter(format -> !format.isEmpty() && !known.contains(format))
        .map(format -> List.of("left out: format: " + format))
        .orElse(List.of());
  }

  private static List<String> allowed(JsonSchema schema) {
    List<@Nullable Object> values = schema.allowedValues();
    return values.isEmpty() ? List.of() : List.of("it was one of " + values);
  }

  private static @Nullable Long length(JsonSchema schema, String keyword) {
    return schema
        .number(keyword)
        .map(Number::longValue)
        .filter(n -> n > 0 || (n == 0 && keyword.equals("maxLength")))
        .orElse(null);
  }

  /// A bound of a number, in the notation of JSON Schema 2020-12 or OpenAPI 3.0.
  ///
  /// @param value the inclusive bound; null for none
  /// @param doubts what the bound cannot express
  record NumericBound(@Nullable BigDecimal value, List<String> doubts) {

    /// @param whole whether the type is an integer; its exclusive bound becomes the next integer
    static NumericBound of(JsonSchema schema, boolean least, boolean whole) {
      Optional<BigDecimal> bound = number(schema, least ? "minimum" : "maximum");
      String exclusive = least ? "exclusiveMinimum" : "exclusiveMaximum";
      Optional<BigDecimal> strict = schema.flag(exclusive) ? bound : number(schema, exclusive);
      if (strict.isEmpty()) {
        return new NumericBound(
            bound.map(b -> whole ? rounded(b, least) : b).orElse(null), List.of());
      }
      BigDecimal value = strict.get();
      if (!whole) {
        return new NumericBound(
            value,
            List.of("the bound " + value.toPlainString() + " was exclusive; it is inclusive here"));
      }
      BigDecimal rounded = rounded(value, least);
      boolean next = rounded.compareTo(value) == 0;
      BigDecimal step = least ? BigDecimal.ONE : BigDecimal.ONE.negate();
      return new NumericBound(next ? rounded.add(step) : rounded, List.of());
    }

    /// Empty if the bound is the default of the type.
    @Nullable BigDecimal unless(BigDecimal standard) {
      return value == null || value.compareTo(standard) == 0 ? null : value;
    }

    private static BigDecimal rounded(BigDecimal value, boolean least) {
      return value.setScale(0, least ? RoundingMode.CEILING : RoundingMode.FLOOR);
    }

    /// Limits the number of digits: `1e999999999` has a billion.
    private static Optional<BigDecimal> number(JsonSchema schema, String keyword) {
      return schema
          .number(keyword)
          .filter(n -> !(n instanceof Double d && !Double.isFinite(d)))
          .map(n -> new BigDecimal(n.toString()))
          .filter(n -> n.precision() - n.scale() < 400 && n.scale() < 400);
    }
  }
}
