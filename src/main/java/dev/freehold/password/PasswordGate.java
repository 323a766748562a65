package dev.freehold.password;

import dev.freehold.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The only way to a password hash: threads of its own, as many as there are cores, behind a bounded queue. Wider would
/// only make everybody wait longer (64 at once on two cores: 5-7 s each); a full queue answers `RATE_LIMITED` at once.
///
/// Futures complete on the event loop that asked.
public final class PasswordGate implements AutoCloseable {
  /// About two seconds of waiting on two cores at the standard cost.
  private static final int QUEUE = 64;

  /// Who waited longer is about to be told that the time is up: a hash would only keep others waiting.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int RETRY_AFTER_SECONDS = 2;

  /// What a comparison says.
  public enum Check {
    MATCH,
    /// Matches; its hash was made at another cost, so store a new one.
    MATCH_OUTDATED,
    MISMATCH
  }

  private final Argon2id argon2;
  private final long patience;
  private final ThreadPoolExecutor threads;

  public PasswordGate(Argon2Cost cost, SecureRandom random) {
    this(cost, random, Runtime.getRuntime().availableProcessors(), QUEUE, PATIENCE);
  }

  PasswordGate(Argon2Cost cost, SecureRandom random, int width, int queue, Duration patience) {
    this.patience = patience.toNanos();
    this.argon2 = new Argon2id(cost, random);
    this.threads =
        new ThreadPoolExecutor(
            width,
            width,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().daemon().name("password-", 0).factory(),
            new ThreadPoolExecutor.AbortPolicy());
  }

  /// A new hash of `password`, to store.
  public Future<String> hash(String password) {
    return submit(() -> argon2.hash(password));
  }

  /// Compares. Without a stored hash (no such account) the same work is done against nothing, and the answer is
  /// [Check#MISMATCH].
  public Future<Check> check(String password, @Nullable String stored) {
    return submit(
        () ->
            switch (stored == null
                ? argon2.verifyNothing(password)
                : argon2.verify(password, stored)) {
              case MATCH -> Check.MATCH;
              case MATCH_OUTDATED -> Check.MATCH_OUTDATED;
              case MISMATCH -> Check.MISMATCH;
            });
  }

  /// Stops after the work at hand; what waits fails.
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private <T> Future<T> submit(Supplier<T> work) {
    Promise<T> promise = Promise.promise();
    @Nullable Context caller = Vertx.currentContext();
    try {
      long since = System.nanoTime();
      threads.execute(() -> run(inTime(work, since), promise, caller));
    } catch (RejectedExecutionException full) {
      return Future.failedFuture(new Problem.RateLimited(RETRY_AFTER_SECONDS).failure());
    }
    return promise.future();
  }

  private <T> Supplier<T> inTime(Supplier<T> work, long since) {
    return () -> {
      if (System.nanoTime() - since > patience) {
        throw new Problem.RateLimited(RETRY_AFTER_SECONDS).failure();
      }
      return work.get();
    };
  }

  private static <T> void run(Supplier<T> work, Promise<T> promise, @Nullable Context caller) {
    Runnable outcome;
    try {
      T result = work.get();
      outcome = () -> promise.complete(result);
    } catch (RuntimeException | OutOfMemoryError failure) {
      outcome = () -> promise.fail(failure);
    }
    if (caller == null) {
      outcome.run();
    } else {
      Runnable onLoop = outcome;
      caller.runOnContext(_ -> onLoop.run());
    }
  }
}
