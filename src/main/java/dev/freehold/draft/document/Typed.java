package dev.freehold.draft.document;

import dev.freehold.description.Schema;
import dev.freehold.draft.Found.Holds;
import dev.freehold.draft.Found.Limits;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What values of a schema are in the language.
///
/// @param nullable whether null is one of them
/// @param unbounded whether it is text that may be of any length
/// @param doubts what is lost by it
record Typed(Holds.Value holds, boolean nullable, boolean unbounded, List<String> doubts) {
  private static final int SHORT = 255;
  private static final int MAX_DEPTH = 4;

  /// U+0000 is refused by itself.
  private static final Set<String> NO_NUL = Set.of("^[^\\u0000]*$", "^[^\\x00]*$", "^[^\\0]*$");

  Typed {
    doubts = List.copyOf(doubts);
  }

  static Typed of(Schema schema) {
    return of(schema, MAX_DEPTH);
  }

  private static Typed of(Schema schema, int depth) {
    List<Schema> choices = Stream.concat(schema.anyOf().stream(), schema.oneOf().stream()).toList();
    Set<String> types = new HashSet<>(schema.types());
    boolean nullable = types.remove("null");
    if (types.isEmpty() && depth > 0 && (!choices.isEmpty() || !schema.allOf().isEmpty())) {
      List<Schema> all = choices.isEmpty() ? schema.allOf() : choices;
      List<Schema> real = all.stream().filter(c -> !c.types().equals(Set.of("null"))).toList();
      if (real.size() == 1) {
        Typed one = of(real.getFirst(), depth - 1);
        boolean empty = one.nullable || nullable || real.size() < all.size();
        return new Typed(one.holds, empty, one.unbounded, one.doubts);
      }
    }
    // An exact decimal may come as a number too.
    if (types.equals(Set.of("string", "number"))) {
      types.remove("number");
    }
    if (types.size() != 1) {
      return json(nullable, types.isEmpty() ? null : "it may be of several types");
    }
    return switch (types.iterator().next()) {
      case "string" -> text(schema, nullable);
      case "integer" -> whole(schema, nullable);
      case "number" -> number(schema, nullable);
      case "boolean" -> new Typed(Holds.of(Scalar.BOOLEAN), nullable, false, List.of());
      case "array" -> array(schema, nullable, depth);
      default -> json(nullable, null);
    };
  }

  private static Typed json(boolean nullable, @Nullable String doubt) {
    return new Typed(
        Holds.of(Scalar.JSON), nullable, false, doubt == null ? List.of() : List.of(doubt));
  }

  private static Typed array(Schema schema, boolean nullable, int depth) {
    Optional<Typed> items =
        depth > 0 ? schema.items().map(each -> of(each, depth - 1)) : Optional.empty();
    boolean scalar =
        items.isPresent()
            && !items.get().holds.type().array()
            && items.get().holds.type().scalar() != Scalar.JSON;
    if (!scalar) {
      return json(nullable, "a list of something else than values");
    }
    Typed each = items.get();
    FieldType type = new FieldType(each.holds.type().scalar(), true);
    return new Typed(
        new Holds.Value(type, each.holds.limits()), nullable, each.unbounded, each.doubts);
  }

  private static Typed text(Schema schema, boolean nullable) {
    List<String> values = new ArrayList<>();
    for (Object value : schema.values()) {
      if (value instanceof String text) {
        values.add(text);
      }
    }
    if (!values.isEmpty()) {
      Limits limits = Limits.NONE.withValues(values.stream().distinct().toList());
      return value(Scalar.ENUM, limits, nullable);
    }
    String format = schema.text("format").orElse("");
    Scalar scalar =
        switch (format) {
          case "date" -> Scalar.DATE;
          case "date-time", "datetime" -> Scalar.DATETIME;
          case "time", "time-local", "partial-time" -> Scalar.TIME;
          case "uuid", "uuid4", "guid" -> Scalar.UUID;
          case "email", "idn-email" -> Scalar.EMAIL;
          case "uri", "url" -> Scalar.URL;
          case "decimal" -> Scalar.DECIMAL;
          case "int64" -> Scalar.BIGINT;
          default -> null;
        };
    Long least = length(schema, "minLength");
    Long most = length(schema, "maxLength");
    if (scalar == null) {
      boolean isLong = most != null && most > SHORT;
      Scalar of = isLong ? Scalar.TEXT : Scalar.STRING;
      Limits limits =
          Limits.NONE
              .withLength(least, most != null && most == (isLong ? 65_536 : SHORT) ? null : most)
              .withPattern(schema.text("pattern").filter(p -> !NO_NUL.contains(p)).orElse(null));
      List<String> doubts =
          Set.of("binary", "byte").contains(format)
              ? List.of("it held bytes (format " + format + ")")
              : List.of();
      return new Typed(new Holds.Value(FieldType.of(of), limits), nullable, most == null, doubts);
    }
    long standard = scalar == Scalar.URL ? 2_048 : 254;
    Long written = most != null && most < standard ? most : null;
    Limits limits = scalar.isText() ? Limits.NONE.withLength(least, written) : Limits.NONE;
    return value(scalar, limits, nullable);
  }

  private static Typed value(Scalar scalar, Limits limits, boolean nullable) {
    return new Typed(new Holds.Value(FieldType.of(scalar), limits), nullable, false, List.of());
  }

  private static Typed whole(Schema schema, boolean nullable) {
    Bound least = Bound.of(schema, true, true);
    Bound most = Bound.of(schema, false, true);
    BigDecimal smallest = BigDecimal.valueOf(Integer.MIN_VALUE);
    BigDecimal greatest = BigDecimal.valueOf(Integer.MAX_VALUE);
    boolean big =
        schema.text("format").filter("int64"::equals).isPresent()
            || (least.value() != null && least.value().compareTo(smallest) < 0)
            || (most.value() != null && most.value().compareTo(greatest) > 0);
    Limits limits =
        Limits.NONE.withRange(
            least.unless(big ? BigDecimal.valueOf(Long.MIN_VALUE) : smallest),
            most.unless(big ? BigDecimal.valueOf(Long.MAX_VALUE) : greatest));
    List<String> doubts = new ArrayList<>(least.doubts());
    doubts.addAll(most.doubts());
    if (!schema.values().isEmpty()) {
      doubts.add("it was one of " + schema.values());
    }
    return new Typed(
        new Holds.Value(FieldType.of(big ? Scalar.BIGINT : Scalar.INTEGER), limits),
        nullable,
        false,
        doubts);
  }

  private static Typed number(Schema schema, boolean nullable) {
    Bound least = Bound.of(schema, true, false);
    Bound most = Bound.of(schema, false, false);
    Scalar scalar =
        schema.text("format").filter("decimal"::equals).isPresent()
            ? Scalar.DECIMAL
            : Scalar.NUMBER;
    Limits limits = Limits.NONE.withRange(least.value(), most.value());
    List<String> doubts = new ArrayList<>(least.doubts());
    doubts.addAll(most.doubts());
    return new Typed(new Holds.Value(FieldType.of(scalar), limits), nullable, false, doubts);
  }

  private static @Nullable Long length(Schema schema, String keyword) {
    return schema
        .number(keyword)
        .map(Number::longValue)
        .filter(n -> n > 0 || (n == 0 && keyword.equals("maxLength")))
        .orElse(null);
  }
}
