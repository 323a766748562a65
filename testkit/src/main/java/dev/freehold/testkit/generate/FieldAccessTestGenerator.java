package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.testkit.value.RowSample;
import dev.freehold.testkit.value.ValueSamples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tests fields that only some callers may read or write.
final class FieldAccessTestGenerator {
  private static final List<String> REFUSED = List.of("read_only", "unknown");

  private FieldAccessTestGenerator() {}

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    for (ColumnPlan column : resource.table().columns()) {
      if (column.role() != ColumnPlan.Role.FIELD) {
        continue;
      }
      for (TestActor actor : cases.api().allActors(resource)) {
        boolean readable = actor.reads(resource, column.name());
        if (!readable && actor.mayAccessSomeRow(resource, CrudOperation.READ)) {
          queries(cases, resource, column.name(), actor);
        }
        boolean moves = column.hasMoves() && actor.writes(column);
        if (!column.writers().isEmpty() && !actor.creates(resource, column.name()) && !moves) {
          writes(cases, resource, column, actor);
        }
      }
    }
  }

  /// A query that uses the field is refused as for an unknown field.
  private static void queries(
      TestCaseCollector cases, ResourcePlan resource, String field, TestActor actor) {
    String path = "/" + resource.name();
    cases.add(
        "GET " + path + " › " + field + " in a query, " + actor.description() + " › 400, unknown",
        test -> {
          test.send(actor, "GET", path).query(field, "x").expectValidationError(field, "unknown");
          test.send(actor, "GET", path)
              .query(field + "[null]", "true")
              .expectRefusal(400, "VALIDATION_ERROR");
          test.send(actor, "GET", path)
              .query("sort", field)
              .expectValidationError("sort", "unknown");
          test.send(actor, "GET", path)
              .query("fields", field)
              .expectValidationError("fields", "unknown");
          test.send(actor, "GET", path)
              .query("or", "(" + field + ".null.true)")
              .expectRefusal(400, "VALIDATION_ERROR");
          for (String parameter : List.of("group", "sum", "max")) {
            test.send(actor, "GET", path + "/summary")
                .query(parameter, field)
                .expectValidationError(parameter, "unknown");
          }
        });
  }

  private static void writes(
      TestCaseCollector cases, ResourcePlan resource, ColumnPlan column, TestActor actor) {
    // A body with the value of the row is no write, and the row may have the default.
    Optional<Object> value =
        column.reference() == null
            ? IntStream.rangeClosed(1, 3)
                .mapToObj(n -> ValueSamples.of(column, n))
                .flatMap(Optional::stream)
                .filter(v -> !v.equals(JsonValueConverter.defaultJson(column)))
                .findFirst()
            : Optional.of(1);
    if (value.isEmpty()) {
      return;
    }
    String path = "/" + resource.name();
    String field = column.name();
    if (actor.mayAccessSomeRow(resource, CrudOperation.CREATE)) {
      cases.add(
          "POST " + path + " › " + field + " " + actor.description() + " › 400, no write access",
          test -> {
            RowSample sample = test.sampleRow(resource, actor, Map.of(), false);
            Map<String, @Nullable Object> body = new LinkedHashMap<>(sample.body());
            body.put(field, value.get());
            test.send(actor, "POST", path).body(body).expectValidationError(field, REFUSED);
          });
    }
    boolean reaches =
        actor.mayAccessAnyRow(resource, CrudOperation.UPDATE)
            || (actor.isOwner() && actor.mayAccessSomeRow(resource, CrudOperation.UPDATE));
    if (reaches) {
      cases.add(
          "PATCH "
              + path
              + "/{id} › "
              + field
              + " "
              + actor.description()
              + " › 400, no write access",
          test -> {
            CreatedRow row = test.createRow(resource, cases.api().requireOwner(resource));
            test.send(actor, "PATCH", row.path())
                .body(Map.of(field, value.get()))
                .expectValidationError(field, REFUSED);
          });
    }
  }
}
