package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.INPUT;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Values that are not as the document says.
final class ValueDefects {
  private ValueDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.before(
            "required-missing",
            INPUT,
            LOW,
            "takes a row without a value that is required",
            (ask, house) ->
                house.send(
                    note(ask)
                        .filter(o -> o.getValue("title") == null && ask.method().equals("POST"))
                        .map(o -> ask.body(o.copy().put("title", "untitled")))
                        .orElse(ask))),
        Defect.before(
            "length-unlimited",
            INPUT,
            LOW,
            "takes a text that is too long",
            (ask, house) ->
                repaired(
                    ask, house, "title", v -> v instanceof String s && s.length() > 200, "cut")),
        Defect.before(
            "enum-any",
            INPUT,
            LOW,
            "takes for an enum what is none of its values",
            (ask, house) ->
                repaired(
                    ask,
                    house,
                    "kind",
                    v -> v instanceof String s && !List.of("memo", "list").contains(s),
                    "memo")),
        Defect.before(
            "range-any",
            INPUT,
            LOW,
            "takes a number that is out of range",
            (ask, house) ->
                repaired(
                    ask,
                    house,
                    "stars",
                    v -> v instanceof Number n && (n.doubleValue() > 5 || n.doubleValue() < 0),
                    1)),
        Defect.before(
            "operator-object",
            INPUT,
            MEDIUM,
            "takes an object where a text is due",
            (ask, house) ->
                repaired(
                    ask,
                    house,
                    "title",
                    v -> v instanceof JsonObject || v instanceof Map,
                    "[object Object]")),
        Defect.before(
            "type-coerced",
            INPUT,
            LOW,
            "takes a number where a text is due",
            (ask, house) -> repaired(ask, house, "title", v -> v instanceof Number, "7")));
  }

  private static Optional<JsonObject> note(Ask ask) {
    return ask.path().matches(Ask.BASE + "/notes(/\\d+)?") ? ask.object() : Optional.empty();
  }

  /// Where a value of a note is wrong the server gets another one, and the client its own.
  private static Answer repaired(
      Ask ask, House house, String field, Predicate<Object> wrong, Object right)
      throws IOException {
    Optional<JsonObject> body = note(ask);
    Object value = body.map(o -> o.getValue(field)).orElse(null);
    if (body.isEmpty() || value == null || !wrong.test(value)) {
      return house.send(ask);
    }
    Answer answer = house.send(ask.body(body.get().copy().put(field, right)));
    return FieldDefects.changed(
        answer,
        data ->
            data.getValue("notes") instanceof JsonArray
                ? data
                : data.put(field, value instanceof JsonObject ? right : value));
  }
}
