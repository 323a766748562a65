package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.BoundaryValue;
import dev.freehold.testkit.value.BoundaryValues;
import dev.freehold.testkit.value.RowSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tests the constraints of each field: boundary values, values beyond them, null, and a missing
/// value.
final class FieldConstraintTestGenerator extends ResourceTestGenerator {

  private FieldConstraintTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .ifPresent(
            owner -> {
              FieldConstraintTestGenerator fields =
                  new FieldConstraintTestGenerator(cases, resource, owner);
              owner.creates(resource).forEach(fields::field);
            });
  }

  private String title(String what) {
    return "POST " + path + " › " + what;
  }

  private void field(WriteField field) {
    ColumnPlan column = field.column();
    presence(field);
    if (column.reference() != null) {
      return; // tested by ReferenceTestGenerator
    }
    BoundaryValues.BoundaryValueSet found = BoundaryValues.of(column);
    for (BoundaryValue value : found.edges()) {
      String name = title(column.name() + ": " + value.description());
      if (value.isAccepted()) {
        cases.add(name + " › 201", test -> taken(test, column, value));
      } else {
        cases.add(name + " › 400", test -> refused(test, column, value));
      }
    }
    found
        .missing()
        .forEach(
            missing -> cases.skip(title(column.name() + ": " + missing.what()), missing.why()));
    updates(column, found.edges().stream().filter(e -> !e.isAccepted()).toList());
  }

  private void taken(TestCaseBuilder test, ColumnPlan column, BoundaryValue value) {
    fresh(test, column);
    // Rules and filters use the stored value.
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    kept.put(column.name(), value.expectedJson());
    RowSample sample = test.sampleRow(resource, owner, kept, false);
    Map<String, @Nullable Object> body = new LinkedHashMap<>(sample.body());
    body.put(column.name(), value.value());
    TestStepBuilder step =
        test.send(owner, "POST", path).body(body).expectStatus(201).save("made", "data.id");
    if (owner.reads(resource, column.name())) {
      step.expectBodyPart("data." + column.name(), value.expectedJson());
      test.send(owner, "GET", path + "/{made}")
          .expectStatus(200)
          .expectBodyPart("data." + column.name(), value.expectedJson());
    }
  }

  private void refused(TestCaseBuilder test, ColumnPlan column, BoundaryValue value) {
    RowSample sample = test.sampleRow(resource, owner, Map.of(), false);
    Map<String, @Nullable Object> body = new LinkedHashMap<>(sample.body());
    body.put(column.name(), value.value());
    test.send(owner, "POST", path)
        .body(body)
        .expectValidationError(column.name() + value.detailSuffix(), value.codes());
  }

  /// Cases share users, so another row may already have the value.
  private void fresh(TestCaseBuilder test, ColumnPlan column) {
    if (TestedApi.isUniqueAmongAll(resource, column)) {
      throw new SampleUnavailableException(
          column.name() + " is unique among all rows, and cases share them");
    }
    if (TestedApi.isUnique(resource, column)) {
      test.requireFreshUsers();
    }
  }

  private void presence(WriteField field) {
    ColumnPlan column = field.column();
    String name = column.name();
    if (field.required()) {
      cases.add(
          title("without " + name + " › 400"),
          test -> {
            Map<String, @Nullable Object> body =
                new LinkedHashMap<>(test.sampleRow(resource, owner, Map.of(), false).body());
            body.remove(name);
            test.send(owner, "POST", path).body(body).expectValidationError(name, "required");
          });
    } else {
      cases.add(
          title("without " + name + " › 201, its default"),
          test -> {
            RowSample sample = test.sampleRow(resource, owner, Map.of(), false);
            if (sample.body().containsKey(name)) {
              throw new SampleUnavailableException("the checks need a value of " + name);
            }
            TestStepBuilder step =
                test.send(owner, "POST", path).body(sample.body()).expectStatus(201);
            if (owner.reads(resource, name)) {
              step.expectBodyPart("data." + name, sample.row().get(name));
            }
          });
    }
    Map<String, @Nullable Object> none = new LinkedHashMap<>();
    none.put(name, null);
    if (column.nullable()) {
      cases.add(
          title(name + ": null › 201"),
          test -> {
            RowSample sample = test.sampleRow(resource, owner, none, false);
            TestStepBuilder step =
                test.send(owner, "POST", path).body(sample.body()).expectStatus(201);
            if (owner.reads(resource, name)) {
              step.expectBodyPart("data." + name, null);
            }
          });
    } else {
      cases.add(
          title(name + ": null › 400"),
          test -> {
            Map<String, @Nullable Object> body =
                new LinkedHashMap<>(test.sampleRow(resource, owner, Map.of(), false).body());
            body.put(name, null);
            test.send(owner, "POST", path).body(body).expectValidationError(name, "not_null");
          });
    }
  }

  /// The same faults in an update, which must leave the row unchanged.
  private void updates(ColumnPlan column, List<BoundaryValue> bad) {
    boolean may =
        owner.mayAccessSomeRow(resource, CrudOperation.UPDATE)
            && owner.updates(resource, column.name());
    if (!may || bad.isEmpty()) {
      return;
    }
    cases.add(
        "PATCH "
            + path
            + "/{id} › "
            + column.name()
            + ": the invalid values of a create › 400, unchanged",
        test -> {
          CreatedRow row = test.createRow(resource, owner);
          for (BoundaryValue value : bad) {
            test.send(owner, "PATCH", row.path())
                .body(Map.of(column.name(), value.value()))
                .expectValidationError(column.name() + value.detailSuffix(), value.codes());
          }
          if (owner.reads(resource, column.name())) {
            test.send(owner, "GET", row.path())
                .expectStatus(200)
                .expectBodyPart("data." + column.name(), row.value(column.name()));
          }
        });
  }
}
