package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.INPUT;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Values that violate the schema and are accepted.
final class ValueDefects {
  private ValueDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inProxy(
            "required-missing",
            INPUT,
            LOW,
            "accepts a row without a required field",
            (request, context) ->
                context.send(
                    note(request)
                        .filter(o -> o.getValue("title") == null && request.method().equals("POST"))
                        .map(o -> request.body(o.copy().put("title", "untitled")))
                        .orElse(request))),
        Defect.inProxy(
            "length-unlimited",
            INPUT,
            LOW,
            "accepts a string that is too long",
            (request, context) ->
                repaired(
                    request,
                    context,
                    "title",
                    v -> v instanceof String s && s.length() > 200,
                    "cut")),
        Defect.inProxy(
            "enum-any",
            INPUT,
            LOW,
            "accepts a value that is not in the enum",
            (request, context) ->
                repaired(
                    request,
                    context,
                    "kind",
                    v -> v instanceof String s && !List.of("memo", "list").contains(s),
                    "memo")),
        Defect.inProxy(
            "range-any",
            INPUT,
            LOW,
            "accepts a number out of range",
            (request, context) ->
                repaired(
                    request,
                    context,
                    "stars",
                    v -> v instanceof Number n && (n.doubleValue() > 5 || n.doubleValue() < 0),
                    1)),
        Defect.inProxy(
            "operator-object",
            INPUT,
            MEDIUM,
            "accepts an object in place of a string",
            (request, context) ->
                repaired(
                    request,
                    context,
                    "title",
                    v -> v instanceof JsonObject || v instanceof Map,
                    "[object Object]")),
        Defect.inProxy(
            "type-coerced",
            INPUT,
            LOW,
            "accepts a number in place of a string",
            (request, context) ->
                repaired(request, context, "title", v -> v instanceof Number, "7")));
  }

  private static Optional<JsonObject> note(ProxiedRequest request) {
    return request.path().matches(ProxiedRequest.BASE + "/notes(/\\d+)?")
        ? request.object()
        : Optional.empty();
  }

  /// Sends the server a valid value in place of an invalid one, and returns the invalid one to the
  /// client.
  private static ProxiedResponse repaired(
      ProxiedRequest request,
      FaultContext context,
      String field,
      Predicate<Object> wrong,
      Object right)
      throws IOException {
    Optional<JsonObject> body = note(request);
    Object value = body.map(o -> o.getValue(field)).orElse(null);
    if (body.isEmpty() || value == null || !wrong.test(value)) {
      return context.send(request);
    }
    ProxiedResponse answer = context.send(request.body(body.get().copy().put(field, right)));
    return FieldDefects.changed(
        answer,
        data ->
            data.getValue("notes") instanceof JsonArray
                ? data
                : data.put(field, value instanceof JsonObject ? right : value));
  }
}
