package dev.freehold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScenarioReaderTest {
  private static final ApiPlan PLAN = SampleSpecs.plan(SampleSpecs.tasks());

  private static ScenarioReader.Result read(String text) {
    return ScenarioReader.read(text.getBytes(StandardCharsets.UTF_8), "tests/a.yaml", PLAN);
  }

  private static List<String> faults(String text) {
    return read(text).issues().stream().map(issue -> issue.render("a.yaml")).toList();
  }

  @Test
  void aScenarioIsACase() {
    ScenarioReader.Result result =
        read(
            """
            scenarios:
              - name: A task stays private
                steps:
                  - as: ann
                    post: /tasks
                    body: { title: Buy milk }
                    expect: { status: 201, body: { data: { completed: false } } }
                    save: { task: data.id }
                  - { as: bob, get: "/tasks/{task}", expect: { code: NOT_FOUND, bodyHasNo: [milk] } }
            """);
    assertThat(result.issues()).isEmpty();
    TestCase test = result.cases().getFirst();
    assertThat(test.title()).isEqualTo("tests/a.yaml › A task stays private");
    assertThat(test.people()).containsOnlyKeys("ann", "bob");
    assertThat(test.freshUsers()).isTrue();
    assertThat(test.steps()).hasSize(2);
    assertThat(((TestStep.RequestStep) test.steps().get(1)).expects())
        .containsExactly(
            new Expectation.ExpectedErrorCode("NOT_FOUND"), new Expectation.BodyOmits("milk"));
  }

  @Test
  void everyFaultHasALineAndColumn() {
    assertThat(
            faults(
                """
                scenarios:
                  - name: a
                    roles: { eve: [editor] }
                    stpes: []
                    steps:
                      - { as: Ann, get: /tasks, expect: { staus: 200 } }
                      - { get: tasks }
                      - { get: /tasks, post: /tasks }
                      - { as: ann }
                      - { get: "/tasks/{task}" }
                  - name: a
                    steps: [{ get: /tasks }]
                """))
        .satisfiesExactly(
            f -> assertThat(f).startsWith("a.yaml:3:20: the spec has no role 'editor'"),
            f -> assertThat(f).startsWith("a.yaml:4:5: unknown key 'stpes'").contains("'steps'"),
            f -> assertThat(f).startsWith("a.yaml:6:15: a person's name cannot be 'Ann'"),
            f -> assertThat(f).contains("unknown key 'staus'").contains("'status'"),
            f -> assertThat(f).startsWith("a.yaml:7:16: the path is 'tasks'"),
            f -> assertThat(f).startsWith("a.yaml:8:9: a step is one call"),
            f -> assertThat(f).startsWith("a.yaml:9:9: a step needs a call"),
            f -> assertThat(f).startsWith("a.yaml:10:16: nothing was saved as 'task'"),
            f -> assertThat(f).startsWith("a.yaml:11:11: duplicate scenario 'a'"));
  }

  @Test
  void aFileWithAFaultHasNoCase() {
    assertThat(read("scenarios: [{ name: a, steps: [{ get: /tasks, expct: 1 }] }]").cases())
        .isEmpty();
    assertThat(faults("scenarios: {")).hasSize(1);
    assertThat(faults("")).hasSize(1);
  }
}
