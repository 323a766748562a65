package dev.freehold.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.testing.SpecFile;
import dev.freehold.testkit.value.ValueSamples;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestedApiTest {
  /// Rows that are numbered in turn up to this number have different values in a unique field.
  @ParameterizedTest
  @ValueSource(
      strings = {"maxLength: 1", "maxLength: 2", "maxLength: 3", "pattern: \"^[a-c]{5}$\""})
  void asManyRowsHaveDifferentValues(String constraint) {
    ApiPlan plan =
        ApiPlanner.plan(
            SpecFile.parse(
                """
                freehold: 1
                name: Atlas
                resources:
                  countries:
                    fields:
                      code: { type: string, required: true, unique: true, %s }
                """
                    .formatted(constraint)));
    int rows = new TestedApi(plan).maxDistinctRows(plan.resource("countries"));
    Set<Object> values = new HashSet<>();
    for (int n = 1; n <= rows; n++) {
      values.add(
          ValueSamples.of(plan.resource("countries").table().column("code"), n).orElseThrow());
    }
    assertThat(values).hasSize(rows);
  }
}
