package dev.freehold.testkit.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.client.ApiClient;
import dev.freehold.testkit.Expectation;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.TestRequest;
import dev.freehold.testkit.TestStep;
import dev.freehold.testkit.run.TestSuiteRunner.TestUserSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class TestSuiteRunnerTest {
  private static final TestCase CASE =
      new TestCase(
          "tasks",
          "GET /tasks",
          Map.of(),
          false,
          List.of(
              new TestStep.RequestStep(
                  "",
                  new TestRequest("GET", "/tasks", List.of(), Map.of(), null),
                  List.of(new Expectation.ExpectedStatus(List.of(200))),
                  Map.of())),
          "");

  @Test
  @Timeout(60)
  void aRunAgainstAServerThatHangsEnds() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ApiClient client =
            new ApiClient(
                URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200))) {
      TestUserSource noUsers =
          (name, roles) -> {
            throw new AssertionError("these cases have no users");
          };
      List<TestResult> results =
          new TestSuiteRunner(client, "/api/v1", noUsers, 2)
              .run(Collections.nCopies(500, CASE), false, _ -> {});
      assertThat(results).hasSize(500).allMatch(TestResult::isBad);
      assertThat(results.getFirst().outcome())
          .isInstanceOfSatisfying(
              TestResult.TestOutcome.ExecutionError.class,
              b -> assertThat(b.why()).contains("no complete response"));
      assertThat(results.getLast().outcome())
          .isInstanceOfSatisfying(
              TestResult.TestOutcome.ExecutionError.class,
              b -> assertThat(b.why()).contains("not run"));
    }
  }
}
