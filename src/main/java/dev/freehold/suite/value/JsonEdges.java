package dev.freehold.suite.value;

import static dev.freehold.suite.value.Edge.bad;
import static dev.freehold.suite.value.Edge.good;

import dev.freehold.problem.ViolationCode;
import dev.freehold.type.Rules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// JSON of any shape, its size.
final class JsonEdges {
  private JsonEdges() {}

  static void of(Rules rules, List<Edge> edges) {
    Integer max = rules.maxBytes();
    if (max == null || max > 60) {
      edges.add(good("an object", new JsonObject().put("a", new JsonArray().add(1).addNull())));
    }
    edges.add(good("a number", 5));
    edges.add(good("a text", "x"));
    if (max != null && max > 2 && max < Edges.MOST) {
      edges.add(good(bytes(max), "x".repeat(max - 2)));
      edges.add(bad(bytes(max + 1), "x".repeat(max - 1), ViolationCode.TOO_LONG));
    }
  }

  private static String bytes(int count) {
    return String.format(Locale.ROOT, "%,d bytes", count);
  }
}
