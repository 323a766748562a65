package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A cache of the recently revoked sessions, so that their access tokens end too (K8): on this node
/// at once, on other nodes within a second. A check is one map lookup. If the last poll is older than a
/// second, as after a pause of the process, the status is [SessionStatus#UNKNOWN] until the next poll.
/// While this node cannot poll the database, it stays so and no token is accepted.
///
/// One instance serves all event loops of a node.
public final class SessionRevocationCache implements AutoCloseable {
  /// The status of a session on this node.
  public enum SessionStatus {
    /// Not revoked, as of less than a second ago.
    ACTIVE,
    REVOKED,
    /// The last successful poll is too old.
    UNKNOWN
  }

  private static final long POLL_MILLIS = 250;
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  // A transaction becomes visible after its now(), by at most the statement timeout. This is much
  // longer.
  private static final double OVERLAP_SECONDS = 30;
  // Tokens may be issued by a clock that is ahead and verified by one that is behind.
  private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(2);
  private static final long NONE = -1;
  private static final String SELECT_REVOKED =
      "select id from auth.sessions where revoked_at > now() - make_interval(secs => $1::float8)";

  private final Database database;
  private final Vertx vertx;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final long keepNanos;
  private final ConcurrentHashMap<UUID, Long> revoked = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Future<Void>> running = new AtomicReference<>();
  private volatile @Nullable Long lastPoll;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile long timer = NONE;
  private volatile boolean closed;
  private volatile long sweptAt;

  /// Creates an empty cache; call [#start] before use.
  ///
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  /// @param accessLife the lifetime of an access token
  public SessionRevocationCache(
      Database database,
      Vertx vertx,
      EventSink events,
      LongSupplier nanoTime,
      Duration accessLife) {
    this.database = database;
    this.vertx = vertx;
    this.events = events;
    this.nanoTime = nanoTime;
    this.keepNanos = accessLife.plus(MAX_CLOCK_SKEW).toNanos();
    this.sweptAt = nanoTime.getAsLong();
  }

  /// Loads the revoked sessions, then polls for more. Completes when the cache can be used; fails
  /// if the first polls fail.
  public Future<Void> start() {
    // The first poll waited for its connection, so its result may already be too old.
    return poll()
        .compose(_ -> poll())
        .onSuccess(
            _ -> {
              if (!closed) {
                timer = vertx.setPeriodic(POLL_MILLIS, _ -> pollOnce());
              }
            });
  }

  public SessionStatus status(UUID session) {
    return status(session, nanoTime.getAsLong() - FRESH_NANOS);
  }

  /// @param since when the poll must have begun, or later
  private SessionStatus status(UUID session, long since) {
    if (revoked.containsKey(session)) {
      return SessionStatus.REVOKED;
    }
    Long known = lastPoll;
    return known != null && known - since > 0 ? SessionStatus.ACTIVE : SessionStatus.UNKNOWN;
  }

  /// The status of a session that is unknown, after a poll. Requests that wait at the same time share
  /// the poll. While polls fail, the status stays unknown at once.
  ///
  /// A poll that began after the request came knows every session that had ended by then, however long the
  /// answer of the database, or this process, took: on a machine that is busy, a second passes more quickly than
  /// a poll.
  ///
  /// @return never fails, and completes on the event loop of the caller
  public Future<SessionStatus> poll(UUID session) {
    Promise<SessionStatus> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
    if (failing.get()) {
      promise.complete(status(session));
    } else {
      // A poll may begin at the same tick.
      long asked = nanoTime.getAsLong() - 1;
      pollOnce()
          // A poll that was already running may have begun before the pause.
          .compose(
              _ ->
                  status(session, asked) == SessionStatus.UNKNOWN
                      ? pollOnce()
                      : Future.succeededFuture())
          .onComplete(_ -> promise.complete(status(session, asked)));
    }
    return promise.future();
  }

  /// Marks `session` as revoked on this node at once. The caller has already written it to the
  /// database, from which the other nodes read it.
  public void add(UUID session) {
    revoked.put(session, nanoTime.getAsLong());
  }

  @Override
  public void close() {
    closed = true;
    if (timer != NONE) {
      vertx.cancelTimer(timer);
    }
  }

  /// Polls, or joins the poll that is running.
  private Future<Void> pollOnce() {
    Promise<Void> promise = Promise.promise();
    Future<Void> other = running.compareAndExchange(null, promise.future());
    if (other != null) {
      return other;
    }
    poll()
        .onSuccess(_ -> failing.set(false))
        .onFailure(this::reportOnce)
        .onComplete(
            done -> {
              running.set(null);
              promise.handle(done);
            });
    return promise.future();
  }

  /// Reports only the first of consecutive failures: an event for each poll would add nothing. A
  /// poll that the shutdown interrupts is no failure.
  private void reportOnce(Throwable failure) {
    if (!closed && failing.compareAndSet(false, true)) {
      events.emit(new Event.UncaughtFailure("revocations", failure));
    }
  }

  private Future<Void> poll() {
    long now = nanoTime.getAsLong();
    Long before = lastPoll;
    double window =
        before == null
            ? keepNanos / 1e9
            : Math.min(keepNanos / 1e9, (now - before) / 1e9 + OVERLAP_SECONDS);
    return database
        .run(
            SELECT_REVOKED,
            Tuple.of(window),
            Collectors.mapping(row -> row.getUUID(0), Collectors.toList()))
        .map(ids -> store(ids, now));
  }

  private @Nullable Void store(List<UUID> ids, long now) {
    ids.forEach(id -> revoked.putIfAbsent(id, now));
    lastPoll = now;
    if (now - sweptAt > keepNanos / 10) {
      sweptAt = now;
      revoked.values().removeIf(since -> now - since > keepNanos);
    }
    return null;
  }
}
