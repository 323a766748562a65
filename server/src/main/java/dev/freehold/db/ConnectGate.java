package dev.freehold.db;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Paces the attempts to connect of a node: a few at once, and after a failed one a pause in which the others of
/// the same target fail without an attempt. A database that comes back is not met by each connection of each
/// event loop at the same moment. Also remembers which of several servers was suitable last.
///
/// One for each Vert.x instance. Thread-safe; calls back on the context of the caller.
final class ConnectGate implements Shareable {
  private static final String MAP = "freehold.connect";

  /// The attempts at once. One takes some milliseconds, most of them for SCRAM.
  static final int AT_ONCE = 4;

  /// The shortest pause after a failed attempt; half as much is added at random.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final Map<DatabaseTarget, Refusal> refusals = new HashMap<>();
  private final Map<String, ServerAddress> suitable = new HashMap<>();
  private int running;

  private record Refusal(Throwable failure, long endNanos) {}

  static ConnectGate of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, ConnectGate>getLocalMap(MAP)
        .computeIfAbsent("gate", _ -> new ConnectGate());
  }

  /// Makes the attempt in its turn.
  ///
  /// @param attempt called on the context of the caller
  /// @return fails with the failure of an attempt of the same login that has just failed
  <T> Future<T> run(Vertx vertx, DatabaseTarget target, Supplier<Future<T>> attempt) {
    Throwable refused = refusal(target);
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    if (refused != null) {
      // Later, as an attempt would: the caller may repeat it at once.
      context.runOnContext(_ -> promise.fail(refused));
      return promise.future();
    }
    Runnable turn = () -> context.runOnContext(_ -> attempt(target, attempt, promise));
    synchronized (this) {
      if (running == AT_ONCE) {
        waiting.add(turn);
        return promise.future();
      }
      running++;
    }
    turn.run();
    return promise.future();
  }

  private <T> void attempt(DatabaseTarget login, Supplier<Future<T>> attempt, Promise<T> promise) {
    Throwable refused = refusal(login);
    if (refused != null) {
      done();
      promise.fail(refused);
      return;
    }
    attempt
        .get()
        .onComplete(
            result -> {
              ended(login, result.cause());
              done();
              promise.handle(result);
            });
  }

  private synchronized @Nullable Throwable refusal(DatabaseTarget login) {
    Refusal last = refusals.get(login);
    if (last != null && System.nanoTime() - last.endNanos() > 0) {
      refusals.remove(login);
      return null;
    }
    return last == null ? null : last.failure();
  }

  private synchronized void ended(DatabaseTarget login, @Nullable Throwable failure) {
    if (failure == null) {
      refusals.remove(login);
    } else {
      long pause = PAUSE_NANOS + ThreadLocalRandom.current().nextLong(PAUSE_NANOS / 2);
      refusals.put(login, new Refusal(failure, System.nanoTime() + pause));
    }
  }

  private void done() {
    Runnable next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        running--;
      }
    }
    if (next != null) {
      next.run();
    }
  }

  /// The server that was suitable last; null if none was.
  synchronized @Nullable ServerAddress suitable(DatabaseTarget target) {
    return suitable.get(target.displayName());
  }

  synchronized void suitable(DatabaseTarget target, ServerAddress server) {
    suitable.put(target.displayName(), server);
  }
}
