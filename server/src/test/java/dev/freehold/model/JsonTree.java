package dev.freehold.model;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as maps, lists, strings, numbers, booleans and [#NULL]. Equivalent texts give equal trees.
enum JsonTree {
  /// Null of JSON and of SQL.
  NULL;

  @Override
  public String toString() {
    return "null";
  }

  static Object parse(String text) {
    return of(Json.decodeValue(text));
  }

  static Object of(@Nullable Object json) {
    return switch (json) {
      case null -> NULL;
      case JsonObject object -> {
        Map<String, Object> map = new LinkedHashMap<>();
        object.fieldNames().forEach(name -> map.put(name, of(object.getValue(name))));
        yield map;
      }
      case JsonArray array -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          list.add(of(array.getValue(i)));
        }
        yield list;
      }
      case Number number -> number(number);
      default -> json;
    };
  }

  static BigDecimal number(Number number) {
    BigDecimal exact = new BigDecimal(number.toString());
    return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
  }

  /// The JSON text of a tree.
  static String text(Object tree) {
    return switch (tree) {
      case JsonTree _ -> "null";
      case Map<?, ?> map -> {
        List<String> members = new ArrayList<>();
        map.forEach((name, value) -> members.add(Json.encode(name) + ":" + text(value)));
        yield "{" + String.join(",", members) + "}";
      }
      case List<?> list -> "[" + String.join(",", list.stream().map(JsonTree::text).toList()) + "]";
      case BigDecimal number -> number.toPlainString();
      default -> Json.encode(tree);
    };
  }

  /// A member of an object; [#NULL] if the member or the object does not exist.
  static Object at(Object tree, String... path) {
    Object now = tree;
    for (String name : path) {
      Object next = now instanceof Map<?, ?> map ? map.get(name) : null;
      now = next == null ? NULL : next;
    }
    return now;
  }

  static List<Object> list(Object tree) {
    return tree instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }
}
