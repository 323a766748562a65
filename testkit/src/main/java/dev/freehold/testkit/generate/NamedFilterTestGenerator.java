package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.testkit.value.ValueSamples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tests each option of each named filter, with a row that matches and, where possible, one that
/// does not.
final class NamedFilterTestGenerator extends ResourceTestGenerator {

  private NamedFilterTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .filter(owner -> owner.mayAccessSomeRow(resource, CrudOperation.READ))
        .ifPresent(
            owner ->
                resource
                    .filters()
                    .forEach(f -> new NamedFilterTestGenerator(cases, resource, owner).filter(f)));
  }

  private void filter(Spec.Filter filter) {
    String operation = "GET /" + resource.name();
    for (Spec.Option option : filter.options()) {
      cases.add(
          operation + "?" + filter.name() + "=" + option.name() + " › the matching rows",
          test -> shown(test, filter, option, true));
    }
    cases.add(
        operation + " without " + filter.name() + " › as with " + filter.defaultOption(),
        test -> shown(test, filter, TestedApi.defaultOption(filter), false));
    cases.add(
        operation + "?" + filter.name() + "=no-such-option › 400",
        test ->
            test.send(owner, "GET", "/" + resource.name())
                .query(filter.name(), "no-such-option")
                .expectValidationError(filter.name(), "not_one_of"));
  }

  private void shown(TestCaseBuilder test, Spec.Filter filter, Spec.Option option, boolean said) {
    // One row per option of the filter, so that this option also has rows it must leave out.
    List<CreatedRow> rows = new ArrayList<>();
    for (Spec.Option each : filter.options()) {
      try {
        rows.add(test.createRow(resource, owner, meeting(each)));
      } catch (SampleUnavailableException e) {
        if (each.equals(option)) {
          throw e;
        }
      }
    }
    Map<String, @Nullable Object> other = failing(option);
    if (!other.isEmpty()) {
      try {
        rows.add(test.createRow(resource, owner, other));
      } catch (SampleUnavailableException _) {
        // Use the rows of the other options.
      }
    }
    List<String> ids =
        rows.stream()
            .filter(row -> TestedApi.matchesOption(resource, option, row.sample().row()))
            .map(CreatedRow::id)
            .toList();
    TestStepBuilder step =
        test.send(owner, "GET", "/" + resource.name())
            .query(
                cases.api().unfilteredParameters(resource).stream()
                    .filter(p -> !p.getKey().equals(filter.name()))
                    .toList())
            .query("id[in]", String.join(",", rows.stream().map(CreatedRow::id).toList()));
    if (said) {
      step.query(filter.name(), option.name());
    }
    step.expectStatus(200).expectExactRows("data." + resource.name(), ids, false);
  }

  private Map<String, @Nullable Object> meeting(Spec.Option option) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    for (Spec.Condition condition : option.conditions()) {
      ColumnPlan column = writable(condition);
      fixed.put(
          column.name(),
          switch (condition) {
            case Spec.Condition.Null _ -> null;
            case Spec.Condition.Equal equal ->
                JsonValueConverter.toJson(column.type(), equal.value());
            case Spec.Condition.OneOf one ->
                JsonValueConverter.toJson(column.type(), one.values().getLast());
          });
    }
    return fixed;
  }

  private ColumnPlan writable(Spec.Condition condition) {
    ColumnPlan column = resource.table().column(condition.field());
    if (!owner.creates(resource, column.name()) || column.reference() != null) {
      throw new SampleUnavailableException("a create cannot set " + column.name());
    }
    return column;
  }

  /// A value that fails the first condition; empty if there is none.
  private Map<String, @Nullable Object> failing(Spec.Option option) {
    for (Spec.Condition condition : option.conditions()) {
      ColumnPlan column = resource.table().column(condition.field());
      if (!owner.creates(resource, column.name()) || column.reference() != null) {
        continue;
      }
      List<Object> found =
          IntStream.range(0, 8)
              .mapToObj(i -> ValueSamples.of(column, i))
              .flatMap(Optional::stream)
              .filter(
                  v -> {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put(column.name(), v);
                    Spec.Option alone = new Spec.Option("", List.of(condition));
                    return !TestedApi.matchesOption(resource, alone, row);
                  })
              .toList();
      if (!found.isEmpty()) {
        Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
        fixed.put(column.name(), Objects.requireNonNull(found.getFirst()));
        return fixed;
      }
    }
    return Map.of();
  }
}
