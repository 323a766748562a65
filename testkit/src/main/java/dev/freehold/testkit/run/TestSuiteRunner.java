package dev.freehold.testkit.run;

import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.run.TestResult.TestOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Runs test cases in parallel and reports the results in order.
public final class TestSuiteRunner {
  /// Maximum number of requests without a response before the run stops: each waits for its
  /// deadline.
  private static final int UNANSWERED = 4;

  private final ApiClient client;
  private final String base;
  private final TestUserSource users;
  private final int width;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean stopped;

  /// @param base the base path of the API, `/api/v1`
  /// @param width the number of parallel cases
  public TestSuiteRunner(ApiClient client, String base, TestUserSource users, int width) {
    this.client = client;
    this.base = base;
    this.users = users;
    this.width = width;
  }

  /// @param failFast whether to stop at the first failed case
  /// @param told receives each result, in the order of the cases
  /// @return the results; fewer than the cases if the run stopped early
  public List<TestResult> run(List<TestCase> cases, boolean failFast, Consumer<TestResult> told) {
    List<TestResult> results = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            width, Thread.ofPlatform().daemon().name("suite-", 0).factory())) {
      ThreadLocal<Map<String, TestUserSource.TestUser>> acquainted =
          ThreadLocal.withInitial(HashMap::new);
      List<Future<TestResult>> runs = new ArrayList<>();
      for (TestCase test : cases) {
        runs.add(threads.submit(() -> run(test, acquainted.get())));
      }
      for (Future<TestResult> run : runs) {
        TestResult result = run.get();
        results.add(result);
        told.accept(result);
        if (failFast && result.isBad()) {
          stopped = true;
          threads.shutdownNow();
          break;
        }
      }
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      stopped = true;
      throw new IllegalStateException("internal error of the test runner", e.getCause());
    }
    return results;
  }

  /// @param acquainted the users shared by the cases of this thread
  private TestResult run(TestCase test, Map<String, TestUserSource.TestUser> acquainted) {
    if (!test.skipped().isEmpty()) {
      return new TestResult(test, new TestOutcome.Skipped(test.skipped()), Duration.ZERO);
    }
    if (stopped || unanswered.get() >= UNANSWERED) {
      return new TestResult(
          test,
          new TestOutcome.ExecutionError("not run: the server does not answer", ""),
          Duration.ZERO);
    }
    long start = System.nanoTime();
    TestOutcome outcome;
    String call = "";
    try {
      TestCaseRunner runner = new TestCaseRunner(client, base, people(test, acquainted));
      try {
        outcome = runner.run(test);
      } catch (RequestFailedException | IllegalArgumentException e) {
        call = runner.lastCall();
        throw e;
      }
    } catch (RequestFailedException e) {
      unanswered.incrementAndGet();
      outcome = new TestOutcome.ExecutionError(String.valueOf(e.getMessage()), call);
    } catch (IllegalArgumentException e) {
      outcome =
          new TestOutcome.ExecutionError("the request cannot be sent: " + e.getMessage(), call);
    }
    return new TestResult(test, outcome, Duration.ofNanos(System.nanoTime() - start));
  }

  private Map<String, TestUserSource.TestUser> people(
      TestCase test, Map<String, TestUserSource.TestUser> acquainted) {
    Map<String, TestUserSource.TestUser> present = new HashMap<>();
    test.people()
        .forEach(
            (name, roles) -> {
              String known = name + roles;
              TestUserSource.TestUser person =
                  test.freshUsers()
                      ? users.createSignedIn(name, roles)
                      : acquainted.computeIfAbsent(known, _ -> users.createSignedIn(name, roles));
              present.put(name, person);
            });
    return present;
  }

  /// Creates users. Thread-safe.
  public interface TestUserSource {
    /// Creates an account with these roles and signs in.
    ///
    /// @param name the name of the user in the case
    TestUser createSignedIn(String name, List<String> roles);

    record TestUser(String id, String email, String token) {}
  }
}
