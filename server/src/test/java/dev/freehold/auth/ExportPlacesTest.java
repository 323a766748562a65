package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.ExportPlaces.Place;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who has a place, by a clock that only the test moves.
final class ExportPlacesTest {
  private static final int MOST = 3;
  private static final long PATIENCE = ExportPlaces.PATIENCE.toNanos();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - PATIENCE);
  private final ExportPlaces places = new ExportPlaces(MOST, nanos::get);

  private Place take() {
    return places.take(UUID.randomUUID()).orElseThrow();
  }

  private List<Place> takeAll() {
    return Stream.generate(this::take).limit(MOST).toList();
  }

  @Test
  void anAccountHasOnePlace() {
    UUID account = UUID.randomUUID();
    Place place = places.take(account).orElseThrow();
    assertThat(places.take(account)).isEmpty();
    place.leave();
    assertThat(places.take(account)).isPresent();
    place.leave();
    assertThat(places.take(account)).as("a place that was left twice").isEmpty();
  }

  @Test
  void theClientThatTookNothingForTheLongestTimeLosesItsPlace() {
    List<Place> all = takeAll();
    all.get(1).waitForClient();
    nanos.addAndGet(1);
    all.get(0).waitForClient();
    nanos.addAndGet(PATIENCE - 2);
    assertThat(places.take(UUID.randomUUID())).as("not for long enough").isEmpty();
    nanos.addAndGet(1);
    Place next = take();
    assertThat(all.get(1).goOn()).isFalse();
    assertThat(all.get(0).goOn()).isTrue();
    assertThat(all.get(2).goOn()).isTrue();
    assertThat(next.goOn()).isTrue();
    all.get(1).leave();
    assertThat(places.take(UUID.randomUUID())).as("it has no place to leave").isEmpty();
  }

  /// A part that the server makes is not the fault of the client.
  @Test
  void aClientThatTakesItsPartsKeepsItsPlace() {
    List<Place> all = takeAll();
    for (int i = 0; i < 10; i++) {
      all.forEach(Place::waitForClient);
      nanos.addAndGet(PATIENCE - 1);
      assertThat(all).allMatch(Place::goOn);
      nanos.addAndGet(PATIENCE);
      assertThat(places.take(UUID.randomUUID())).isEmpty();
    }
  }

  @Test
  void aSlowClientKeepsItsPlaceWhileThereIsRoom() {
    Place slow = take();
    slow.waitForClient();
    nanos.addAndGet(100 * PATIENCE);
    take();
    take();
    assertThat(slow.goOn()).isTrue();
  }
}
