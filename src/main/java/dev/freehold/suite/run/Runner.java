package dev.freehold.suite.run;

import dev.freehold.call.CallFailed;
import dev.freehold.call.Client;
import dev.freehold.suite.Case;
import dev.freehold.suite.run.Result.Outcome;
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

/// Runs cases, several at once, and tells of each in their order.
public final class Runner {
  /// Calls without an answer after which no more are made: each waits until its deadline.
  private static final int UNANSWERED = 4;

  private final Client client;
  private final String base;
  private final People people;
  private final int width;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean stopped;

  /// @param base the path before each path of a case, `/api/v1`
  /// @param width cases at once
  public Runner(Client client, String base, People people, int width) {
    this.client = client;
    this.base = base;
    this.people = people;
    this.width = width;
  }

  /// @param failFast end with the first bad result
  /// @param told of each result, in the order of the cases
  /// @return the results that there are: fewer than cases where it ended early
  public List<Result> run(List<Case> cases, boolean failFast, Consumer<Result> told) {
    List<Result> results = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            width, Thread.ofPlatform().daemon().name("suite-", 0).factory())) {
      ThreadLocal<Map<String, People.Person>> acquainted = ThreadLocal.withInitial(HashMap::new);
      List<Future<Result>> runs = new ArrayList<>();
      for (Case test : cases) {
        runs.add(threads.submit(() -> run(test, acquainted.get())));
      }
      for (Future<Result> run : runs) {
        Result result = run.get();
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
      throw new IllegalStateException("a defect of the runner", e.getCause());
    }
    return results;
  }

  /// @param acquainted the people whom this thread's cases share
  private Result run(Case test, Map<String, People.Person> acquainted) {
    if (!test.skipped().isEmpty()) {
      return new Result(test, new Outcome.Skipped(test.skipped()), Duration.ZERO);
    }
    if (stopped || unanswered.get() >= UNANSWERED) {
      return new Result(
          test, new Outcome.Broken("not run: the server does not answer", ""), Duration.ZERO);
    }
    long start = System.nanoTime();
    Outcome outcome;
    String call = "";
    try {
      Attempt attempt = new Attempt(client, base, people(test, acquainted));
      try {
        outcome = attempt.run(test);
      } catch (CallFailed | IllegalArgumentException e) {
        call = attempt.lastCall();
        throw e;
      }
    } catch (CallFailed e) {
      unanswered.incrementAndGet();
      outcome = new Outcome.Broken(String.valueOf(e.getMessage()), call);
    } catch (IllegalArgumentException e) {
      outcome = new Outcome.Broken("this cannot be sent: " + e.getMessage(), call);
    }
    return new Result(test, outcome, Duration.ofNanos(System.nanoTime() - start));
  }

  private Map<String, People.Person> people(Case test, Map<String, People.Person> acquainted) {
    Map<String, People.Person> present = new HashMap<>();
    test.people()
        .forEach(
            (name, roles) -> {
              String known = name + roles;
              People.Person person =
                  test.own()
                      ? people.signedIn(name, roles)
                      : acquainted.computeIfAbsent(known, _ -> people.signedIn(name, roles));
              present.put(name, person);
            });
    return present;
  }
}
