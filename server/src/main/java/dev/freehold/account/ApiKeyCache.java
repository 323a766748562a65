package dev.freehold.account;

import dev.freehold.account.ApiKeyRepository.ValidKey;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.time.Duration;
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

/// The API keys in use on this node. An entry is trusted for a second after the database confirmed it,
/// so a deleted key, a disabled or deleted account and a removed role have their effect on every node
/// within that time (K8). Keys in use are confirmed four times a second, all in one statement beside
/// the requests, which therefore make no round trip of their own; a key that was idle makes one. While
/// the database does not answer, no key is trusted.
///
/// Holds valid keys alone, and at most [#MAX_ENTRIES]: unknown keys do not make it grow. Also writes
/// the time of the last use.
public final class ApiKeyCache implements AutoCloseable {
  private static final long POLL_MILLIS = 250;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// How long after its last use a key is confirmed.
  private static final long IN_USE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long TOUCH_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long KEEP_NANOS = Duration.ofMinutes(10).toNanos();

  /// The most keys that one statement confirms: those that were used last. The others make a round trip.
  private static final int MAX_CONFIRMED = 1_000;

  private static final int MAX_ENTRIES = 4_096;
  private static final long NONE = -1;

  private final ApiKeyRepository repository;
  private final Vertx vertx;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final Map<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();
  private final Map<ByteBuffer, Future<Optional<ValidKey>>> lookups = new ConcurrentHashMap<>();
  private final AtomicBoolean polling = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile long timer = NONE;
  private volatile boolean closed;

  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  public ApiKeyCache(
      ApiKeyRepository repository, Vertx vertx, EventSink events, LongSupplier nanoTime) {
    this.repository = repository;
    this.vertx = vertx;
    this.events = events;
    this.nanoTime = nanoTime;
  }

  private static final class Entry {
    volatile ValidKey key;
    volatile long confirmedAt;
    volatile long usedAt;
    volatile @Nullable Long touchedAt;

    Entry(ValidKey key, long now) {
      this.key = key;
      this.confirmedAt = now;
      this.usedAt = now;
    }
  }

  public void start() {
    timer = vertx.setPeriodic(POLL_MILLIS, _ -> poll());
  }

  /// The key if the database has confirmed it within the last second; null if it must be asked.
  ///
  /// @param hash 32 bytes
  public @Nullable ValidKey confirmed(byte[] hash) {
    Entry entry = entries.get(ByteBuffer.wrap(hash));
    long now = nanoTime.getAsLong();
    if (entry == null || now - entry.confirmedAt >= FRESH_NANOS) {
      return null;
    }
    entry.usedAt = now;
    return entry.key;
  }

  /// Whether the key was valid when it was last used on this node.
  public boolean isKnown(byte[] hash) {
    return entries.containsKey(ByteBuffer.wrap(hash));
  }

  /// Asks the database. Requests with the same key at the same time share the question.
  ///
  /// @return completes on the event loop of the caller
  public Future<Optional<ValidKey>> find(byte[] hash) {
    ByteBuffer place = ByteBuffer.wrap(hash.clone());
    Promise<Optional<ValidKey>> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
    Promise<Optional<ValidKey>> shared = Promise.promise();
    Future<Optional<ValidKey>> running = lookups.putIfAbsent(place, shared.future());
    if (running != null) {
      running.onComplete(answer);
      return answer.future();
    }
    shared.future().onComplete(answer);
    long now = nanoTime.getAsLong();
    repository
        .find(hash)
        .onComplete(
            found -> {
              lookups.remove(place);
              if (found.succeeded()) {
                store(place, found.result(), now);
              }
              shared.handle(found);
            });
    return answer.future();
  }

  private void store(ByteBuffer place, Optional<ValidKey> found, long now) {
    if (found.isEmpty()) {
      entries.remove(place);
      return;
    }
    Entry entry = entries.get(place);
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
    entries.put(place, new Entry(found.get(), now));
  }

  /// Forgets a key on this node at once. The caller has already deleted it from the database.
  public void remove(UUID id) {
    entries.values().removeIf(entry -> entry.key.id().equals(id));
  }

  private void poll() {
    long now = nanoTime.getAsLong();
    entries.values().removeIf(entry -> now - entry.usedAt > KEEP_NANOS);
    Map<UUID, Entry> inUse = inUse(now);
    if (inUse.isEmpty() || closed || !polling.compareAndSet(false, true)) {
      return;
    }
    repository
        .valid(inUse.keySet())
        .map(valid -> confirm(inUse, valid, now))
        .compose(_ -> touch(inUse, now))
        .onSuccess(_ -> failing.set(false))
        .onFailure(this::reportOnce)
        .onComplete(_ -> polling.set(false));
  }

  private Map<UUID, Entry> inUse(long now) {
    Map<UUID, Entry> inUse = new HashMap<>();
    entries.values().stream()
        .filter(entry -> now - entry.usedAt < IN_USE_NANOS)
        .sorted(Comparator.comparingLong(entry -> now - entry.usedAt))
        .limit(MAX_CONFIRMED)
        .forEach(entry -> inUse.put(entry.key.id(), entry));
    return inUse;
  }

  /// @param asked when the question was sent: the answer is at least as new
  private @Nullable Void confirm(Map<UUID, Entry> inUse, List<ValidKey> valid, long asked) {
    Map<UUID, ValidKey> byId = new HashMap<>();
    valid.forEach(key -> byId.put(key.id(), key));
    inUse.forEach(
        (id, entry) -> {
          ValidKey key = byId.get(id);
          if (key == null) {
            entries.values().remove(entry);
          } else if (asked - entry.confirmedAt > 0) {
            entry.key = key;
            entry.confirmedAt = asked;
          }
        });
    return null;
  }

  private Future<Void> touch(Map<UUID, Entry> inUse, long now) {
    List<Entry> due =
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
    return repository
        .touch(due.stream().map(entry -> entry.key.id()).toList())
        .onSuccess(_ -> due.forEach(entry -> entry.touchedAt = now));
  }

  /// Reports only the first of consecutive failures.
  private void reportOnce(Throwable failure) {
    if (!closed && failing.compareAndSet(false, true)) {
      events.emit(new Event.UncaughtFailure("keys", failure));
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
