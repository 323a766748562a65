package dev.freehold.ops;

import dev.freehold.event.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reduces events of one kind to a line a minute: the first at once, and then the latest with the
/// number of those that came since. Not thread-safe.
final class RepeatedEvents {
  static final long INTERVAL_MILLIS = 60_000;

  /// More kinds than this server has. A client cannot make new ones.
  private static final int MAX_KINDS = 256;

  private final Map<Object, Interval> intervals = new LinkedHashMap<>();

  /// An event to write.
  ///
  /// @param repeated how many of its kind came since the last line, without this one
  record DueEvent(Event event, long epochMillis, int repeated) {}

  private static final class Interval {
    private long begin;
    private int held;
    private @Nullable DueEvent latest;

    Interval(long begin) {
      this.begin = begin;
    }

    void hold(Event event, long epochMillis) {
      latest = new DueEvent(event, epochMillis, held);
      held++;
    }

    void restart(long epochMillis) {
      begin = epochMillis;
      held = 0;
      latest = null;
    }
  }

  /// Whether to write `event` now. Otherwise it is part of a later [#due].
  boolean admit(Event event, long epochMillis) {
    Object kind = kind(event);
    if (kind == null) {
      return true;
    }
    Interval interval = intervals.get(kind);
    if (interval == null) {
      if (intervals.size() < MAX_KINDS) {
        intervals.put(kind, new Interval(epochMillis));
      }
      return true;
    }
    interval.hold(event, epochMillis);
    return false;
  }

  /// The events whose minute is over at `epochMillis`.
  List<DueEvent> due(long epochMillis) {
    if (intervals.isEmpty()) {
      return List.of();
    }
    List<DueEvent> due = new ArrayList<>();
    for (Iterator<Interval> all = intervals.values().iterator(); all.hasNext(); ) {
      Interval interval = all.next();
      if (epochMillis - interval.begin < INTERVAL_MILLIS) {
        continue;
      }
      if (interval.latest == null) {
        all.remove();
      } else {
        due.add(interval.latest);
        interval.restart(epochMillis);
      }
    }
    return due;
  }

  /// The events that wait, at the end of the log.
  List<DueEvent> rest() {
    return due(Long.MAX_VALUE);
  }

  /// What counts as the same; null for an event that is always written: a request, a step, a change
  /// of state, and what reports itself once.
  private static @Nullable Object kind(Event event) {
    return switch (event) {
      case Event.StorageFull _ -> Event.StorageFull.class;
      case Event.DatabaseRestartFailed _ -> Event.DatabaseRestartFailed.class;
      case Event.LeakedPasswordsUnreadable _ -> Event.LeakedPasswordsUnreadable.class;
      case Event.SlowStatement e -> List.of(Event.SlowStatement.class, e.statement());
      case Event.UncaughtFailure e -> List.of(e.source(), e.cause().getClass());
      case Event.ProviderSignInFailed e -> List.of(Event.ProviderSignInFailed.class, e.provider());
      case Event.ExternalTokenRefused e ->
          List.of(Event.ExternalTokenRefused.class, e.issuer(), e.reason());
      case Event.RequestCompleted _,
          Event.RequestFailed _,
          Event.DatabaseStarting _,
          Event.DatabaseAdopted _,
          Event.DatabaseReady _,
          Event.DatabaseStopped _,
          Event.DatabaseLost _,
          Event.DatabaseRecovered _,
          Event.ConnectionsRefused _,
          Event.ConnectionsAccepted _,
          Event.StorageLow _,
          Event.StorageRecovered _,
          Event.RoleSeparationUnavailable _,
          Event.MigrationCompleted _,
          Event.MigrationStepCompleted _,
          Event.MigrationWaiting _,
          Event.IdCounterAdvanced _,
          Event.StartWaiting _,
          Event.OperatorWarning _,
          Event.SecretGenerated _,
          Event.IssuerKeysUnavailable _,
          Event.ServerReady _,
          Event.TracesLost _,
          Event.TracesResumed _,
          Event.MetricsReady _,
          Event.ServerStopping _,
          Event.ServerStopped _,
          Event.RefreshTokenReused _,
          Event.SecondFactorUnreadable _,
          Event.AccountChanged _,
          Event.MailSent _,
          Event.MailDelayed _,
          Event.MailResumed _,
          Event.MailUndeliverable _ ->
          null;
    };
  }
}
