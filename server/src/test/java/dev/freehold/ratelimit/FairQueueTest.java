package dev.freehold.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.ratelimit.FairQueue.CallerKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests whose turn it is, on a clock that the test moves.
final class FairQueueTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private final FairQueue queue = new FairQueue(3, Duration.ofSeconds(4), () -> now);
  private final List<StartedTask> started = new ArrayList<>();

  private record StartedTask(String name, Promise<String> end) {}

  /// @param name of the caller and, behind a slash, of the task
  private Future<String> ask(String name, String peer) {
    return queue.run(
        new CallerKey(name.split("/", 2)[0], peer),
        refusal -> new IllegalStateException(refusal.name()),
        () -> {
          StartedTask task = new StartedTask(name, Promise.promise());
          started.add(task);
          return task.end().future();
        });
  }

  private Future<String> ask(String name) {
    return ask(name, name.split("/", 2)[0]);
  }

  private void end(String name) {
    StartedTask task =
        started.stream()
            .filter(t -> t.name().equals(name) && !t.end().future().isComplete())
            .findFirst()
            .orElseThrow();
    task.end().complete(name);
  }

  private List<String> names() {
    return started.stream().map(StartedTask::name).toList();
  }

  private void pass(long millis) {
    now += millis * MILLI;
  }

  @Test
  void oneCallerNeverHasAllSlots() {
    List<Future<String>> mine = List.of(ask("a/1"), ask("a/2"), ask("a/3"));
    assertThat(names()).containsExactly("a/1", "a/2");
    Future<String> other = ask("b/1");
    assertThat(names()).containsExactly("a/1", "a/2", "b/1");
    end("b/1");
    assertThat(other.result()).isEqualTo("b/1");
    assertThat(names()).hasSize(3);
    end("a/1");
    assertThat(names()).last().isEqualTo("a/3");
    end("a/2");
    end("a/3");
    assertThat(mine).allMatch(Future::succeeded);
    assertThat(queue.size()).isZero();
  }

  @Test
  void theNextTurnIsThatOfTheCallerWhoHasUsedLeast() {
    ask("a/1");
    ask("b/1");
    ask("a/2");
    ask("a/3");
    ask("a/4");
    ask("b/2");
    assertThat(names()).containsExactly("a/1", "b/1", "a/2");
    pass(100);
    end("a/1");
    assertThat(names()).last().isEqualTo("b/2");
    pass(10);
    end("b/1");
    assertThat(names()).last().isEqualTo("a/3");
  }

  @Test
  void whoSendsMoreWaitsLonger() {
    ask("a/1");
    ask("a/2");
    ask("c/1");
    for (int i = 3; i < 50; i++) {
      ask("a/" + i);
    }
    ask("b/1");
    pass(100);
    end("c/1");
    assertThat(names()).last().isEqualTo("b/1");
  }

  @Test
  void theLastSlotIsForCallersThatHaveUsedLittle() {
    for (String name : List.of("a/1", "b/1", "c/1")) {
      ask(name);
    }
    pass(2_000);
    for (String name : List.of("a/2", "b/2", "c/2")) {
      ask(name);
    }
    end("a/1");
    assertThat(names()).as("each has used two seconds").hasSize(3);
    ask("d/1");
    assertThat(names()).last().isEqualTo("d/1");
    end("d/1");
    end("b/1");
    assertThat(names()).hasSize(5);
    end("c/1");
    end("a/2");
    end("b/2");
    end("c/2");
    assertThat(queue.size()).isZero();
  }

  @Test
  void whatWasUsedIsForgotten() {
    ask("a/1");
    pass(2_000);
    end("a/1");
    pass(30_000);
    ask("b/1");
    ask("c/1");
    ask("a/2");
    assertThat(names()).last().isEqualTo("a/2");
  }

  @Test
  void manyAccountsOfOnePeerShareItsTurns() {
    ask("a1/1", "p");
    ask("a2/1", "p");
    ask("b/1", "q");
    pass(100);
    for (int i = 3; i < 20; i++) {
      ask("a" + i + "/1", "p");
    }
    ask("b/2", "q");
    end("a1/1");
    assertThat(names()).last().isEqualTo("b/2");
  }

  @Test
  void theQueueOfOneCallerIsBounded() {
    for (int i = 0; i < 2 + FairQueue.MAX_WAITING_PER_CALLER; i++) {
      ask("a/" + i);
    }
    assertThat(ask("a/more").cause()).hasMessage("CALLER_QUEUE_FULL");
    assertThat(ask("b/1").isComplete()).isFalse();
    assertThat(names()).last().isEqualTo("b/1");
  }

  /// The newest task of the longest queue makes room for a caller with fewer.
  @Test
  void theWholeQueueIsBoundedAndSharedAlike() {
    int callers = FairQueue.MAX_WAITING / FairQueue.MAX_WAITING_PER_CALLER;
    ask("x/1");
    ask("x/2");
    ask("y/1");
    List<Future<String>> last = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      for (int i = 1; i < FairQueue.MAX_WAITING_PER_CALLER; i++) {
        ask("c" + caller + "/" + i);
      }
      last.add(ask("c" + caller + "/last"));
    }
    assertThat(last).noneMatch(Future::isComplete);
    Future<String> newcomer = ask("new/1");
    assertThat(newcomer.isComplete()).isFalse();
    assertThat(last.stream().filter(Future::failed))
        .singleElement()
        .satisfies(one -> assertThat(one.cause()).hasMessage("QUEUE_FULL"));
    assertThat(queue.size()).isEqualTo(3 + FairQueue.MAX_WAITING);
  }

  @Test
  void aTaskThatWaitedTooLongIsRefusedAndNeverRun() {
    ask("a/1");
    ask("a/2");
    Future<String> third = ask("a/3");
    pass(3_000);
    Future<String> fourth = ask("a/4");
    pass(1_001);
    queue.expire();
    assertThat(third.cause()).hasMessage("WAITED_TOO_LONG");
    assertThat(fourth.isComplete()).isFalse();
    end("a/1");
    assertThat(names()).containsExactly("a/1", "a/2", "a/4");
    end("a/2");
    end("a/4");
    assertThat(queue.size()).isZero();
  }

  @Test
  void workThatThrowsHasHadItsTurn() {
    Future<String> failed =
        queue.run(
            new CallerKey("a", "a"),
            refusal -> new IllegalStateException(refusal.name()),
            () -> {
              throw new IllegalStateException("thrown");
            });
    assertThat(failed.cause()).hasMessage("thrown");
    assertThat(queue.size()).isZero();
  }

  @Test
  void oneSlotIsEnough() {
    FairQueue single = new FairQueue(1, Duration.ofSeconds(4), () -> now);
    for (String name : List.of("a", "b")) {
      Future<String> done =
          single.run(
              new CallerKey(name, name),
              refusal -> new IllegalStateException(refusal.name()),
              () -> Future.succeededFuture(name));
      assertThat(done.result()).isEqualTo(name);
    }
  }
}
