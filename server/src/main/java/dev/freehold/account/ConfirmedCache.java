package dev.freehold.account;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Credentials in use on this node, each with the account that it acts for. An entry is trusted for a
/// second after the database confirmed it, so what happens to a credential or its account has its effect
/// on every node within that time (K8). Credentials in use are confirmed four times a second, all in one
/// statement beside the requests, which therefore make no round trip of their own; one that was idle
/// makes one. While the database does not answer, none is trusted.
///
/// Holds valid credentials alone, and at most [#MAX_ENTRIES]: unknown ones do not make it grow.
///
/// @param <K> by which a credential is found
/// @param <V> a valid credential
final class ConfirmedCache<K, V> implements AutoCloseable {
  private static final long POLL_MILLIS = 250;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// How long after its last use a credential is confirmed.
  private static final long IN_USE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long TOUCH_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long KEEP_NANOS = Duration.ofMinutes(10).toNanos();

  /// The most credentials that one statement confirms: those that were used last. The others make a round trip.
  private static final int MAX_CONFIRMED = 1_000;

  private static final int MAX_ENTRIES = 4_096;
  private static final long NONE = -1;

  private final String name;
  private final CredentialSource<K, V> source;
  private final Vertx vertx;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
  private final Map<K, Future<Optional<V>>> lookups = new ConcurrentHashMap<>();
  private final AtomicBoolean polling = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile long timer = NONE;
  private volatile boolean closed;

  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  ConfirmedCache(
      String name,
      CredentialSource<K, V> source,
      Vertx vertx,
      EventSink events,
      LongSupplier nanoTime) {
    this.name = name;
    this.source = source;
    this.vertx = vertx;
    this.events = events;
    this.nanoTime = nanoTime;
  }

  /// Where credentials are stored. Futures fail with a [dev.freehold.db.DatabaseException].
  interface CredentialSource<K, V> {
    /// The credential, if it is valid now.
    Future<Optional<V>> find(K place);

    /// Those of the credentials that are valid now.
    Future<List<V>> valid(Collection<UUID> ids);

    /// Hears of credentials that were used, of each once a minute.
    Future<Void> touch(Collection<UUID> ids);

    UUID id(V credential);
  }

  private static final class Entry<V> {
    volatile V key;
    volatile long confirmedAt;
    volatile long usedAt;
    volatile @Nullable Long touchedAt;

    Entry(V key, long now) {
      this.key = key;
      this.confirmedAt = now;
      this.usedAt = now;
    }
  }

  public void start() {
    timer = vertx.setPeriodic(POLL_MILLIS, _ -> poll());
  }

  /// The credential if the database has confirmed it within the last second; null if it must be asked.
  public @Nullable V confirmed(K place) {
    Entry<V> entry = entries.get(place);
    long now = nanoTime.getAsLong();
    if (entry == null || now - entry.confirmedAt >= FRESH_NANOS) {
      return null;
    }
    entry.usedAt = now;
    return entry.key;
  }

  /// Whether the credential was valid when it was last used on this node.
  public boolean isKnown(K place) {
    return entries.containsKey(place);
  }

  /// Asks the database. Requests with the same credential at the same time share the question.
  ///
  /// @return completes on the event loop of the caller
  public Future<Optional<V>> find(K place) {
    Promise<Optional<V>> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
    Promise<Optional<V>> shared = Promise.promise();
    Future<Optional<V>> running = lookups.putIfAbsent(place, shared.future());
    if (running != null) {
      running.onComplete(answer);
      return answer.future();
    }
    shared.future().onComplete(answer);
    ask(place)
        .onComplete(
            found -> {
              lookups.remove(place);
              shared.handle(found);
            });
    return answer.future();
  }

  /// Asks the database with a question of its own, after the caller changed the answer.
  ///
  /// @return completes on the event loop of the caller
  public Future<Optional<V>> findAnew(K place) {
    Promise<Optional<V>> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
    ask(place).onComplete(answer);
    return answer.future();
  }

  private Future<Optional<V>> ask(K place) {
    long now = nanoTime.getAsLong();
    return source.find(place).onSuccess(found -> store(place, found, now));
  }

  private void store(K place, Optional<V> found, long now) {
    if (found.isEmpty()) {
      entries.remove(place);
      return;
    }
    Entry<V> entry = entries.get(place);
    if (entry != null) {
      entry.key = found.get();
      entry.confirmedAt = now;
      entry.usedAt = now;
      return;
    }
    if (entries.size() >= MAX_ENTRIES) {
      entries.entrySet().stream()
          .min(Comparator.comparingLong(e -> e.getValue().usedAt))
          .ifPresent(oldest -> entries.remove(oldest.getKey()));
    }
    entries.put(place, new Entry<>(found.get(), now));
  }

  /// Forgets a credential on this node at once. The caller has already deleted it from the database.
  public void remove(UUID id) {
    entries.values().removeIf(entry -> source.id(entry.key).equals(id));
  }

  private void poll() {
    long now = nanoTime.getAsLong();
    entries.values().removeIf(entry -> now - entry.usedAt > KEEP_NANOS);
    Map<UUID, Entry<V>> inUse = inUse(now);
    if (inUse.isEmpty() || closed || !polling.compareAndSet(false, true)) {
      return;
    }
    source
        .valid(inUse.keySet())
        .map(valid -> confirm(inUse, valid, now))
        .compose(_ -> touch(inUse, now))
        .onSuccess(_ -> failing.set(false))
        .onFailure(this::reportOnce)
        .onComplete(_ -> polling.set(false));
  }

  private Map<UUID, Entry<V>> inUse(long now) {
    Map<UUID, Entry<V>> inUse = new HashMap<>();
    entries.values().stream()
        .filter(entry -> now - entry.usedAt < IN_USE_NANOS)
        .sorted(Comparator.comparingLong(entry -> now - entry.usedAt))
        .limit(MAX_CONFIRMED)
        .forEach(entry -> inUse.put(source.id(entry.key), entry));
    return inUse;
  }

  /// @param asked when the question was sent: the answer is at least as new
  private @Nullable Void confirm(Map<UUID, Entry<V>> inUse, List<V> valid, long asked) {
    Map<UUID, V> byId = new HashMap<>();
    valid.forEach(key -> byId.put(source.id(key), key));
    inUse.forEach(
        (id, entry) -> {
          V key = byId.get(id);
          if (key == null) {
            entries.values().remove(entry);
          } else if (asked - entry.confirmedAt > 0) {
            entry.key = key;
            entry.confirmedAt = asked;
          }
        });
    return null;
  }

  private Future<Void> touch(Map<UUID, Entry<V>> inUse, long now) {
    List<Entry<V>> due =
        inUse.values().stream()
            .filter(
                entry -> {
                  Long touched = entry.touchedAt;
                  return touched == null
                      || (now - touched >= TOUCH_NANOS && entry.usedAt - touched > 0);
                })
            .toList();
    if (due.isEmpty()) {
      return Future.succeededFuture();
    }
    return source
        .touch(due.stream().map(entry -> source.id(entry.key)).toList())
        .onSuccess(_ -> due.forEach(entry -> entry.touchedAt = now));
  }

  /// Reports only the first of consecutive failures.
  private void reportOnce(Throwable failure) {
    if (!closed && failing.compareAndSet(false, true)) {
      events.emit(new Event.UncaughtFailure(name, failure));
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
