package dev.freehold.http.server;

import dev.freehold.event.Event;
import dev.freehold.http.BodyStream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends a [BodyStream], confined to the event loop of its request. One part at a time is in memory, and
/// it counts in the [MemoryBudget]. A part must be made within the deadline of a response, and taken by
/// the client within that of a body; else the connection is closed, before the end of the body.
final class StreamedBody extends DeadlineQueue.Entry {
  private final HttpServerVerticle verticle;
  private final HttpServerRequest http;
  private final BodyStream parts;
  private final MemoryBudget.Reservation reservation;
  private final String requestId;
  private final String route;
  private final Runnable onEnd;
  private boolean ended;

  /// @param reservation empty
  /// @param onEnd called once, when the response was sent or given up
  StreamedBody(
      HttpServerVerticle verticle,
      HttpServerRequest http,
      BodyStream parts,
      MemoryBudget.Reservation reservation,
      String requestId,
      String route,
      Runnable onEnd) {
    this.verticle = verticle;
    this.http = http;
    this.parts = parts;
    this.reservation = reservation;
    this.requestId = requestId;
    this.route = route;
    this.onEnd = onEnd;
  }

  void start() {
    http.response().closeHandler(_ -> end());
    next();
  }

  private void next() {
    verticle.responseDeadlines().add(this);
    Future<Optional<Buffer>> part;
    try {
      part = parts.next();
    } catch (RuntimeException e) {
      part = Future.failedFuture(e);
    }
    part.onComplete(
        done -> {
          if (verticle.isCurrentThread()) {
            send(done.succeeded() ? done.result() : Optional.empty(), done.cause());
          } else {
            verticle.runOnLoop(
                () -> send(done.succeeded() ? done.result() : Optional.empty(), done.cause()));
          }
        });
  }

  private void send(Optional<Buffer> part, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (failure != null) {
      verticle.events.emit(new Event.RequestFailed(requestId, route, failure));
      giveUp();
    } else if (part.isEmpty()) {
      cancel();
      http.response().end().onComplete(_ -> end());
    } else if (reservation.reserve(part.get().length())) {
      reservation.awaitClient();
      verticle.bodyDeadlines().add(this);
      http.response().write(part.get()).onComplete(written -> sent(written.succeeded()));
    } else {
      giveUp();
    }
  }

  private void sent(boolean succeeded) {
    if (ended) {
      return;
    }
    reservation.release();
    if (succeeded) {
      next();
    } else {
      giveUp();
    }
  }

  @Override
  void onExpired() {
    giveUp();
  }

  private void giveUp() {
    ConnectionLifecycle.closeForcibly(http.connection());
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      cancel();
      reservation.release();
      parts.close();
      onEnd.run();
    }
  }
}
