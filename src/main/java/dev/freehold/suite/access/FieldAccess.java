package dev.freehold.suite.access;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import dev.freehold.suite.value.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fields that are not for everybody who may reach the row.
public final class FieldAccess {
  private static final List<String> REFUSED = List.of("read_only", "unknown");

  private FieldAccess() {}

  public static void add(Cases cases, ResourcePlan resource) {
    for (Column column : resource.table().columns()) {
      if (column.role() != Column.Role.FIELD) {
        continue;
      }
      for (Who who : cases.world().everybody(resource)) {
        boolean readable = who.reads(resource, column.name());
        if (!readable && who.any(resource, Operation.READ)) {
          queries(cases, resource, column.name(), who);
        }
        if (!column.writers().isEmpty() && !who.creates(resource, column.name())) {
          writes(cases, resource, column, who);
        }
      }
    }
  }

  /// Whatever a query asks of it, it is no field.
  private static void queries(Cases cases, ResourcePlan resource, String field, Who who) {
    String path = "/" + resource.name();
    cases.add(
        "GET " + path + " › " + field + " in a query, " + who.words() + " › 400, unknown",
        story -> {
          story.send(who, "GET", path).query(field, "x").invalid(field, "unknown");
          story
              .send(who, "GET", path)
              .query(field + "[null]", "true")
              .refused(400, "VALIDATION_ERROR");
          story.send(who, "GET", path).query("sort", field).invalid("sort", "unknown");
          story.send(who, "GET", path).query("fields", field).invalid("fields", "unknown");
          story
              .send(who, "GET", path)
              .query("or", "(" + field + ".null.true)")
              .refused(400, "VALIDATION_ERROR");
        });
  }

  private static void writes(Cases cases, ResourcePlan resource, Column column, Who who) {
    Optional<Object> value = column.reference() == null ? Samples.of(column, 1) : Optional.of(1);
    if (value.isEmpty()) {
      return;
    }
    String path = "/" + resource.name();
    String field = column.name();
    if (who.any(resource, Operation.CREATE)) {
      cases.add(
          "POST " + path + " › " + field + " " + who.words() + " › 400, not this person's to write",
          story -> {
            Draft draft = story.draft(resource, who, Map.of(), false);
            Map<String, @Nullable Object> body = new LinkedHashMap<>(draft.body());
            body.put(field, value.get());
            story.send(who, "POST", path).body(body).invalid(field, REFUSED);
          });
    }
    boolean reaches =
        who.all(resource, Operation.UPDATE)
            || (who.isOwner() && who.any(resource, Operation.UPDATE));
    if (reaches) {
      cases.add(
          "PATCH "
              + path
              + "/{id} › "
              + field
              + " "
              + who.words()
              + " › 400, not this person's to write",
          story -> {
            Made row = story.row(resource, cases.world().mustOwn(resource));
            story
                .send(who, "PATCH", row.path())
                .body(Map.of(field, value.get()))
                .invalid(field, REFUSED);
          });
    }
  }
}
