package dev.freehold.account;

import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.db.Database;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Records the events of accounts in `auth.events`, some seconds later: no request waits for it, and none
/// fails with it. A process that is killed loses the events of its last two seconds.
///
/// Bounded against floods. Equal events of a minute become two rows, the first and the number of the
/// others. A minute has [#MOST_SUBJECTS] different events that strangers cause and as many others; more are
/// counted by their kind alone. Rows are
/// kept for 90 days, and of those that strangers cause at will the last [#MOST_OF_STRANGERS].
///
/// One instance serves all event loops of a node. Guarded by its lock, which is held for microseconds.
public final class AccountEventLog implements Consumer<AccountEvent>, AutoCloseable {
  static final int MOST_SUBJECTS = 1_000;
  static final int MOST_OF_STRANGERS = 500_000;

  /// Rows that one statement deletes.
  private static final int SWEPT = 10_000;

  private static final long WRITE_MILLIS = 2_000;
  private static final long SWEEP_MILLIS = 60_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String STRANGERS = "kind in ('log_in_failed', 'limited')";

  private static final String ADD =
      "insert into auth.events (kind, user_id, email_hash, session_id, way, count)"
          + " select k, nullif(u, '')::uuid, decode(nullif(e, ''), 'hex'), nullif(s, '')::uuid,"
          + " nullif(w, ''), c from unnest($1::text[], $2::text[], $3::text[], $4::text[],"
          + " $5::text[], $6::int[]) as t (k, u, e, s, w, c)";

  private static final String SWEEP_OLD =
      "delete from auth.events where id in (select id from auth.events"
          + " where at < now() - interval '90 days' order by at limit "
          + SWEPT
          + ")";

  private static final String SWEEP_STRANGERS =
      "delete from auth.events where id in (select id from auth.events where "
          + STRANGERS
          + " and id <= (select id from auth.events where "
          + STRANGERS
          + " order by id desc offset $1::int limit 1) order by id limit "
          + SWEPT
          + ")";

  private final Database database;
  private final Vertx vertx;
  private final AccountEmailHash hash;
  private final EventSink events;
  private final LongSupplier nanoTime;
  private final Map<Subject, Tally> minute = new LinkedHashMap<>();
  // How many of `minute`. They have room of their own, so that a flood takes none from accounts.
  private int ofStrangers;
  private final List<Long> timers = new ArrayList<>();
  private long minuteBegan;
  private boolean writing;
  private boolean failing;
  private boolean closed;

  /// Equal events.
  ///
  /// @param email its hash; empty as the other texts where there is none
  private record Subject(Kind kind, String user, String email, String session, String way) {
    /// All events of a kind that the minute has no room to tell apart.
    static Subject other(Kind kind) {
      return new Subject(kind, "", "", "", "");
    }
  }

  /// The number of equal events, and how many of them are recorded.
  private static final class Tally {
    int count;
    int stored;
  }

  /// @param database uses the sign-in role
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  public AccountEventLog(
      Database database,
      Vertx vertx,
      AccountEmailHash hash,
      EventSink events,
      LongSupplier nanoTime) {
    this.database = database;
    this.vertx = vertx;
    this.hash = hash;
    this.events = events;
    this.nanoTime = nanoTime;
    this.minuteBegan = nanoTime.getAsLong();
  }

  /// Writes and sweeps from now on.
  public synchronized void start() {
    timers.add(vertx.setPeriodic(WRITE_MILLIS, _ -> write()));
    timers.add(vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep(MOST_OF_STRANGERS)));
  }

  /// Takes an event, to be recorded later. Never fails.
  @Override
  public void accept(AccountEvent event) {
    events.emit(new Event.AccountChanged(event.kind().text()));
    String email = event.email();
    Subject subject =
        new Subject(
            event.kind(),
            text(event.user()),
            email == null ? "" : hash.of(email),
            text(event.session()),
            Objects.requireNonNullElse(event.way(), ""));
    synchronized (this) {
      boolean stranger = event.kind().isOfStrangers();
      int taken = stranger ? ofStrangers : minute.size() - ofStrangers;
      boolean room = taken < MOST_SUBJECTS || minute.containsKey(subject);
      minute.computeIfAbsent(
              room ? subject : Subject.other(event.kind()),
              _ -> {
                ofStrangers += stranger ? 1 : 0;
                return new Tally();
              })
          .count++;
    }
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }

  /// Records what is due. What cannot be written is tried again.
  ///
  /// @return completes when it is written or has failed; never fails
  public Future<Void> write() {
    Map<Subject, Integer> due = new LinkedHashMap<>();
    boolean over;
    synchronized (this) {
      if (writing) {
        return Future.succeededFuture();
      }
      over = nanoTime.getAsLong() - minuteBegan >= MINUTE.toNanos();
      minute.forEach(
          (subject, tally) -> {
            if (tally.count > tally.stored && (over || closed || tally.stored == 0)) {
              due.put(subject, tally.count - tally.stored);
            }
          });
      if (due.isEmpty()) {
        if (over) {
          next();
        }
        return Future.succeededFuture();
      }
      writing = true;
    }
    return add(due)
        .onComplete(done -> written(due, over, done.cause()))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Void> add(Map<Subject, Integer> due) {
    List<Subject> subjects = List.copyOf(due.keySet());
    Tuple lines =
        Tuple.tuple()
            .addArrayOfString(subjects.stream().map(s -> s.kind().text()).toArray(String[]::new))
            .addArrayOfString(subjects.stream().map(Subject::user).toArray(String[]::new))
            .addArrayOfString(subjects.stream().map(Subject::email).toArray(String[]::new))
            .addArrayOfString(subjects.stream().map(Subject::session).toArray(String[]::new))
            .addArrayOfString(subjects.stream().map(Subject::way).toArray(String[]::new))
            .addArrayOfInteger(subjects.stream().map(due::get).toArray(Integer[]::new));
    return run(ADD, lines);
  }

  private Future<Void> run(String sql, Tuple arguments) {
    return database.run(sql, arguments, Collectors.counting()).mapEmpty();
  }

  private synchronized void written(
      Map<Subject, Integer> due, boolean over, @Nullable Throwable failure) {
    writing = false;
    if (failure != null) {
      report(failure);
      return;
    }
    failing = false;
    due.forEach(
        (subject, count) -> {
          Tally tally = minute.get(subject);
          if (tally != null) {
            tally.stored += count;
          }
        });
    if (over) {
      next();
    }
  }

  /// Begins the next minute with what is not recorded yet.
  private void next() {
    minuteBegan = nanoTime.getAsLong();
    minute.values().removeIf(tally -> tally.count == tally.stored);
    ofStrangers =
        (int) minute.keySet().stream().filter(each -> each.kind().isOfStrangers()).count();
    minute
        .values()
        .forEach(
            tally -> {
              tally.count -= tally.stored;
              tally.stored = 0;
            });
  }

  /// Reports only the first of consecutive failures: an event for each would add nothing.
  private void report(Throwable failure) {
    if (!failing && !closed) {
      events.emit(new Event.UncaughtFailure("account events", failure));
    }
    failing = true;
  }

  /// Deletes the oldest rows beyond what is kept. Every node does so.
  ///
  /// @param strangers how many rows stay of those that strangers cause
  /// @return never fails
  public Future<Void> sweep(int strangers) {
    return run(SWEEP_OLD, Tuple.tuple())
        .compose(_ -> run(SWEEP_STRANGERS, Tuple.of(strangers)))
        .onFailure(
            failure -> {
              synchronized (this) {
                report(failure);
              }
            })
        .otherwiseEmpty()
        .mapEmpty();
  }

  /// Records what is left.
  ///
  /// @return completes when it is written or has failed; never fails
  public Future<Void> stop() {
    synchronized (this) {
      closed = true;
      timers.forEach(vertx::cancelTimer);
    }
    return write();
  }

  @Override
  public void close() {
    var _ = stop();
  }

  /// An event as it is recorded, for an operator.
  ///
  /// @param count of equal events that the row stands for
  /// @param way of sign-in; null where there is none
  public record RecordedEvent(
      OffsetDateTime at, String kind, @Nullable UUID session, int count, @Nullable String way) {
    static RecordedEvent of(Row row) {
      return new RecordedEvent(
          row.getOffsetDateTime("at"),
          row.getString("kind"),
          row.getUUID("session_id"),
          row.getInteger("count"),
          row.getString("way"));
    }
  }
}
