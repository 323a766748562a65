package dev.freehold.passkey;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Verifies passkeys in threads of its own: an event loop must not wait for a signature, nor for the library to
/// load, which begins with [#start].
public final class PasskeyVerifier implements AutoCloseable {
  private static final int THREADS = 2;

  /// Far less than a second of signatures.
  private static final int QUEUE = 256;

  private final Vertx vertx;
  private final RelyingParty party;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Thread.ofPlatform().daemon().name("passkey-", 0).factory(),
          new ThreadPoolExecutor.AbortPolicy());
  private @Nullable PasskeyCeremony ceremony;

  public PasskeyVerifier(Vertx vertx, RelyingParty party) {
    this.vertx = vertx;
    this.party = party;
  }

  /// Loads the library, so that the first ceremony need not wait for it.
  public void start() {
    threads.execute(this::ceremony);
  }

  /// A new passkey; empty if it is refused.
  ///
  /// @param challenge of the options
  /// @return fails with [Problem.Unavailable], outcome none, if the queue is full
  public Future<Optional<NewCredential>> register(CredentialJson credential, byte[] challenge) {
    return run(known -> known.register(credential, challenge));
  }

  /// Verifies a signature.
  ///
  /// @param challenge of the options
  /// @param stored null if no account has the passkey, which takes as long and is never verified
  /// @return fails with [Problem.Unavailable], outcome none, if the queue is full
  public Future<AssertionResult> verify(
      CredentialJson credential, byte[] challenge, @Nullable StoredCredential stored) {
    return run(known -> known.verify(credential, challenge, stored));
  }

  private <T> Future<T> run(Function<PasskeyCeremony, T> work) {
    Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
    try {
      threads.execute(() -> settle(promise, work));
    } catch (RejectedExecutionException full) {
      return Future.failedFuture(new Problem.Unavailable(1, Outcome.NONE).toException());
    }
    return promise.future();
  }

  private <T> void settle(Promise<T> promise, Function<PasskeyCeremony, T> work) {
    T result;
    try {
      result = work.apply(ceremony());
    } catch (RuntimeException | Error failure) {
      promise.fail(failure);
      return;
    }
    promise.complete(result);
  }

  private synchronized PasskeyCeremony ceremony() {
    PasskeyCeremony made = ceremony;
    if (made == null) {
      made = new PasskeyCeremony(party);
      ceremony = made;
    }
    return made;
  }

  /// Drops the queue; the requests in it end by their deadline.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
