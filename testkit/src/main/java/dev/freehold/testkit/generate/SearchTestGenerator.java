package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.ValueSamples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tests that `q` finds a row by text of each search field.
final class SearchTestGenerator {
  private static final int LONGEST = 200;

  private SearchTestGenerator() {}

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    TextSearch search = resource.search();
    Optional<TestActor> maker =
        cases
            .api()
            .owner(resource)
            .filter(owner -> owner.mayAccessSomeRow(resource, CrudOperation.READ));
    if (maker.isEmpty()) {
      return;
    }
    TestActor owner = maker.get();
    String path = "/" + resource.name();
    if (search == null) {
      cases.add(
          "GET " + path + "?q=… › 400: no search",
          test ->
              test.send(owner, "GET", path).query("q", "x").expectValidationError("q", "unknown"));
      return;
    }
    for (String field : search.columns()) {
      cases.add(
          "GET " + path + "?q=… › found by its " + field + ", and no other row",
          test -> {
            ColumnPlan column = resource.table().column(field);
            String text = text(column, 1);
            if (!owner.creates(resource, field)) {
              throw new SampleUnavailableException("a create cannot set " + field);
            }
            test.requireFreshUsers();
            CreatedRow sought = test.createRow(resource, owner, Map.of(field, text));
            CreatedRow other = test.createRow(resource, owner, Map.of(field, text(column, 2)));
            String ids = sought.id() + "," + other.id();
            List<String> found = List.of(sought.id());
            test.list(owner, resource)
                .query("q", text.toUpperCase(Locale.ROOT))
                .query("id[in]", ids)
                .expectStatus(200)
                .expectExactRows("data." + resource.name(), found, false);
            test.list(owner, resource)
                .query("q", "xqzjvkw")
                .query("id[in]", ids)
                .expectStatus(200)
                .expectExactRows("data." + resource.name(), List.of(), false);
          });
    }
  }

  /// Distinct from the numbers in other fields of these rows.
  private static String text(ColumnPlan column, int n) {
    return ValueSamples.of(column, 40_000 + n * 997)
        .map(Object::toString)
        .filter(t -> t.length() <= LONGEST)
        .orElseThrow(
            () ->
                new SampleUnavailableException(
                    "no text of " + column.name() + " is short enough to search for"));
  }
}
