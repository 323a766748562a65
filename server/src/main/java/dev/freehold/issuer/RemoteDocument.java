package dev.freehold.issuer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A document of an issuer or provider, as it was fetched last. It is fetched again every [#RENEWED], and
/// when somebody needs another one, but not twice within [#PAUSE]: requests of strangers cause no flood.
/// While it cannot be fetched, the last one is good for [#KEPT].
///
/// One instance serves all event loops of a node.
///
/// @param <T> what is read from it; an equal one replaces none
final class RemoteDocument<T> implements AutoCloseable {
  static final Duration RENEWED = Duration.ofMinutes(5);
  static final Duration PAUSE = Duration.ofSeconds(30);
  static final Duration KEPT = Duration.ofHours(24);
  private static final long NONE = -1;

  private final Supplier<Future<T>> source;
  private final Consumer<String> failed;
  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable Future<Void>> running = new AtomicReference<>();
  private volatile @Nullable Fetched<T> fetched;
  private volatile @Nullable Long lastAttempt;
  private volatile boolean failing;
  private volatile boolean closed;
  private volatile long timer = NONE;

  /// @param at by [#nanoTime]
  private record Fetched<T>(T document, long at) {}

  /// @param source fetches and reads the document
  /// @param failed receives the reason of the first of consecutive failures
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  RemoteDocument(
      Supplier<Future<T>> source, Consumer<String> failed, Vertx vertx, LongSupplier nanoTime) {
    this.source = source;
    this.failed = failed;
    this.vertx = vertx;
    this.nanoTime = nanoTime;
  }

  /// Fetches the document now, and from time to time.
  void start() {
    var _ = refresh();
    timer =
        vertx.setPeriodic(
            RENEWED.toMillis(),
            _ -> {
              var _ = refresh();
            });
  }

  /// The document; null while there is none.
  @Nullable T current() {
    Fetched<T> known = fetched;
    return known != null && nanoTime.getAsLong() - known.at < KEPT.toNanos()
        ? known.document
        : null;
  }

  /// Whether [#refresh] may bring another one.
  boolean mayRefresh() {
    return !closed && (running.get() != null || isPauseOver());
  }

  private boolean isPauseOver() {
    Long last = lastAttempt;
    return last == null || nanoTime.getAsLong() - last >= PAUSE.toNanos();
  }

  /// Fetches the document, unless that was tried a moment ago.
  ///
  /// @return never fails; may complete on another thread
  Future<Void> refresh() {
    Promise<Void> promise = Promise.promise();
    Future<Void> other = running.compareAndExchange(null, promise.future());
    if (other != null) {
      return other;
    }
    if (closed || !isPauseOver()) {
      running.set(null);
      promise.complete();
      return promise.future();
    }
    long now = nanoTime.getAsLong();
    lastAttempt = now;
    source
        .get()
        .onSuccess(document -> store(document, now))
        .onFailure(this::reportOnce)
        .onComplete(
            _ -> {
              running.set(null);
              promise.complete();
            });
    return promise.future();
  }

  /// Keeps the instance of an equal document, by which verified tokens are known again.
  private void store(T document, long now) {
    Fetched<T> before = fetched;
    fetched =
        new Fetched<>(
            before != null && before.document.equals(document) ? before.document : document, now);
    failing = false;
  }

  private void reportOnce(Throwable failure) {
    if (!closed && !failing) {
      failing = true;
      failed.accept(reason(failure));
    }
  }

  /// A failure in words.
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    closed = true;
    if (timer != NONE) {
      vertx.cancelTimer(timer);
    }
  }
}
