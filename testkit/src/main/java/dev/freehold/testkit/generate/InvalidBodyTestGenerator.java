package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.TestRequest;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.value.ValueSamples;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tests bodies that must be refused: server fields, unknown fields, malformed JSON.
final class InvalidBodyTestGenerator extends ResourceTestGenerator {
  private static final List<String> SERVERS = List.of("id", "user_id", "created_at", "updated_at");
  private static final List<String> REFUSED = List.of("read_only", "unknown");

  private InvalidBodyTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .ifPresent(
            owner -> {
              InvalidBodyTestGenerator refusals =
                  new InvalidBodyTestGenerator(cases, resource, owner);
              resource.table().columns().stream()
                  .map(ColumnPlan::name)
                  .filter(SERVERS::contains)
                  .forEach(refusals::serversField);
              refusals.unknown();
              refusals.every();
              refusals.noJson();
              resource.table().columns().forEach(refusals::notWritten);
            });
  }

  private Map<String, @Nullable Object> body(TestCaseBuilder test) {
    return new LinkedHashMap<>(test.sampleRow(resource, owner, Map.of(), false).body());
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
        test -> {
          Map<String, @Nullable Object> body = body(test);
          body.put(field, value(field));
          test.send(owner, "POST", path).body(body).expectValidationError(field, "read_only");
        });
    if (owner.mayAccessSomeRow(resource, CrudOperation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › " + field + " in the body › 400, unchanged",
          test -> {
            CreatedRow row = test.createRow(resource, owner);
            test.send(owner, "PATCH", row.path())
                .body(Map.of(field, value(field)))
                .expectValidationError(field, "read_only");
            test.send(owner, "GET", row.path())
                .expectStatus(200)
                .expectBodyPart("data.id", row.id())
                .expectOwner(resource, owner);
          });
    }
  }

  private void unknown() {
    cases.add(
        "POST " + path + " › an unknown field › 400",
        test -> {
          Map<String, @Nullable Object> body = body(test);
          body.put("no_such_field", 1);
          body.put("_version", 1);
          test.send(owner, "POST", path)
              .body(body)
              .expectValidationError("no_such_field", "unknown")
              .expectFieldError("_version", List.of("unknown"));
        });
  }

  /// All faults of a body are reported in one response.
  private void every() {
    cases.add(
        "POST " + path + " › several faults › 400, each of them",
        test -> {
          TestStepBuilder step = test.send(owner, "POST", path);
          step.body(new JsonObject().put("no_such_field", 1).put("id", 1))
              .expectValidationError("no_such_field", "unknown")
              .expectFieldError("id", List.of("read_only"));
          owner.creates(resource).stream()
              .filter(ResourcePlan.WriteField::required)
              .forEach(f -> step.expectFieldError(f.column().name(), List.of("required")));
        });
  }

  private void noJson() {
    Map<String, TestRequest.RawBody> bodies = new LinkedHashMap<>();
    bodies.put("no JSON", new TestRequest.RawBody("application/json", "{\"a\": "));
    bodies.put("two values", new TestRequest.RawBody("application/json", "{} {}"));
    bodies.put("a key twice", new TestRequest.RawBody("application/json", "{\"a\": 1, \"a\": 2}"));
    bodies.forEach(
        (what, raw) ->
            cases.add(
                "POST " + path + " › " + what + " › 400",
                test -> test.send(owner, "POST", path).body(raw).expectStatus(400)));
    cases.add(
        "POST " + path + " › a form in place of JSON › 415",
        test ->
            test.send(owner, "POST", path)
                .body(new TestRequest.RawBody("application/x-www-form-urlencoded", "a=1"))
                .expectRefusal(415, "UNSUPPORTED_MEDIA_TYPE"));
    cases.add(
        "POST " + path + " › a text in place of an object › 400",
        test ->
            test.send(owner, "POST", path)
                .body(new TestRequest.RawBody("application/json", "\"x\""))
                .expectRefusal(400, "VALIDATION_ERROR"));
  }

  /// `readonly` fields, and `writeOnce` fields in an update.
  private void notWritten(ColumnPlan column) {
    Optional<Object> value =
        column.role() != ColumnPlan.Role.FIELD || column.reference() != null
            ? Optional.empty()
            : ValueSamples.of(column, 1);
    if (value.isEmpty()) {
      return;
    }
    String name = column.name();
    boolean created =
        resource.createFields().stream().anyMatch(f -> f.column().name().equals(name));
    boolean updated =
        resource.updateFields().stream().anyMatch(f -> f.column().name().equals(name));
    if (!created) {
      cases.add(
          "POST " + path + " › " + name + ", which the server sets › 400",
          test -> {
            Map<String, @Nullable Object> body = body(test);
            body.put(name, value.get());
            test.send(owner, "POST", path).body(body).expectValidationError(name, REFUSED);
          });
    }
    if (!updated && owner.mayAccessSomeRow(resource, CrudOperation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › " + name + ", which cannot be updated › 400",
          test -> {
            CreatedRow row = test.createRow(resource, owner);
            test.send(owner, "PATCH", row.path())
                .body(Map.of(name, value.get()))
                .expectValidationError(name, REFUSED);
            if (owner.reads(resource, name)) {
              test.send(owner, "GET", row.path())
                  .expectStatus(200)
                  .expectBodyPart("data." + name, row.value(name));
            }
          });
    }
  }
}
