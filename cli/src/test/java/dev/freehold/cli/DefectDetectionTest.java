package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.client.ApiClient;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.testing.TestSpecs;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.generate.TestSuiteGenerator;
import dev.freehold.testkit.run.TestResult;
import dev.freehold.testkit.run.TestSuiteRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The suite finds a defect, and names it.
final class DefectDetectionTest {
  private static final ApiPlan PLAN = ApiPlanner.plan(TestSpecs.tasks());
  private static EphemeralServer server;

  @BeforeAll
  static void start() {
    server = EphemeralServer.start(PLAN, new PrintWriter(Writer.nullWriter()));
  }

  @AfterAll
  static void stop() {
    server.close();
    assertThat(server.unexpectedErrors()).isEmpty();
  }

  /// The names of the cases with this text that fail against the server with the defect.
  private static List<String> failed(
      String text, UnaryOperator<dev.freehold.client.ClientRequest> defect) throws IOException {
    List<TestCase> cases =
        TestSuiteGenerator.cases(PLAN).stream().filter(c -> c.title().contains(text)).toList();
    assertThat(cases).isNotEmpty();
    try (DefectInjectingProxy invalid = new DefectInjectingProxy(server.url(), defect);
        ApiClient client = new ApiClient(invalid.url(), Duration.ofSeconds(15))) {
      return new TestSuiteRunner(client, PLAN.base(), server.people(), 1)
          .run(cases, false, _ -> {}).stream()
              .filter(TestResult::isBad)
              .map(r -> r.test().name())
              .toList();
    }
  }

  @Test
  void aSoundServerPasses() throws IOException {
    assertThat(failed("/tasks/{id} ›", UnaryOperator.identity())).isEmpty();
  }

  @Test
  void aRowOfSomebodyElse() throws IOException {
    assertThat(failed("GET /tasks/{id} ›", DefectInjectingProxy.rowsOfOthers()))
        .contains(
            "GET /tasks/{id} › as another user › 404, nothing of the row",
            "GET /tasks/{id} › as another user › same as a missing row");
  }

  @Test
  void aLengthThatIsIgnored() throws IOException {
    assertThat(failed("title: 20", DefectInjectingProxy.lengthIgnored()))
        .containsExactly("POST /tasks › title: 201 characters › 400");
  }

  @Test
  void aConditionThatIsIgnored() throws IOException {
    assertThat(failed("GET /tasks?title[", DefectInjectingProxy.conditionIgnored()))
        .containsExactlyInAnyOrder(
            "GET /tasks?title[eq]=… › exactly the matching rows",
            "GET /tasks?title[in]=… › exactly the matching rows");
  }
}
