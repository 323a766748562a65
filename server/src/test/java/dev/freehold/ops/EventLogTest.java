package dev.freehold.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Log lines as they are written. The set-up is the process' own, so one class holds all of it.
class EventLogTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String log(Logging.Format format, boolean colour, String level, Event... events) {
    try (EventLog log = new EventLog(Logging.configure(format, colour, level, out))) {
      for (Event event : events) {
        log.emit(event);
      }
    }
    return written();
  }

  private static final Event REQUEST =
      new Event.RequestCompleted("r1", "GET", "/api/v1/tasks/{id}", 200, 1260, null, null);

  @Test
  void aLineForAPerson() {
    assertThat(log(Logging.Format.TEXT, false, "INFO", REQUEST))
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  request requestId=r1 method=GET"
                + " route=/api/v1/tasks/\\{id} status=200 ms=1\\.3\n");
  }

  @Test
  void theTraceOfARequest() {
    Event traced =
        new Event.RequestCompleted(
            "r1", "GET", "-", 404, 0, "NOT_FOUND", "4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(log(Logging.Format.JSON, false, "INFO", traced))
        .endsWith(",\"ms\":0.0,\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n");
    out.reset();
    assertThat(log(Logging.Format.TEXT, false, "INFO", traced))
        .endsWith(" ms=0.0 traceId=4bf92f3577b34da6a3ce929d0e0e4736\n");
  }

  @Test
  void slowStatementsOfAKindAreOneLine() {
    Event slow =
        new Event.SlowStatement(
            "SELECT app.tasks", "select $1", "GET /api/v1/tasks", "r1", 1200, 3, 20, null);
    Event other =
        new Event.SlowStatement("UPDATE app.tasks", "update $1", "-", null, 5000, 0, 0, "57014");
    String lines = log(Logging.Format.TEXT, false, "INFO", slow, slow, slow, other);
    assertThat(lines.lines()).hasSize(3);
    assertThat(lines)
        .contains(
            "A statement was slow statement=SELECT app.tasks operation=GET /api/v1/tasks"
                + " ms=1200 waitedMs=3 rows=20 requestId=r1 shape=select $1")
        .contains("repeated=1")
        .contains("failure=57014");
  }

  @Test
  void aLineForAMachine() {
    assertThat(log(Logging.Format.JSON, true, "INFO", REQUEST))
        .matches(
            "\\{\"time\":\"[-0-9T:.]+Z\",\"level\":\"INFO\",\"logger\":\"freehold.request\","
                + "\"message\":\"request\",\"requestId\":\"r1\",\"method\":\"GET\","
                + "\"route\":\"/api/v1/tasks/\\{id}\",\"status\":200,\"ms\":1\\.3}\n");
  }

  @Test
  void colourAndLevels() {
    assertThat(log(Logging.Format.TEXT, true, "INFO", REQUEST)).contains("\u001b[32mINFO\u001b[0m");
    out.reset();
    assertThat(log(Logging.Format.TEXT, false, "WARN", REQUEST)).isEmpty();
    assertThat(
            log(
                Logging.Format.TEXT,
                false,
                "WARN",
                new Event.RequestCompleted("r", "GET", "-", 503, 1, null, null)))
        .contains("WARN  request");
    assertThatThrownBy(() -> Logging.configure(Logging.Format.TEXT, false, "LOUD", out))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueCannotForgeALine() {
    assertThat(log(Logging.Format.TEXT, false, "INFO", new Event.DatabaseLost("a\nb\u001b[31m")))
        .contains("reason=a?b?[31m\n");
    out.reset();
    assertThat(log(Logging.Format.JSON, false, "INFO", new Event.DatabaseLost("a\nb\ud800")))
        .contains("\"reason\":\"a\\nb\\uD800\"}\n");
  }

  @Test
  void aFailureBringsItsStack() {
    Event event = new Event.RequestFailed("r1", "/a", new IllegalStateException("why"));
    assertThat(log(Logging.Format.TEXT, false, "INFO", event))
        .contains("ERROR", "requestId=r1", "IllegalStateException: why", "at dev.freehold");
    out.reset();
    assertThat(log(Logging.Format.JSON, false, "INFO", event).lines()).hasSize(1);
  }

  @Test
  void whatRepeatsIsALineAMinuteWithItsNumber() {
    Event restart = new Event.DatabaseRestartFailed("No space left on device");
    Event full = new Event.StorageFull("could not extend file");
    Event uncaught = new Event.UncaughtFailure("poll", new IllegalStateException("why"));
    assertThat(
            log(
                Logging.Format.TEXT,
                false,
                "INFO",
                restart,
                full,
                restart,
                uncaught,
                restart,
                uncaught,
                full,
                new Event.UncaughtFailure("other", new IllegalStateException("why"))))
        .containsOnlyOnce("where=other");
    assertThat(written().lines().filter(line -> line.contains("does not start again")))
        .hasSize(2)
        .last()
        .asString()
        .contains("repeated=1 ");
    assertThat(written().lines().filter(line -> line.contains("where=poll"))).hasSize(2);
    assertThat(written().lines().filter(line -> line.contains("has no room"))).hasSize(2);
  }

  @Test
  void aRepeatedEventIsDueAfterItsMinute() {
    RepeatedEvents repeated = new RepeatedEvents();
    Event full = new Event.StorageFull("first");
    Event latest = new Event.StorageFull("latest");
    assertThat(repeated.admit(full, 0)).isTrue();
    for (int i = 1; i < 100; i++) {
      assertThat(repeated.admit(full, i)).isFalse();
    }
    assertThat(repeated.admit(latest, 100)).isFalse();
    assertThat(repeated.due(59_999)).isEmpty();
    assertThat(repeated.due(60_000)).containsExactly(new RepeatedEvents.DueEvent(latest, 100, 99));
    assertThat(repeated.due(60_001)).isEmpty();
    assertThat(repeated.admit(full, 119_999)).isFalse();
    assertThat(repeated.due(120_000)).hasSize(1);
    // A minute without one ends the interval.
    assertThat(repeated.due(180_000)).isEmpty();
    assertThat(repeated.admit(full, 180_001)).isTrue();
    // What is no repetition is never held.
    assertThat(repeated.admit(REQUEST, 1)).isTrue();
    assertThat(repeated.admit(REQUEST, 1)).isTrue();
  }

  @Test
  void librariesAreHeardFromWarnOn() {
    Logging.configure(Logging.Format.TEXT, false, "DEBUG", out);
    LoggerFactory.getLogger("io.vertx").info("quiet");
    LoggerFactory.getLogger("io.netty").warn("loud");
    assertThat(written()).contains("loud").doesNotContain("quiet");
  }

  @Test
  void whatDoesNotFitIsCounted() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    OutputStream slow =
        new FilterOutputStream(out) {
          @Override
          public void flush() throws IOException {
            super.flush();
            busy.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    try (EventLog log =
        new EventLog(Logging.configure(Logging.Format.TEXT, false, "INFO", slow), 4)) {
      log.emit(REQUEST);
      busy.await();
      for (int i = 0; i < 10; i++) {
        log.emit(REQUEST);
      }
      go.countDown();
    }
    assertThat(written().lines().filter(line -> line.contains("requestId=r1"))).hasSize(5);
    assertThat(written()).contains("count=6");
  }

  @Test
  void whatComesAfterTheEndIsWrittenStill() {
    EventLog log = new EventLog(Logging.configure(Logging.Format.TEXT, false, "INFO", out));
    log.close();
    log.emit(new Event.ServerStopped(12));
    assertThat(written()).contains("Stopped ms=12");
  }
}
