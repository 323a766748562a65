package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.BaselineCreate;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Checks that each bound of a body schema is enforced.
public final class BodySchemaBoundsProbe extends AbstractProbe {
  /// Longer text is sent only by the size probes.
  private static final int LONGEST = 100_000;

  private final FindingCollector findings = new FindingCollector(this);

  public BodySchemaBoundsProbe() {
    super(
        "input.schema", "each bound of a body schema is enforced", true, ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate each : BaselineCreate.all(site)) {
      each.schema().properties().forEach((name, schema) -> property(each, name, schema));
      each.schema().required().stream()
          .filter(name -> each.schema().properties().containsKey(name))
          .forEach(name -> missing(each, name));
    }
    return findings.verdict("no row could be created");
  }

  private void missing(BaselineCreate baseline, String name) {
    JsonObject body = baseline.fresh();
    body.remove(name);
    send(baseline, body, name, "is required and was omitted");
  }

  private void property(BaselineCreate baseline, String name, JsonSchema schema) {
    if (schema.flag("readOnly") || !schema.anyOf().isEmpty() || !schema.oneOf().isEmpty()) {
      // A value that one alternative refuses may be allowed by another.
      anyOf(baseline, name, schema);
      return;
    }
    wrong(schema).forEach((words, value) -> sendWith(baseline, name, value, words));
  }

  /// Optional values as Pydantic writes them: `anyOf: [{…}, {type: null}]`.
  private void anyOf(BaselineCreate baseline, String name, JsonSchema schema) {
    if (schema.flag("readOnly") || schema.anyOf().size() != 2) {
      return;
    }
    JsonSchema first = schema.anyOf().getFirst();
    if (schema.anyOf().getLast().types().equals(Set.of("null"))) {
      wrong(first).forEach((words, value) -> sendWith(baseline, name, value, words));
    }
  }

  private static Map<String, Object> wrong(JsonSchema schema) {
    Map<String, Object> wrong = new LinkedHashMap<>();
    Set<String> types = schema.types();
    if (types.isEmpty()) {
      return wrong;
    }
    wrong.put(
        "is " + String.join(" or ", types) + ", and an object was sent",
        new JsonObject().put("x", 1));
    if (types.contains("object")) {
      wrong.clear();
    }
    if (!types.contains("array")) {
      wrong.put("is not an array, and an array was sent", new JsonArray().add("x"));
    }
    if (types.contains("string")) {
      strings(schema, wrong);
    }
    if (types.contains("integer") || types.contains("number")) {
      numbers(schema, wrong);
    }
    if (!schema.allowedValues().isEmpty()) {
      wrong.put("is an enum, and another value was sent", "zq-not-listed");
    }
    return wrong;
  }

  private static void strings(JsonSchema schema, Map<String, Object> wrong) {
    int most = schema.number("maxLength").map(Number::intValue).orElse(Integer.MAX_VALUE);
    if (most < LONGEST) {
      wrong.put(
          "has maxLength " + most + ", and one more character was sent", "x".repeat(most + 1));
    }
    int least = schema.number("minLength").map(Number::intValue).orElse(0);
    if (least > 0) {
      wrong.put(
          "has minLength " + least + ", and one character less was sent", "x".repeat(least - 1));
    }
    switch (schema.text("format").orElse("")) {
      case "uuid", "date", "date-time", "email", "uri" ->
          wrong.put("has a format, and other text was sent", "zq not that");
      default -> {}
    }
  }

  private static void numbers(JsonSchema schema, Map<String, Object> wrong) {
    if (!schema.types().contains("string")) {
      wrong.put("is a number, and text was sent", "zq");
    }
    schema
        .number("maximum")
        .filter(most -> Math.abs(most.doubleValue()) < 9e15)
        .ifPresent(
            most ->
                wrong.put(
                    "has maximum " + most + ", and a larger value was sent", most.longValue() + 1));
    schema
        .number("minimum")
        .filter(least -> Math.abs(least.doubleValue()) < 9e15)
        .ifPresent(
            least ->
                wrong.put(
                    "has minimum " + least + ", and a smaller value was sent",
                    least.longValue() - 1));
  }

  private void sendWith(BaselineCreate baseline, String name, Object value, String words) {
    send(baseline, baseline.fresh().put(name, value), name, words);
  }

  private void send(BaselineCreate baseline, JsonObject body, String name, String words) {
    AuditExchange exchange = baseline.send(call -> call.json(body));
    findings.countCheck();
    if (exchange.isSuccess()) {
      findings.addFinding(
          Severity.MEDIUM,
          "Missing input validation: a documented bound of a body is not enforced",
          baseline.operation() + " " + name,
          name + " " + words + "; the response is " + exchange.status(),
          exchange,
          Weakness.INPUT_VALIDATION,
          "Validate the property when the body is parsed, and return 400 or 422 with its name.");
    }
  }
}
