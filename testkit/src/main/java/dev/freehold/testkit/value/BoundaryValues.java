package dev.freehold.testkit.value;

import static dev.freehold.testkit.value.BoundaryValue.bad;
import static dev.freehold.testkit.value.BoundaryValue.good;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The boundary values of a column, valid and invalid.
public final class BoundaryValues {
  /// Maximum size of a value; larger ones exceed the body limit of the server.
  static final int MOST = 900_000;

  /// @param edges the valid and the invalid values
  /// @param missing the omitted values, with the reason
  public record BoundaryValueSet(List<BoundaryValue> edges, List<OmittedBoundaryValue> missing) {
    public BoundaryValueSet {
      edges = List.copyOf(edges);
      missing = List.copyOf(missing);
    }
  }

  public record OmittedBoundaryValue(String what, String why) {}

  private final List<BoundaryValue> edges = new ArrayList<>();
  private final List<OmittedBoundaryValue> missing = new ArrayList<>();
  private final ScalarType scalar;
  private final FieldConstraints rules;

  private BoundaryValues(ScalarType scalar, FieldConstraints rules) {
    this.scalar = scalar;
    this.rules = rules;
  }

  /// @param column a column that is not a reference
  public static BoundaryValueSet of(ColumnPlan column) {
    ScalarType scalar = column.type().scalar();
    BoundaryValues found = new BoundaryValues(scalar, column.constraints());
    found.ofScalar();
    if (!column.type().array()) {
      return new BoundaryValueSet(found.edges, found.missing);
    }
    List<BoundaryValue> all = new ArrayList<>(ofArray(column));
    found.edges.forEach(edge -> all.add(element(edge)));
    return new BoundaryValueSet(all, found.missing);
  }

  private static BoundaryValue element(BoundaryValue edge) {
    return new BoundaryValue(
        "with " + edge.description(),
        new JsonArray().add(edge.value()),
        edge.expectedJson() == null ? null : new JsonArray().add(edge.expectedJson()),
        edge.isAccepted() ? "" : "[0]",
        edge.codes());
  }

  private static List<BoundaryValue> ofArray(ColumnPlan column) {
    List<BoundaryValue> all = new ArrayList<>();
    all.add(good("no elements", new JsonArray()));
    all.add(bad("a text in place of a list", "x", ViolationCode.TYPE));
    ValueSamples.of(column.type().scalar(), column.constraints(), 0)
        .ifPresent(
            value -> {
              if (value.toString().length() < MOST / FieldType.MAX_ITEMS) {
                all.add(good(FieldType.MAX_ITEMS + " elements", many(value, FieldType.MAX_ITEMS)));
                int over = FieldType.MAX_ITEMS + 1;
                all.add(bad(over + " elements", many(value, over), ViolationCode.TOO_MANY));
              }
              all.add(
                  new BoundaryValue(
                      "with null",
                      new JsonArray().add(value).addNull(),
                      null,
                      "[1]",
                      Set.of(ViolationCode.NOT_NULL, ViolationCode.TYPE)));
            });
    return all;
  }

  private static JsonArray many(Object value, int count) {
    JsonArray array = new JsonArray();
    for (int i = 0; i < count; i++) {
      array.add(value);
    }
    return array;
  }

  private void ofScalar() {
    switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> TextBoundaryValues.of(scalar, rules, edges, missing);
      case INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL ->
          NumberBoundaryValues.of(scalar, rules, edges);
      case BOOLEAN -> {
        edges.add(good("true", true));
        edges.add(good("false", false));
        edges.add(bad("\"true\"", "true", ViolationCode.TYPE));
      }
      case DATE -> {
        edges.add(good("0001-01-01", "0001-01-01"));
        edges.add(good("9999-12-31", "9999-12-31"));
        edges.add(good("2024-02-29", "2024-02-29"));
        malformed("2026-02-29", "2026-12-31T00:00:00Z", "31.12.2026");
      }
      case TIME -> {
        edges.add(good("00:00:00", "00:00:00"));
        edges.add(good("23:59:59.999999", "23:59:59.999999"));
        malformed("24:00:01", "noon");
      }
      case DATETIME -> {
        edges.add(good("an offset of +02:00", "2026-12-31T14:30:00+02:00", "2026-12-31T12:30:00Z"));
        edges.add(good("microseconds", "2026-12-31T14:30:00.123456Z"));
        malformed("2026-12-31T14:30:00", "2026-12-31", "2026-02-30T00:00:00Z");
      }
      case UUID -> {
        edges.add(
            good(
                "capitals",
                "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
        malformed("f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae7dec11d0a76500a0c91e6bf6x");
      }
      case ENUM -> {
        rules.values().forEach(v -> edges.add(good("\"" + v + "\"", v)));
        String other = rules.values().getFirst() + "-x";
        edges.add(bad("\"" + other + "\"", other, ViolationCode.NOT_ONE_OF));
        edges.add(bad("a number", 5, ViolationCode.TYPE));
      }
      case JSON -> JsonBoundaryValues.of(rules, edges);
    }
  }

  private void malformed(String... texts) {
    for (String text : texts) {
      edges.add(bad("\"" + text + "\"", text, ViolationCode.FORMAT));
    }
    edges.add(bad("true", true, ViolationCode.TYPE));
  }

  /// The values of a JSON column, at its size limit.
  static final class JsonBoundaryValues {
    private JsonBoundaryValues() {}

    static void of(FieldConstraints rules, List<BoundaryValue> edges) {
      Integer max = rules.maxBytes();
      if (max == null || max > 60) {
        edges.add(good("an object", new JsonObject().put("a", new JsonArray().add(1).addNull())));
      }
      edges.add(good("a number", 5));
      edges.add(good("a text", "x"));
      if (max != null && max > 2 && max < BoundaryValues.MOST) {
        edges.add(good(bytes(max), "x".repeat(max - 2)));
        edges.add(bad(bytes(max + 1), "x".repeat(max - 1), ViolationCode.TOO_LONG));
      }
    }

    private static String bytes(int count) {
      return String.format(Locale.ROOT, "%,d bytes", count);
    }
  }
}
