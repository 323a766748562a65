package dev.freehold.audit;

import dev.freehold.client.ClientResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds rows and totals in a response, in any common envelope: `{"data": {"tasks": […]}}`,
/// `{"items": […]}`, `[…]`.
public final class EnvelopeReader {
  private static final List<String> WRAPPERS =
      List.of("data", "result", "item", "record", "payload");
  private static final List<String> IDS = List.of("id", "_id", "uuid", "uid", "key");
  private static final Set<String> TOTALS =
      Set.of("total", "totalCount", "total_count", "count", "totalItems", "total_items");
  private static final int DEPTH = 3;

  /// Properties beside a row that say something about the response.
  private static final Set<String> REMARKS =
      Set.of("status", "success", "ok", "message", "msg", "detail", "code", "error", "errors");

  private EnvelopeReader() {}

  /// The row in a response for a single row.
  public static Optional<JsonObject> row(ClientResponse answer) {
    return answer.json().flatMap(json -> row(json, DEPTH));
  }

  private static Optional<JsonObject> row(Object json, int depth) {
    if (!(json instanceof JsonObject object)) {
      return Optional.empty();
    }
    if (id(object).isPresent() || depth == 0) {
      return Optional.of(object);
    }
    for (String name : WRAPPERS) {
      if (object.getValue(name) instanceof JsonObject inner) {
        return row(inner, depth - 1);
      }
    }
    // The value of a single property that is an object with an id: {"task": {…}}.
    List<JsonObject> inner = inner(object).filter(each -> id(each).isPresent()).toList();
    if (inner.size() == 1) {
      return Optional.of(inner.getFirst());
    }
    // The value of the only property beside remarks: {"message": "saved", "article": {…}}.
    List<String> telling =
        object.fieldNames().stream().filter(name -> !REMARKS.contains(name)).toList();
    return telling.size() == 1 && object.getValue(telling.getFirst()) instanceof JsonObject only
        ? row(only, depth - 1)
        : Optional.of(object);
  }

  private static Stream<JsonObject> inner(JsonObject object) {
    return object.stream()
        .map(Map.Entry::getValue)
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast);
  }

  /// The rows in a list response: the first array of objects, outermost first; else the first array.
  public static List<JsonObject> rows(ClientResponse answer) {
    return answer
        .json()
        .map(json -> array(json, DEPTH))
        .map(EnvelopeReader::objects)
        .orElse(List.of());
  }

  /// Whether a response contains a list, including an empty one.
  public static boolean isList(ClientResponse answer) {
    return answer.json().map(json -> array(json, DEPTH)).isPresent();
  }

  private static @Nullable JsonArray array(Object json, int depth) {
    if (json instanceof JsonArray array) {
      return array;
    }
    if (!(json instanceof JsonObject object) || depth == 0) {
      return null;
    }
    List<JsonArray> here =
        object.fieldNames().stream()
            .map(object::getValue)
            .filter(JsonArray.class::isInstance)
            .map(JsonArray.class::cast)
            .toList();
    if (!here.isEmpty()) {
      return here.stream()
          .filter(each -> each.stream().anyMatch(JsonObject.class::isInstance))
          .findFirst()
          .orElse(here.getFirst());
    }
    for (String name : object.fieldNames()) {
      JsonArray inner =
          object.getValue(name) instanceof JsonObject each ? array(each, depth - 1) : null;
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }

  private static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> all = new ArrayList<>();
    array.forEach(
        each -> {
          if (each instanceof JsonObject object) {
            all.add(object);
          }
        });
    return all;
  }

  /// Every object of a JSON value, outermost first.
  public static Stream<JsonObject> objects(@Nullable Object json) {
    return switch (json) {
      case JsonObject object ->
          Stream.concat(
              Stream.of(object),
              object.fieldNames().stream().flatMap(name -> objects(object.getValue(name))));
      case JsonArray array ->
          Stream.iterate(0, i -> i < array.size(), i -> i + 1)
              .flatMap(i -> objects(array.getValue(i)));
      case null, default -> Stream.empty();
    };
  }

  /// The total number of rows, if the response states it.
  public static OptionalLong total(ClientResponse answer) {
    return answer.json().map(json -> total(json, DEPTH)).orElse(OptionalLong.empty());
  }

  private static OptionalLong total(Object json, int depth) {
    if (!(json instanceof JsonObject object) || depth == 0) {
      return OptionalLong.empty();
    }
    for (String name : object.fieldNames()) {
      if (TOTALS.contains(name) && object.getValue(name) instanceof Number number) {
        return OptionalLong.of(number.longValue());
      }
    }
    for (String name : object.fieldNames()) {
      OptionalLong inner = total(object.getValue(name), depth - 1);
      if (inner.isPresent()) {
        return inner;
      }
    }
    return OptionalLong.empty();
  }

  /// The id of a row as text.
  public static Optional<String> id(JsonObject row) {
    for (String name : IDS) {
      Object value = row.getValue(name);
      if (value instanceof String || value instanceof Number) {
        return Optional.of(value.toString());
      }
    }
    return Optional.empty();
  }
}
