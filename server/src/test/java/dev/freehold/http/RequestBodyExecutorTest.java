package dev.freehold.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RequestBodyExecutorTest {
  private static final int LARGE = RequestBodyExecutor.INLINE_BYTES + 1;

  private final Vertx vertx = Vertx.vertx();
  private final RequestBodyExecutor work = new RequestBodyExecutor(vertx, 1, 2);

  @AfterEach
  void close() throws Exception {
    work.close();
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /// The threads on which the work ran and its future completed, for a call from an event loop.
  private List<String> threads(int bytes) throws Exception {
    Promise<List<String>> all = Promise.promise();
    vertx.runOnContext(
        _ -> {
          List<String> names = new ArrayList<>();
          names.add(Thread.currentThread().getName());
          work.run(bytes, () -> Thread.currentThread().getName())
              .onComplete(
                  done -> {
                    names.add(done.result());
                    names.add(Thread.currentThread().getName());
                    all.complete(names);
                  });
        });
    return get(all.future());
  }

  @Test
  void smallBodiesRunOnTheEventLoopAndLargeOnesDoNot() throws Exception {
    List<String> small = threads(RequestBodyExecutor.INLINE_BYTES);
    assertThat(small).containsOnly(small.getFirst());
    List<String> large = threads(LARGE);
    assertThat(large.get(1)).startsWith("body-");
    assertThat(large.get(2)).isEqualTo(large.get(0)).doesNotStartWith("body-");
  }

  @Test
  void anExceptionFailsTheFuture() {
    var malformed = new Problem.MalformedJson("it is empty.").toException();
    Supplier<String> refusing =
        () -> {
          throw malformed;
        };
    Supplier<String> overflowing =
        () -> {
          throw new StackOverflowError();
        };
    for (int bytes : List.of(1, LARGE)) {
      assertThatThrownBy(() -> get(work.run(bytes, refusing))).hasCause(malformed);
    }
    assertThatThrownBy(() -> get(work.run(LARGE, overflowing)))
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void aFullQueueRefusesLargeBodiesOnly() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<Future<Boolean>> accepted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      accepted.add(work.run(LARGE, () -> ended(end)));
    }
    Future<Boolean> refused = work.run(LARGE, () -> true);
    assertThat(refused.failed()).isTrue();
    assertThat(refused.cause())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(Problem.Unavailable.class));
    assertThat(get(work.run(1, () -> true))).isTrue();
    end.countDown();
    for (Future<Boolean> one : accepted) {
      assertThat(get(one)).isTrue();
    }
  }

  private static boolean ended(CountDownLatch end) {
    try {
      return end.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
