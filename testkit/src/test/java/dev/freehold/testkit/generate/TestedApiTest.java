package dev.freehold.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import dev.freehold.testing.SpecFile;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.ValueSamples;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestedApiTest {
  /// More than the 17^3 words of three consonants.
  private static final int LARGE_RUN = 6000;

  /// Rows that are numbered in turn up to this number have different values in a unique field.
  @ParameterizedTest
  @ValueSource(
      strings = {"maxLength: 1", "maxLength: 2", "maxLength: 3", "pattern: \"^[a-c]{5}$\""})
  void asManyRowsHaveDifferentValues(String constraint) {
    ApiPlan plan = ApiPlanner.plan(countries(constraint, "owner"));
    int rows = new TestedApi(plan).maxDistinctRows(plan.resource("countries"));
    Set<Object> values = new HashSet<>();
    for (int n = 1; n <= rows; n++) {
      values.add(
          ValueSamples.of(plan.resource("countries").table().column("code"), n).orElseThrow());
    }
    assertThat(values).hasSize(rows);
  }

  /// A large run has more rows than a short text or a pattern has values. The value of a row is then
  /// no other row's of the same user.
  @ParameterizedTest
  @ValueSource(strings = {"maxLength: 3", "pattern: \"^[a-z]{5}$\""})
  void rowsOfLargeRunsDifferAmongThoseOfTheirUsers(String constraint) {
    TestedApi api = new TestedApi(ApiPlanner.plan(countries(constraint, "owner")));
    ResourcePlan countries = api.plan().resource("countries");
    Set<Object> values = new HashSet<>();
    for (int i = 0; i < LARGE_RUN; i++) {
      TestCaseBuilder test = new TestCaseBuilder(api);
      Object value = test.createRow(countries, api.requireOwner(countries)).value("code");
      if (!test.build("countries", "create").freshUsers()) {
        assertThat(values.add(value)).as("%s is new", value).isTrue();
      }
    }
    assertThat(values).hasSizeGreaterThan(4000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxLength: 3", "pattern: \"^[a-z]{5}$\""})
  void rowsOfLargeRunsDifferAmongAll(String constraint) {
    TestedApi api = new TestedApi(ApiPlanner.plan(countries(constraint, "all")));
    ResourcePlan countries = api.plan().resource("countries");
    Set<Object> values = new HashSet<>();
    for (int i = 0; i < LARGE_RUN; i++) {
      TestCaseBuilder test = new TestCaseBuilder(api);
      try {
        Object value = test.createRow(countries, api.requireOwner(countries)).value("code");
        assertThat(values.add(value)).as("%s is new", value).isTrue();
      } catch (SampleUnavailableException e) {
        assertThat(e).hasMessageContaining("which have all values of a unique set");
      }
    }
    assertThat(values).hasSizeGreaterThan(4000);
  }

  private static Spec countries(String constraint, String within) {
    return SpecFile.parse(
        """
        freehold: 1
        name: Atlas
        resources:
          countries:
            access: { read: user }
            unique: [{ fields: [code], within: %s }]
            fields:
              code: { type: string, required: true, %s }
        """
            .formatted(within, constraint));
  }
}
