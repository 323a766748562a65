package dev.freehold.testkit.generate;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Teams;
import dev.freehold.testkit.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Generates all test cases of a plan, grouped by resource.
public final class TestSuiteGenerator {
  private TestSuiteGenerator() {}

  public static List<TestCase> cases(ApiPlan plan) {
    TestedApi api = new TestedApi(plan);
    List<TestCase> all = new ArrayList<>();
    TestCaseCollector signIn = new TestCaseCollector(api, "auth");
    SignInTestGenerator.add(signIn);
    all.addAll(signIn.testCases());
    for (ResourcePlan resource : plan.resources()) {
      TestCaseCollector cases = new TestCaseCollector(api, resource.name());
      Optional<String> obstacle = TestedApi.obstacle(resource);
      if (obstacle.isPresent()) {
        if (Teams.RESOURCES.contains(resource.name()) && plan.teams() != null) {
          cases.skip("every case of " + resource.name(), "the server makes its rows");
        } else {
          SharedRowTestGenerator.add(cases, resource);
          cases.skip(
              "values, filters, search and pages of " + resource.name(),
              obstacle.get() + "; write scenarios under tests/");
        }
        all.addAll(cases.testCases());
        continue;
      }
      RowAccessTestGenerator.add(cases, resource);
      BulkAccessTestGenerator.add(cases, resource);
      BatchAccessTestGenerator.add(cases, resource);
      FieldAccessTestGenerator.add(cases, resource);
      RelationAccessTestGenerator.add(cases, resource);
      FieldConstraintTestGenerator.add(cases, resource);
      InvalidBodyTestGenerator.add(cases, resource);
      RowConstraintTestGenerator.add(cases, resource);
      MoveTestGenerator.add(cases, resource);
      ReferenceTestGenerator.add(cases, resource);
      WriteOptionsTestGenerator.add(cases, resource);
      FilterTestGenerator.add(cases, resource);
      NamedFilterTestGenerator.add(cases, resource);
      SearchTestGenerator.add(cases, resource);
      SortTestGenerator.add(cases, resource);
      PaginationTestGenerator.add(cases, resource);
      all.addAll(cases.testCases());
    }
    return all;
  }
}
