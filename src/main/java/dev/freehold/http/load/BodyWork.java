package dev.freehold.http.load;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Makes something of a body where it may take its time. A small one is read at once on the event loop: changing threads
/// would cost more than the reading. A large one (a mebibyte takes up to a tenth of a second, a multiple of it in a program that has
/// just started) is read by threads of their own, as many as there are cores, so that nobody else's request waits for it.
public final class BodyWork implements AutoCloseable {
  /// Bodies of this size and smaller are worked on by the caller.
  public static final int INLINE_BYTES = 64 << 10;

  /// For each thread: about a second of waiting behind bodies of the largest size.
  private static final int QUEUE = 16;

  private final Vertx vertx;
  private final ThreadPoolExecutor threads;

  public BodyWork(Vertx vertx) {
    this(vertx, Runtime.getRuntime().availableProcessors(), QUEUE);
  }

  BodyWork(Vertx vertx, int width, int queue) {
    this.vertx = vertx;
    this.threads =
        new ThreadPoolExecutor(
            width,
            width,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(width * queue),
            Thread.ofPlatform().daemon().name("body-", 0).factory(),
            new ThreadPoolExecutor.AbortPolicy());
  }

  /// What `work` throws, the future fails with. It completes on the event loop that asked.
  ///
  /// @param bytes of the body
  /// @param work must touch nothing that belongs to an event loop
  /// @return fails with [Problem.Unavailable], outcome none, where too many large bodies wait
  public <T> Future<T> run(int bytes, Supplier<T> work) {
    if (bytes <= INLINE_BYTES) {
      try {
        return Future.succeededFuture(work.get());
      } catch (RuntimeException failure) {
        return Future.failedFuture(failure);
      }
    }
    Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
    try {
      threads.execute(() -> settle(promise, work));
    } catch (RejectedExecutionException full) {
      return Future.failedFuture(new Problem.Unavailable(1, Outcome.NONE).failure());
    }
    return promise.future();
  }

  private static <T> void settle(Promise<T> promise, Supplier<T> work) {
    T result;
    try {
      result = work.get();
    } catch (RuntimeException | Error failure) {
      promise.fail(failure);
      return;
    }
    promise.complete(result);
  }

  /// What waits is not done any more; the requests that it belongs to run into their deadline.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
