package dev.freehold.db.transaction;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;

/// One call of [Transactions#run], over all of its attempts. Confined to one event loop.
final class Call<R> {
  static final int ATTEMPTS = 3;

  final ContextInternal context;
  final String begin;
  final Function<Database, Future<Outcome<R>>> work;
  private final Promise<R> promise;
  private int attempts;
  private long waitingSince;

  /// @param context where the work is called, on the event loop
  /// @param begin opens the transaction
  Call(
      ContextInternal context,
      String begin,
      Function<Database, Future<Outcome<R>>> work,
      Promise<R> promise) {
    this.context = context;
    this.begin = begin;
    this.work = work;
    this.promise = promise;
  }

  void waits() {
    waitingSince = System.nanoTime();
  }

  long waitingSince() {
    return waitingSince;
  }

  int attempts() {
    return attempts;
  }

  void attempt() {
    attempts++;
  }

  void settle(Future<R> result) {
    result.onComplete(promise);
  }

  void fail(Throwable failure) {
    promise.tryFail(failure);
  }
}
