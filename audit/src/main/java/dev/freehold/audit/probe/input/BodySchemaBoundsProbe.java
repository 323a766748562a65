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
  /// A longer text is sent by the probe of sizes, if at all.
  private static final int LONGEST = 100_000;

  private final FindingCollector findings = new FindingCollector(this);

  public BodySchemaBoundsProbe() {
    super("input.schema", "each bound that is described is held", true, ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate each : BaselineCreate.all(site)) {
      each.schema().properties().forEach((name, schema) -> property(each, name, schema));
      each.schema().required().stream()
          .filter(name -> each.schema().properties().containsKey(name))
          .forEach(name -> missing(each, name));
    }
    return findings.verdict("no rows that can be made");
  }

  private void missing(BaselineCreate baseline, String name) {
    JsonObject body = baseline.fresh();
    body.remove(name);
    send(baseline, body, name, "is required, and was left out");
  }

  private void property(BaselineCreate baseline, String name, JsonSchema schema) {
    if (schema.flag("readOnly") || !schema.anyOf().isEmpty() || !schema.oneOf().isEmpty()) {
      // Alternatives could each allow what another one does not.
      anyOf(baseline, name, schema);
      return;
    }
    wrong(schema).forEach((words, value) -> sendWith(baseline, name, value, words));
  }

  /// Optional values of Python's: `anyOf: [{…}, {type: null}]`.
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
      wrong.put("is no array, and one was sent", new JsonArray().add("x"));
    }
    if (types.contains("string")) {
      strings(schema, wrong);
    }
    if (types.contains("integer") || types.contains("number")) {
      numbers(schema, wrong);
    }
    if (!schema.allowedValues().isEmpty()) {
      wrong.put("has listed values, and another was sent", "zq-not-listed");
    }
    return wrong;
  }

  private static void strings(JsonSchema schema, Map<String, Object> wrong) {
    int most = schema.number("maxLength").map(Number::intValue).orElse(Integer.MAX_VALUE);
    if (most < LONGEST) {
      wrong.put("is at most " + most + " long, and one more was sent", "x".repeat(most + 1));
    }
    int least = schema.number("minLength").map(Number::intValue).orElse(0);
    if (least > 0) {
      wrong.put("is at least " + least + " long, and one less was sent", "x".repeat(least - 1));
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
            most -> wrong.put("is at most " + most + ", and more was sent", most.longValue() + 1));
    schema
        .number("minimum")
        .filter(least -> Math.abs(least.doubleValue()) < 9e15)
        .ifPresent(
            least ->
                wrong.put("is at least " + least + ", and less was sent", least.longValue() - 1));
  }

  private void sendWith(BaselineCreate baseline, String name, Object value, String words) {
    send(baseline, baseline.fresh().put(name, value), name, words);
  }

  private void send(BaselineCreate baseline, JsonObject body, String name, String words) {
    AuditExchange exchange = baseline.send(call -> call.json(body));
    findings.countCheck();
    if (exchange.answer().isSuccess()) {
      findings.addFinding(
          Severity.MEDIUM,
          "A bound that is described is not held",
          baseline.operation() + " " + name,
          name + " " + words + "; answered with " + exchange.status(),
          exchange,
          Weakness.INPUT_VALIDATION,
          "Check it where the body is read, and answer 400 or 422 with the name of the field.");
    }
  }
}
