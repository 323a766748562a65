package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.event.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StartupPatienceTest {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();

  private StartupPatience patience(Duration limit, Duration report) {
    return new StartupPatience(events::add, limit, report);
  }

  private static DatabaseException unavailable(String sqlState) {
    return new DatabaseException(
        FailureKind.UNAVAILABLE, null, new PgException("refused", "FATAL", sqlState, ""));
  }

  @Test
  void anUnavailableDatabaseIsTriedAgain() {
    String answer =
        patience(Duration.ofSeconds(60), Duration.ofSeconds(60))
            .await(
                "it",
                () ->
                    attempts.incrementAndGet() < 3
                        ? Future.failedFuture(unavailable("57P03"))
                        : Future.succeededFuture("there"));
    assertThat(answer).isEqualTo("there");
    assertThat(attempts).hasValue(3);
    assertThat(events).isEmpty();
  }

  @Test
  void aRefusedLogInFailsAtOnce() {
    for (String state : List.of("28P01", "28000", "3D000", "42501")) {
      attempts.set(0);
      assertThatThrownBy(
              () ->
                  patience(Duration.ofSeconds(60), Duration.ofSeconds(60))
                      .await(
                          "it",
                          () -> {
                            attempts.incrementAndGet();
                            return Future.failedFuture(unavailable(state));
                          }))
          .isInstanceOf(DatabaseException.class);
      assertThat(attempts).hasValue(1);
    }
  }

  @Test
  void theReportNamesTheLastReason() {
    patience(Duration.ofSeconds(60), Duration.ofMillis(1))
        .await(
            "it",
            () ->
                attempts.incrementAndGet() < 2
                    ? Future.failedFuture(unavailable("53300"))
                    : Future.succeededFuture("there"));
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.StartWaiting.class,
            e -> assertThat(e.reason()).isEqualTo("refused (SQLSTATE 53300)"));
  }

  @Test
  void aDefectFailsAtOnce() {
    DatabaseException defect = new DatabaseException(FailureKind.DEFECT, null, null);
    assertThatThrownBy(
            () ->
                patience(Duration.ofSeconds(60), Duration.ofSeconds(60))
                    .await("it", () -> Future.failedFuture(defect)))
        .isSameAs(defect);
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsReportedAndGivenUp() {
    assertThatThrownBy(
            () ->
                patience(Duration.ofMillis(500), Duration.ofMillis(100))
                    .await("the database", () -> Promise.promise().future()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.reason()).contains("waiting for the database"));
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.StartWaiting.class,
            e -> {
              assertThat(e.target()).isEqualTo("the database");
              assertThat(e.millis()).isBetween(100L, 500L);
              assertThat(e.reason()).isEqualTo("no answer yet");
            });
  }
}
