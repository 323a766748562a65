package dev.freehold.db.transaction;

import dev.freehold.db.DbFailure;
import dev.freehold.db.DbFailure.Kind;
import dev.freehold.db.Failures;
import dev.freehold.db.FlushCoalescing;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The transactions of one event loop: a few connections made when they are needed, and the calls that wait for one.
/// Confined to that event loop.
final class LoopTransactions implements Attempt.Owner {
  /// Calls that may wait; more than that and the oldest would time out anyway.
  static final int WAITING = 500;

  private static final long ACQUIRE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CONNECT_SECONDS = 1;
  private static final long TICK_MILLIS = 100;

  private final ContextInternal context;
  private final PgConnectOptions options;
  private final int size;
  private final BooleanSupplier away;
  private final ArrayDeque<PgConnection> idle = new ArrayDeque<>();
  private final Set<Attempt<?>> active = new HashSet<>();
  private final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
  private int connecting;
  private long ticker;
  private boolean closed;

  /// @param context of the event loop itself: the connections outlive every request
  LoopTransactions(
      ContextInternal context, PgConnectOptions options, int size, BooleanSupplier away) {
    this.context = context;
    this.options = options;
    this.size = size;
    this.away = away;
  }

  void start() {
    ticker = context.owner().setPeriodic(TICK_MILLIS, _ -> tick());
  }

  void run(Call<?> call) {
    PgConnection free = idle.poll();
    if (free != null) {
      begin(free, call);
    } else if (closed) {
      call.fail(unavailable("closed"));
    } else if (away.getAsBoolean()) {
      call.fail(unavailable("the database does not answer"));
    } else if (waiting.size() >= WAITING) {
      call.fail(unavailable("too many transactions are waiting"));
    } else {
      call.waits();
      waiting.add(call);
      drain();
    }
  }

  private <R> void begin(PgConnection connection, Call<R> call) {
    Attempt<R> attempt = new Attempt<>(connection, call, context, this);
    active.add(attempt);
    attempt.begin();
  }

  private void drain() {
    while (!waiting.isEmpty() && !idle.isEmpty()) {
      begin(idle.remove(), waiting.remove());
    }
    while (connecting < waiting.size() && active.size() + idle.size() + connecting < size) {
      connect();
    }
  }

  private void connect() {
    connecting++;
    Future<PgConnection> made = PgConnection.connect(context.owner(), options);
    made.timeout(CONNECT_SECONDS, TimeUnit.SECONDS)
        .onComplete(
            result -> {
              connecting--;
              if (result.succeeded()) {
                opened(result.result());
              } else {
                made.onSuccess(PgConnection::close);
                refused(result.cause());
              }
            });
  }

  private void opened(PgConnection connection) {
    if (closed) {
      var _ = connection.close();
      return;
    }
    FlushCoalescing.on(connection);
    connection.closeHandler(_ -> lost(connection));
    // What it reports is followed by its end or by a statement's failure; both are heard elsewhere.
    connection.exceptionHandler(_ -> {});
    connection.noticeHandler(_ -> {});
    idle.add(connection);
    drain();
  }

  private void refused(Throwable cause) {
    // Where another connection stands or is coming, those that wait may yet have it.
    if (connecting == 0 && idle.isEmpty() && active.isEmpty()) {
      refuseWaiting(Failures.ofConnect(cause));
    }
  }

  private void lost(PgConnection connection) {
    if (!idle.remove(connection)) {
      for (Attempt<?> attempt : List.copyOf(active)) {
        if (attempt.connection.equals(connection)) {
          attempt.drop(Kind.UNAVAILABLE, new IllegalStateException("the connection was closed"));
        }
      }
    }
  }

  @Override
  public void ended(Attempt<?> attempt, boolean clean) {
    active.remove(attempt);
    if (clean && !closed) {
      idle.push(attempt.connection);
    } else {
      // Its socket may be dead or its server deaf: nobody waits for this to succeed.
      var _ = attempt.connection.close();
    }
    // Not before the call that has ended is answered.
    context.runOnContext(_ -> drain());
  }

  @Override
  public void again(Call<?> call) {
    long pause = 2L + ThreadLocalRandom.current().nextLong(10L * call.attempts());
    context.owner().setTimer(pause, _ -> run(call));
  }

  private void tick() {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && now - waiting.peek().waitingSince() > ACQUIRE_NANOS) {
      waiting.remove().fail(unavailable("waited too long for a connection"));
    }
    long life = PgTransactions.LIFE.toNanos();
    long patience = away.getAsBoolean() ? SILENT_NANOS : life;
    if (!active.isEmpty()) {
      new ArrayList<>(active).forEach(attempt -> attempt.dropIfOverdue(now, life, patience));
    }
  }

  private void refuseWaiting(DbFailure reason) {
    for (Call<?> call = waiting.poll(); call != null; call = waiting.poll()) {
      call.fail(reason);
    }
  }

  private static DbFailure unavailable(String why) {
    return new DbFailure(Kind.UNAVAILABLE, null, new IllegalStateException(why));
  }

  /// Ends what is under way; what waits is refused.
  void close() {
    closed = true;
    context.owner().cancelTimer(ticker);
    refuseWaiting(unavailable("closed"));
    for (Attempt<?> attempt : List.copyOf(active)) {
      attempt.drop(Kind.UNAVAILABLE, new IllegalStateException("closed by this program"));
    }
    for (PgConnection one = idle.poll(); one != null; one = idle.poll()) {
      var _ = one.close();
    }
  }
}
