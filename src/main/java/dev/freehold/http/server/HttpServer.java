package dev.freehold.http.server;

import dev.freehold.event.EventSink;
import dev.freehold.http.Router;
import dev.freehold.http.answer.Cors;
import dev.freehold.http.load.Capacity;
import dev.freehold.http.load.ConnectionCount;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The server: one listening address, served by as many event loops as told.
public final class HttpServer {
  private final Vertx vertx;
  private final HttpSettings settings;
  private final Router router;
  private final EventSink events;
  private final Capacity capacity;
  private final List<ServingLoop> loops = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  /// Checks the settings; listens only when started.
  ///
  /// @throws IllegalArgumentException where an origin or a trusted proxy is written wrongly
  public HttpServer(Vertx vertx, HttpSettings settings, Router router, EventSink events) {
    this(
        vertx,
        settings,
        router,
        events,
        Capacity.of(settings.loops(), settings.limits().bodyBytes()));
  }

  HttpServer(
      Vertx vertx, HttpSettings settings, Router router, EventSink events, Capacity capacity) {
    this.vertx = vertx;
    this.settings = settings;
    this.router = router;
    this.events = events;
    this.capacity = capacity;
    // Built to be checked: a loop's own faults would surface only after the first one listens.
    new Cors(settings.origins());
    new Peers(settings.trustedProxies());
  }

  /// Listens. The future holds the port; it fails where the address is taken or not ours.
  public Future<Integer> start() {
    // Vert.x gives the loops of one deployment one free port for a negative number, but each its
    // own for zero.
    ConnectionCount connections = new ConnectionCount(capacity.connections(), events);
    int port = settings.port() == 0 ? -1 : settings.port();
    return vertx
        .deployVerticle(
            () -> {
              ServingLoop loop =
                  new ServingLoop(
                      settings, port, router, events, this::isStopping, capacity, connections);
              loops.add(loop);
              return loop;
            },
            new DeploymentOptions()
                .setThreadingModel(ThreadingModel.EVENT_LOOP)
                .setInstances(settings.loops()))
        .map(_ -> loops.getFirst().port());
  }

  /// Whether [#stop] was called: readiness is over at once.
  public boolean isStopping() {
    return stopping;
  }

  /// Takes no new connection, answers what is under way, closes. Completes within `patience` and a
  /// little.
  public Future<Void> stop(Duration patience) {
    stopping = true;
    return Future.join(loops.stream().map(loop -> loop.shutdown(patience)).toList()).mapEmpty();
  }
}
