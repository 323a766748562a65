package dev.freehold.suite.write;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.Ask;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Samples;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What no body may carry, and bodies that are none.
public final class Refusals {
  private static final List<String> SERVERS = List.of("id", "user_id", "created_at", "updated_at");
  private static final List<String> REFUSED = List.of("read_only", "unknown");

  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;
  private final String path;

  private Refusals(Cases cases, ResourcePlan resource, Who owner) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
    this.path = "/" + resource.name();
  }

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .ifPresent(
            owner -> {
              Refusals refusals = new Refusals(cases, resource, owner);
              SERVERS.forEach(refusals::serversField);
              refusals.unknown();
              refusals.every();
              refusals.noJson();
              resource.table().columns().forEach(refusals::notWritten);
            });
  }

  private Map<String, @Nullable Object> body(Story story) {
    return new LinkedHashMap<>(story.draft(resource, owner, Map.of(), false).body());
  }

  private static Object value(String field) {
    return switch (field) {
      case "id" -> 1;
      case "user_id" -> "018f0000-0000-7000-8000-000000000000";
      default -> "2026-01-01T00:00:00Z";
    };
  }

  private void serversField(String field) {
    cases.add(
        "POST " + path + " › " + field + " in the body › 400",
        story -> {
          Map<String, @Nullable Object> body = body(story);
          body.put(field, value(field));
          story.send(owner, "POST", path).body(body).invalid(field, "read_only");
        });
    if (owner.any(resource, Operation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › " + field + " in the body › 400, unchanged",
          story -> {
            Made row = story.row(resource, owner);
            story
                .send(owner, "PATCH", row.path())
                .body(Map.of(field, value(field)))
                .invalid(field, "read_only");
            story
                .send(owner, "GET", row.path())
                .status(200)
                .part("data.id", row.id())
                .part("data.user_id", "{owner.id}");
          });
    }
  }

  private void unknown() {
    cases.add(
        "POST " + path + " › a field that is not there › 400",
        story -> {
          Map<String, @Nullable Object> body = body(story);
          body.put("no_such_field", 1);
          body.put("_version", 1);
          story
              .send(owner, "POST", path)
              .body(body)
              .invalid("no_such_field", "unknown")
              .fault("_version", List.of("unknown"));
        });
  }

  /// Nobody mends a form one field at a time.
  private void every() {
    cases.add(
        "POST " + path + " › several faults › 400, each of them",
        story -> {
          Line line = story.send(owner, "POST", path);
          line.body(new JsonObject().put("no_such_field", 1).put("id", 1))
              .invalid("no_such_field", "unknown")
              .fault("id", List.of("read_only"));
          owner.creates(resource).stream()
              .filter(ResourcePlan.WriteField::required)
              .forEach(f -> line.fault(f.column().name(), List.of("required")));
        });
  }

  private void noJson() {
    Map<String, Ask.Raw> bodies = new LinkedHashMap<>();
    bodies.put("no JSON", new Ask.Raw("application/json", "{\"a\": "));
    bodies.put("two values", new Ask.Raw("application/json", "{} {}"));
    bodies.put("a key twice", new Ask.Raw("application/json", "{\"a\": 1, \"a\": 2}"));
    bodies.forEach(
        (what, raw) ->
            cases.add(
                "POST " + path + " › " + what + " › 400",
                story -> story.send(owner, "POST", path).body(raw).status(400)));
    cases.add(
        "POST " + path + " › a form in place of JSON › 415",
        story ->
            story
                .send(owner, "POST", path)
                .body(new Ask.Raw("application/x-www-form-urlencoded", "a=1"))
                .refused(415, "UNSUPPORTED_MEDIA_TYPE"));
    cases.add(
        "POST " + path + " › a text in place of an object › 400",
        story ->
            story
                .send(owner, "POST", path)
                .body(new Ask.Raw("application/json", "\"x\""))
                .refused(400, "VALIDATION_ERROR"));
  }

  /// `readonly` fields, and `writeOnce` ones in a change.
  private void notWritten(Column column) {
    Optional<Object> value =
        column.role() != Column.Role.FIELD || column.reference() != null
            ? Optional.empty()
            : Samples.of(column, 1);
    if (value.isEmpty()) {
      return;
    }
    String name = column.name();
    boolean created = resource.create().stream().anyMatch(f -> f.column().name().equals(name));
    boolean updated = resource.update().stream().anyMatch(f -> f.column().name().equals(name));
    if (!created) {
      cases.add(
          "POST " + path + " › " + name + ", which the server sets › 400",
          story -> {
            Map<String, @Nullable Object> body = body(story);
            body.put(name, value.get());
            story.send(owner, "POST", path).body(body).invalid(name, REFUSED);
          });
    }
    if (!updated && owner.any(resource, Operation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › " + name + ", which is not changed › 400",
          story -> {
            Made row = story.row(resource, owner);
            story
                .send(owner, "PATCH", row.path())
                .body(Map.of(name, value.get()))
                .invalid(name, REFUSED);
            if (owner.reads(resource, name)) {
              story
                  .send(owner, "GET", row.path())
                  .status(200)
                  .part("data." + name, row.value(name));
            }
          });
    }
  }
}
