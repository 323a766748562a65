package dev.freehold.issuer;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.issuer.ExternalIssuer.JwkSetAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The public keys at the address of an issuer. They are fetched again every [#RENEWED], and when a token
/// has an unknown key, but not twice within [#PAUSE]: tokens of strangers cause no flood. While they cannot
/// be fetched, the last ones are good for [#KEPT].
///
/// One instance serves all event loops of a node.
final class RemoteKeys implements KeySource, AutoCloseable {
  static final Duration RENEWED = Duration.ofMinutes(5);
  static final Duration PAUSE = Duration.ofSeconds(30);
  static final Duration KEPT = Duration.ofHours(24);
  private static final long NONE = -1;

  private final String name;
  private final JwkSetAddress address;
  private final JwkSetClient client;
  private final Vertx vertx;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable Future<Void>> running = new AtomicReference<>();
  private volatile @Nullable Fetched fetched;
  private volatile @Nullable Long lastAttempt;
  private volatile boolean failing;
  private volatile boolean closed;
  private volatile long timer = NONE;

  /// @param at by [#nanoTime]
  private record Fetched(PublicKeys keys, long at) {}

  /// @param name of the issuer, for events
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  RemoteKeys(
      String name,
      JwkSetAddress address,
      JwkSetClient client,
      Vertx vertx,
      EventSink events,
      LongSupplier nanoTime) {
    this.name = name;
    this.address = address;
    this.client = client;
    this.vertx = vertx;
    this.events = events;
    this.nanoTime = nanoTime;
  }

  /// Fetches the keys now, and from time to time.
  void start() {
    var _ = refresh();
    timer =
        vertx.setPeriodic(
            RENEWED.toMillis(),
            _ -> {
              var _ = refresh();
            });
  }

  @Override
  public @Nullable KeySet current() {
    Fetched known = fetched;
    return known != null && nanoTime.getAsLong() - known.at < KEPT.toNanos() ? known.keys : null;
  }

  @Override
  public boolean mayRefresh() {
    return !closed && (running.get() != null || isPauseOver());
  }

  private boolean isPauseOver() {
    Long last = lastAttempt;
    return last == null || nanoTime.getAsLong() - last >= PAUSE.toNanos();
  }

  @Override
  public String algorithm() {
    return address.algorithm().jose();
  }

  @Override
  public Future<Void> refresh() {
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
    client
        .fetch(address.url())
        .map(text -> JwkSetReader.read(text, address.algorithm()))
        .compose(
            keys ->
                keys.isEmpty()
                    ? Future.failedFuture(
                        new JwkSetClient.FetchException("no usable key for " + algorithm()))
                    : Future.succeededFuture(keys))
        .onSuccess(keys -> store(keys, now))
        .onFailure(this::reportOnce)
        .onComplete(
            _ -> {
              running.set(null);
              promise.complete();
            });
    return promise.future();
  }

  /// Keeps the instance of equal keys, by which verified tokens are known again.
  private void store(List<IssuerKey> keys, long now) {
    Fetched before = fetched;
    PublicKeys read = new PublicKeys(keys);
    fetched = new Fetched(before != null && before.keys.equals(read) ? before.keys : read, now);
    failing = false;
  }

  /// Reports only the first of consecutive failures.
  private void reportOnce(Throwable failure) {
    if (!closed && !failing) {
      failing = true;
      String reason =
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
      events.emit(new Event.IssuerKeysUnavailable(name, address.url(), reason));
    }
  }

  @Override
  public void close() {
    closed = true;
    if (timer != NONE) {
      vertx.cancelTimer(timer);
    }
  }
}
