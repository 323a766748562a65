package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.RowSample;
import dev.freehold.testkit.value.ValueSamples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tests constraints across fields: checks and unique sets.
final class RowConstraintTestGenerator extends ResourceTestGenerator {

  private RowConstraintTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .ifPresent(
            owner -> {
              RowConstraintTestGenerator rules =
                  new RowConstraintTestGenerator(cases, resource, owner);
              resource.table().checks().forEach(rules::check);
              resource.table().uniques().stream()
                  .filter(u -> !u.isOfId() && u.condition() == null)
                  .forEach(rules::unique);
            });
  }

  private RowSample broken(TestCaseBuilder test, TablePlan.Check check) {
    return test.sampleGenerator(resource, owner)
        .rowViolating(
            check,
            test.withRequiredReferences(resource, owner, Map.of()),
            test.nextRowNumber(resource))
        .orElseThrow(
            () -> new SampleUnavailableException("no row was found that violates only this check"));
  }

  private void check(TablePlan.Check check) {
    String rule = "a row that violates '" + check.rule().text() + "'";
    cases.add(
        "POST " + path + " › " + rule + " › 400",
        test -> {
          RowSample broken = broken(test, check);
          test.send(owner, "POST", path)
              .body(broken.body())
              .expectValidationError(check.field(), "rule");
        });
    if (!owner.mayAccessSomeRow(resource, CrudOperation.UPDATE)) {
      return;
    }
    cases.add(
        "PATCH " + path + "/{id} › " + rule + " › 400, unchanged",
        test -> {
          CreatedRow row = test.createRow(resource, owner);
          RowSample broken = broken(test, check);
          Map<String, @Nullable Object> change = new LinkedHashMap<>();
          for (String field : check.rule().columns()) {
            if (Objects.equals(broken.row().get(field), row.value(field))) {
              continue;
            }
            if (!owner.updates(resource, field)) {
              throw new SampleUnavailableException("the fields of this check cannot be updated");
            }
            change.put(field, broken.row().get(field));
          }
          test.send(owner, "PATCH", row.path())
              .body(change)
              .expectValidationError(check.field(), "rule");
          TestStepBuilder after = test.send(owner, "GET", row.path()).expectStatus(200);
          check.rule().columns().stream()
              .filter(field -> owner.reads(resource, field))
              .forEach(field -> after.expectBodyPart("data." + field, row.value(field)));
        });
  }

  private void unique(TablePlan.Unique unique) {
    String set = String.join(" and ", unique.fields());
    cases.add(
        "POST " + path + " › the same " + set + " again › 409",
        test -> {
          CreatedRow row = filled(test, unique, owner);
          Map<String, @Nullable Object> again = again(test, unique, row, owner);
          TestStepBuilder step =
              test.send(owner, "POST", path).body(again).expectRefusal(409, "CONFLICT");
          unique.fields().forEach(f -> step.expectFieldError(f, List.of("taken")));
        });
    if (owner.roles().isEmpty() && isFree(unique)) {
      boolean allowed = unique.within() == Within.OWNER;
      cases.add(
          "POST " + path + " › the same " + set + " of another user › " + (allowed ? 201 : 409),
          test -> {
            CreatedRow row = filled(test, unique, owner);
            Map<String, @Nullable Object> again = again(test, unique, row, TestActor.OTHER);
            TestStepBuilder step = test.send(TestActor.OTHER, "POST", path).body(again);
            if (allowed) {
              step.expectStatus(201);
            } else {
              step.expectRefusal(409, "CONFLICT").expectBodyOmits("{owner.id}");
            }
          });
    }
    if (owner.mayAccessSomeRow(resource, CrudOperation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › to a " + set + " that is in use › 409",
          test -> {
            CreatedRow first = filled(test, unique, owner);
            CreatedRow second = filled(test, unique, owner);
            Map<String, @Nullable Object> change = new LinkedHashMap<>();
            for (String field : unique.fields()) {
              if (!owner.updates(resource, field)) {
                throw new SampleUnavailableException(field + " cannot be updated");
              }
              change.put(field, first.value(field));
            }
            test.send(owner, "PATCH", second.path())
                .body(change)
                .expectRefusal(409, "CONFLICT")
                .expectFieldError(unique.fields().getFirst(), List.of("taken"));
          });
    }
  }

  /// Whether the set has no reference, because another user may not reach the same target.
  private boolean isFree(TablePlan.Unique unique) {
    return unique.fields().stream().allMatch(f -> resource.table().column(f).reference() == null);
  }

  /// A row without nulls in the set.
  private CreatedRow filled(TestCaseBuilder test, TablePlan.Unique unique, TestActor by) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    test.nextRowNumber(resource);
    int n = test.nextRowNumber(resource);
    for (String field : unique.fields()) {
      ColumnPlan column = resource.table().column(field);
      if (!by.creates(resource, field)) {
        throw new SampleUnavailableException("the user may not write " + field);
      }
      fixed.put(
          field,
          column.reference() != null
              ? test.createReferenceTarget(column, by).id()
              : ValueSamples.of(column, n)
                  .orElseThrow(
                      () -> new SampleUnavailableException("no value of " + field + " was found")));
    }
    return test.createRow(resource, by, fixed);
  }

  /// Another row with the same values in the set.
  private Map<String, @Nullable Object> again(
      TestCaseBuilder test, TablePlan.Unique unique, CreatedRow row, TestActor by) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    unique.fields().forEach(f -> fixed.put(f, row.value(f)));
    return test.sampleRow(resource, by, fixed, false).body();
  }
}
