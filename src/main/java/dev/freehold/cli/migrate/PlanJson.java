package dev.freehold.cli.migrate;

import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.rollout.Outlook;
import dev.freehold.migrate.rollout.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// A plan for a program.
final class PlanJson {
  private PlanJson() {}

  /// `{"plan", "class", "roles", "steps": […], "later": […], "files": {"applied", "pending"}}`, each step
  /// `{"file", "subject", "does", "class", "phase", "lock", "hold", "rows": {"count", "what"}, "remedy", "run", "sql"}`.
  static JsonObject of(Outlook outlook) {
    JsonArray steps = new JsonArray();
    JsonArray pending = new JsonArray();
    for (Part part : outlook.parts()) {
      String file = part.file().map(f -> f.name().toString()).orElse("");
      part.steps().forEach(s -> steps.add(step(s, file)));
      part.file().ifPresent(f -> pending.add(f.name().toString()));
    }
    JsonArray later = new JsonArray();
    outlook.later().forEach(s -> later.add(step(s, "")));
    return new JsonObject()
        .put("plan", outlook.id())
        .put("class", StepText.word(outlook.risk()))
        .put("roles", new JsonArray(outlook.planned().roleChanges()))
        .put("steps", steps)
        .put("later", later)
        .put(
            "files",
            new JsonObject()
                .put("applied", new JsonArray(List.copyOf(outlook.applied())))
                .put("pending", pending));
  }

  private static JsonObject step(Step step, String file) {
    JsonObject json = new JsonObject();
    if (!file.isEmpty()) {
      json.put("file", file);
    }
    json.put("subject", step.subject())
        .put("does", step.words())
        .put("class", StepText.word(step.risk()))
        .put("phase", StepText.word(step.phase()))
        .put("lock", StepText.word(step.lock()))
        .put("hold", StepText.word(step.hold()));
    step.atRisk()
        .ifPresent(
            risk -> {
              JsonObject rows = new JsonObject().put("what", risk.what());
              risk.counted().ifPresent(count -> rows.put("count", count));
              json.put("rows", rows);
            });
    return json.put("remedy", step.remedy())
        .put("run", StepText.run(step))
        .put("sql", new JsonArray(StepText.sql(step)));
  }

  /// Indented, and nothing in it that a terminal would obey.
  static String text(JsonObject json) {
    StringBuilder out = new StringBuilder();
    json.encodePrettily()
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n' || (c >= ' ' && c < 0x7F)) {
                out.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return out.toString();
  }
}
