package dev.freehold.auth;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The places for the exports of a node. An account has one. If all are taken, the export whose client has
/// not taken its part for the longest time loses its place to the next one: slow clients hold places only
/// while nobody else wants them. Thread-safe.
final class ExportPlaces {
  /// A client on a slow line takes a part in less.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final int most;
  private final LongSupplier nanoTime;
  private final Map<UUID, Place> taken = new HashMap<>();

  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  ExportPlaces(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /// The place of one export.
  final class Place {
    private final UUID account;
    private @Nullable Long waitsSince;

    private Place(UUID account) {
      this.account = account;
    }

    /// The client has a part to take.
    void waitForClient() {
      synchronized (ExportPlaces.this) {
        waitsSince = nanoTime.getAsLong();
      }
    }

    /// The client has taken it.
    ///
    /// @return false if the place was lost meanwhile
    boolean goOn() {
      synchronized (ExportPlaces.this) {
        waitsSince = null;
        return equals(taken.get(account));
      }
    }

    /// Does nothing if the place was lost.
    void leave() {
      synchronized (ExportPlaces.this) {
        taken.remove(account, this);
      }
    }
  }

  /// @return empty if the account has a place, or all are taken
  synchronized Optional<Place> take(UUID account) {
    if (taken.containsKey(account) || (taken.size() >= most && !makeRoom())) {
      return Optional.empty();
    }
    Place place = new Place(account);
    taken.put(account, place);
    return Optional.of(place);
  }

  private boolean makeRoom() {
    long now = nanoTime.getAsLong();
    return taken.values().stream()
        .max(Comparator.comparingLong(place -> waited(place, now)))
        .filter(slowest -> waited(slowest, now) >= PATIENCE.toNanos())
        .filter(slowest -> taken.remove(slowest.account, slowest))
        .isPresent();
  }

  private static long waited(Place place, long now) {
    Long since = place.waitsSince;
    return since == null ? -1 : now - since;
  }
}
