package dev.freehold.suite.value;

import static dev.freehold.suite.value.Edge.bad;
import static dev.freehold.suite.value.Edge.good;

import dev.freehold.plan.Column;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The values at and over the edges of what a column takes.
public final class Edges {
  /// More than this in one value would make a body that no server takes.
  static final int MOST = 900_000;

  /// @param edges good and bad ones
  /// @param missing what could not be made, and why
  public record Found(List<Edge> edges, List<Missing> missing) {
    public Found {
      edges = List.copyOf(edges);
      missing = List.copyOf(missing);
    }
  }

  public record Missing(String what, String why) {}

  private final List<Edge> edges = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();
  private final Scalar scalar;
  private final Rules rules;

  private Edges(Scalar scalar, Rules rules) {
    this.scalar = scalar;
    this.rules = rules;
  }

  /// @param column that holds values of its own
  public static Found of(Column column) {
    Scalar scalar = column.type().scalar();
    Edges found = new Edges(scalar, column.rules());
    found.ofScalar();
    if (!column.type().array()) {
      return new Found(found.edges, found.missing);
    }
    List<Edge> all = new ArrayList<>(ofArray(column));
    found.edges.forEach(edge -> all.add(element(edge)));
    return new Found(all, found.missing);
  }

  private static Edge element(Edge edge) {
    return new Edge(
        "with " + edge.what(),
        new JsonArray().add(edge.value()),
        edge.shown() == null ? null : new JsonArray().add(edge.shown()),
        edge.isTaken() ? "" : "[0]",
        edge.codes());
  }

  private static List<Edge> ofArray(Column column) {
    List<Edge> all = new ArrayList<>();
    all.add(good("no elements", new JsonArray()));
    all.add(bad("a text in place of a list", "x", ViolationCode.TYPE));
    Samples.of(column.type().scalar(), column.rules(), 0)
        .ifPresent(
            value -> {
              if (value.toString().length() < MOST / FieldType.MAX_ITEMS) {
                all.add(good(FieldType.MAX_ITEMS + " elements", many(value, FieldType.MAX_ITEMS)));
                int over = FieldType.MAX_ITEMS + 1;
                all.add(bad(over + " elements", many(value, over), ViolationCode.TOO_MANY));
              }
              all.add(
                  new Edge(
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
      case STRING, TEXT, EMAIL, URL -> TextEdges.of(scalar, rules, edges, missing);
      case INTEGER, BIGINT, NUMBER, DECIMAL -> NumberEdges.of(scalar, rules, edges);
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
      case JSON -> JsonEdges.of(rules, edges);
    }
  }

  private void malformed(String... texts) {
    for (String text : texts) {
      edges.add(bad("\"" + text + "\"", text, ViolationCode.FORMAT));
    }
    edges.add(bad("true", true, ViolationCode.TYPE));
  }
}
