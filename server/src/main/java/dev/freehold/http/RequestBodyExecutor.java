package dev.freehold.http;

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

/// Parses request bodies. A small body is parsed on the event loop, since a change of threads would
/// cost more. A large body (1 MiB takes up to 0.1 s, more in a JVM that has just started) is parsed
/// by a pool with one thread per core, so that other requests do not wait for it.
public final class RequestBodyExecutor implements AutoCloseable {
  /// Bodies up to this size are parsed by the caller.
  public static final int INLINE_BYTES = 64 << 10;

  /// Queue length per thread: about one second of bodies of the largest size.
  private static final int QUEUE = 16;

  private final Vertx vertx;
  private final ThreadPoolExecutor threads;

  public RequestBodyExecutor(Vertx vertx) {
    this(vertx, Runtime.getRuntime().availableProcessors(), QUEUE);
  }

  RequestBodyExecutor(Vertx vertx, int width, int queue) {
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

  /// Runs `work`. The future completes on the event loop of the caller, and fails with what `work`
  /// throws.
  ///
  /// @param bytes the size of the body
  /// @param work must touch nothing that belongs to an event loop
  /// @return fails with [Problem.Unavailable], outcome none, if the queue is full
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
      return Future.failedFuture(new Problem.Unavailable(1, Outcome.NONE).toException());
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

  /// Drops the queue; the requests in it end by their deadline.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
