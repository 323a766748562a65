package dev.freehold.people;

import dev.freehold.db.Database;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which sessions were ended lately, so that their access tokens end with them (K8): on this node at once, on every other
/// within a second. A request costs one look into a map; a node that cannot keep up with the database says so, and then
/// nobody is believed.
///
/// One for all event loops of a node.
public final class Revocations implements AutoCloseable {
  /// What is known of a session.
  public enum Standing {
    /// Not ended, as of less than a second ago.
    GOOD,
    REVOKED,
    /// This node has not heard from the database for too long to tell.
    UNKNOWN
  }

  private static final long POLL_MILLIS = 250;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  // A transaction becomes visible after its now(): by no more than a statement may take, with much
  // to spare.
  private static final double OVERLAP_SECONDS = 30;
  // A token may be made by a clock that is ahead and judged by one that is behind.
  private static final Duration LEEWAYS = Duration.ofMinutes(2);
  private static final long NONE = -1;
  private static final String ENDED =
      "select id from auth.sessions where revoked_at > now() - make_interval(secs => $1::float8)";

  private final Database database;
  private final Vertx vertx;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final long keepNanos;
  private final ConcurrentHashMap<UUID, Long> ended = new ConcurrentHashMap<>();
  private final AtomicBoolean polling = new AtomicBoolean();
  private volatile @Nullable Long asOf;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile long timer = NONE;
  private volatile boolean closed;
  private volatile long sweptAt;

  /// Knows nothing yet: see [#start].
  ///
  /// @param nanoTime a clock that never steps, such as `System::nanoTime`
  /// @param accessLife from issue to expiry of an access token
  public Revocations(
      Database database,
      Vertx vertx,
      EventSink events,
      LongSupplier nanoTime,
      Duration accessLife) {
    this.database = database;
    this.vertx = vertx;
    this.events = events;
    this.nanoTime = nanoTime;
    this.keepNanos = accessLife.plus(LEEWAYS).toNanos();
    this.sweptAt = nanoTime.getAsLong();
  }

  /// Learns what there is, then keeps up. Completes when this node may answer; fails where it could not learn.
  public Future<Void> start() {
    // The first poll waited for its connection: what it learned may be too old to answer by.
    return poll()
        .compose(_ -> poll())
        .onSuccess(
            _ -> {
              if (!closed) {
                timer = vertx.setPeriodic(POLL_MILLIS, _ -> pollUnlessBusy());
              }
            });
  }

  public Standing of(UUID session) {
    if (ended.containsKey(session)) {
      return Standing.REVOKED;
    }
    Long known = asOf;
    return known != null && nanoTime.getAsLong() - known < FRESH_NANOS
        ? Standing.GOOD
        : Standing.UNKNOWN;
  }

  /// Tells this node at once; the others learn it from the database, where the caller has already written it.
  public void add(UUID session) {
    ended.put(session, nanoTime.getAsLong());
  }

  @Override
  public void close() {
    closed = true;
    if (timer != NONE) {
      vertx.cancelTimer(timer);
    }
  }

  private void pollUnlessBusy() {
    if (polling.compareAndSet(false, true)) {
      poll()
          .onSuccess(_ -> failing.set(false))
          .onFailure(this::tellOnce)
          .onComplete(_ -> polling.set(false));
    }
  }

  /// A failure shows as [Standing#UNKNOWN] before long; four events a second of it would tell nobody more.
  private void tellOnce(Throwable failure) {
    if (failing.compareAndSet(false, true)) {
      events.emit(new Event.Stray("revocations", failure));
    }
  }

  private Future<Void> poll() {
    long now = nanoTime.getAsLong();
    Long before = asOf;
    double window =
        before == null
            ? keepNanos / 1e9
            : Math.min(keepNanos / 1e9, (now - before) / 1e9 + OVERLAP_SECONDS);
    return database
        .run(
            ENDED, Tuple.of(window), Collectors.mapping(row -> row.getUUID(0), Collectors.toList()))
        .map(ids -> learn(ids, now));
  }

  private @Nullable Void learn(List<UUID> ids, long now) {
    ids.forEach(id -> ended.putIfAbsent(id, now));
    asOf = now;
    if (now - sweptAt > keepNanos / 10) {
      sweptAt = now;
      ended.values().removeIf(since -> now - since > keepNanos);
    }
    return null;
  }
}
