package dev.freehold.cli;

import dev.freehold.migrate.MigrationRollout.RolloutPart;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.plan.MigrationStep;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// A plan as JSON.
final class MigrationPlanJson {
  private MigrationPlanJson() {}

  /// `{"plan", "class", "roles", "steps": […], "later": […], "files": {"applied", "pending"}}`,
  /// each step `{"file", "subject", "does", "class", "phase", "lock", "hold", "rows": {"count",
  /// "what"}, "remedy", "run", "sql"}`.
  static JsonObject of(RolloutPlan rollout) {
    JsonArray steps = new JsonArray();
    JsonArray pending = new JsonArray();
    for (RolloutPart part : rollout.parts()) {
      String file = part.file().map(f -> f.name().toString()).orElse("");
      part.steps().forEach(s -> steps.add(step(s, file)));
      part.file().ifPresent(f -> pending.add(f.name().toString()));
    }
    JsonArray later = new JsonArray();
    rollout.deferredSteps().forEach(s -> later.add(step(s, "")));
    return new JsonObject()
        .put("plan", rollout.id())
        .put("class", MigrationStepText.word(rollout.risk()))
        .put("roles", new JsonArray(rollout.pending().roleChanges()))
        .put("steps", steps)
        .put("later", later)
        .put(
            "files",
            new JsonObject()
                .put("applied", new JsonArray(List.copyOf(rollout.applied())))
                .put("pending", pending));
  }

  private static JsonObject step(MigrationStep step, String file) {
    JsonObject json = new JsonObject();
    if (!file.isEmpty()) {
      json.put("file", file);
    }
    json.put("subject", step.subject())
        .put("does", step.description())
        .put("class", MigrationStepText.word(step.risk()))
        .put("phase", MigrationStepText.word(step.phase()))
        .put("lock", MigrationStepText.word(step.lock()))
        .put("hold", MigrationStepText.word(step.lockDuration()));
    step.atRisk()
        .ifPresent(
            risk -> {
              JsonObject rows = new JsonObject().put("what", risk.description());
              risk.counted().ifPresent(count -> rows.put("count", count));
              if (!risk.examples().isEmpty()) {
                rows.put("examples", risk.examples());
              }
              json.put("rows", rows);
            });
    return json.put("remedy", step.remedy())
        .put("run", MigrationStepText.run(step))
        .put("sql", new JsonArray(MigrationStepText.sql(step)));
  }

  /// Indented JSON. Control characters are escaped.
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
