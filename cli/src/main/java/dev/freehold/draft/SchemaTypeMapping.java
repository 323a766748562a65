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

  SchemaTypeMapping {
    doubts = List.copyOf(doubts);
  }

  static SchemaTypeMapping of(JsonSchema schema) {
    return of(schema, MAX_DEPTH);
  }

  private static SchemaTypeMapping of(JsonSchema schema, int depth) {
    List<JsonSchema> choices =
        Stream.concat(schema.anyOf().stream(), schema.oneOf().stream()).toList();
    Set<String> types = new HashSet<>(schema.types());
    boolean nullable = types.remove("null");
    if (types.isEmpty() && depth > 0 && (!choices.isEmpty() || !schema.allOf().isEmpty())) {
      List<JsonSchema> all = choices.isEmpty() ? schema.allOf() : choices;
      List<JsonSchema> real = all.stream().filter(c -> !c.types().equals(Set.of("null"))).toList();
      if (real.size() == 1) {
        SchemaTypeMapping one = of(real.getFirst(), depth - 1);
        boolean empty = one.nullable || nullable || real.size() < all.size();
        return new SchemaTypeMapping(one.content, empty, one.unbounded, one.doubts);
      }
    }
    // A decimal or a 64-bit integer as a string may also be a JSON number.
    boolean int64 = schema.text("format").filter("int64"::equals).isPresent();
    if (types.equals(Set.of("string", "number"))
        || (int64 && types.equals(Set.of("string", "integer")))) {
      types.retainAll(Set.of("string"));
    }
    if (types.size() != 1) {
      return json(nullable, types.isEmpty() ? null : "it may be of several types");
    }
    return switch (types.iterator().next()) {
      case "string" -> text(schema, nullable);
      case "integer" -> whole(schema, nullable);
      case "number" -> number(schema, nullable);
      case "boolean" ->
          new SchemaTypeMapping(FieldContent.of(ScalarType.BOOLEAN), nullable, false, List.of());
      case "array" -> array(schema, nullable, depth);
      default -> json(nullable, null);
    };
  }

  private static SchemaTypeMapping json(boolean nullable, @Nullable String doubt) {
    return new SchemaTypeMapping(
        FieldContent.of(ScalarType.JSON),
        nullable,
        false,
        doubt == null ? List.of() : List.of(doubt));
  }

  private static SchemaTypeMapping array(JsonSchema schema, boolean nullable, int depth) {
    Optional<SchemaTypeMapping> items =
        depth > 0 ? schema.items().map(each -> of(each, depth - 1)) : Optional.empty();
    boolean scalar =
        items.isPresent()
            && !items.get().content.type().array()
            && items.get().content.type().scalar() != ScalarType.JSON;
    if (!scalar) {
      return json(nullable, "a list of something else than values");
    }
    SchemaTypeMapping each = items.get();
    FieldType type = new FieldType(each.content.type().scalar(), true);
    return new SchemaTypeMapping(
        new FieldContent.Value(type, each.content.limits()), nullable, each.unbounded, each.doubts);
  }

  private static SchemaTypeMapping text(JsonSchema schema, boolean nullable) {
    List<String> values = new ArrayList<>();
    for (Object value : schema.allowedValues()) {
      if (value instanceof String text) {
        values.add(text);
      }
    }
    if (!values.isEmpty()) {
      ValueConstraints limits =
          ValueConstraints.NONE.withValues(values.stream().distinct().toList());
      return value(ScalarType.ENUM, limits, nullable);
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
              : List.of();
      return new SchemaTypeMapping(
          new FieldContent.Value(FieldType.of(of), limits), nullable, most == null, doubts);
    }
    if (scalar.isNumeric()) {
      SchemaTypeMapping number =
          scalar.isWhole() ? whole(schema, nullable) : number(schema, nullable);
      return new SchemaTypeMapping(
          new FieldContent.Value(FieldType.of(scalar), number.content.limits()),
          nullable,
          false,
          number.doubts);
    }
    long standard = scalar == ScalarType.URL ? 2_048 : 254;
    Long written = most != null && most < standard ? most : null;
    ValueConstraints limits =
        scalar.isText() ? ValueConstraints.NONE.withLength(least, written) : ValueConstraints.NONE;
    return value(scalar, limits, nullable);
  }

  private static SchemaTypeMapping value(
      ScalarType scalar, ValueConstraints limits, boolean nullable) {
    return new SchemaTypeMapping(
        new FieldContent.Value(FieldType.of(scalar), limits), nullable, false, List.of());
  }

  private static SchemaTypeMapping whole(JsonSchema schema, boolean nullable) {
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
    if (!schema.allowedValues().isEmpty()) {
      doubts.add("it was one of " + schema.allowedValues());
    }
    return new SchemaTypeMapping(
        new FieldContent.Value(FieldType.of(big ? ScalarType.BIGINT : ScalarType.INTEGER), limits),
        nullable,
        false,
        doubts);
  }

  private static SchemaTypeMapping number(JsonSchema schema, boolean nullable) {
    NumericBound least = NumericBound.of(schema, true, false);
    NumericBound most = NumericBound.of(schema, false, false);
    ScalarType scalar =
        schema.text("format").filter("decimal"::equals).isPresent()
            ? ScalarType.DECIMAL
            : ScalarType.NUMBER;
    ValueConstraints limits = ValueConstraints.NONE.withRange(least.value(), most.value());
    List<String> doubts = new ArrayList<>(least.doubts());
    doubts.addAll(most.doubts());
    return new SchemaTypeMapping(
        new FieldContent.Value(FieldType.of(scalar), limits), nullable, false, doubts);
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
