package dev.freehold.http.server;

import dev.freehold.event.EventSink;
import dev.freehold.http.RequestTracer;
import dev.freehold.http.Router;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The HTTP server: one listening address, served by a configurable number of event loops.
public final class HttpServer {
  private final Vertx vertx;
  private final ServerSettings settings;
  private final Router router;
  private final EventSink events;
  private final @Nullable RequestTracer tracer;
  private final ServerCapacity capacity;
  private final ConnectionLimiter connections;
  private final List<HttpServerVerticle> loops = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  /// Validates the settings. Call [#start] to listen.
  ///
  /// @throws IllegalArgumentException if an origin or a trusted proxy is invalid
  public HttpServer(Vertx vertx, ServerSettings settings, Router router, EventSink events) {
    this(vertx, settings, router, events, null);
  }

  /// Same, with a span for each request, and its [dev.freehold.http.RequestScope].
  ///
  /// @param tracer null for neither
  public HttpServer(
      Vertx vertx,
      ServerSettings settings,
      Router router,
      EventSink events,
      @Nullable RequestTracer tracer) {
    this(
        vertx,
        settings,
        router,
        events,
        tracer,
        ServerCapacity.of(settings.loops(), settings.limits().bodyBytes()));
  }

  HttpServer(
      Vertx vertx,
      ServerSettings settings,
      Router router,
      EventSink events,
      @Nullable RequestTracer tracer,
      ServerCapacity capacity) {
    this.vertx = vertx;
    this.settings = settings;
    this.router = router;
    this.events = events;
    this.tracer = tracer;
    this.capacity = capacity;
    this.connections = new ConnectionLimiter(capacity.connections(), events);
    // Built to validate the settings: the event loops would fail only after the first one listens.
    new CorsPolicy(settings.origins());
    new ClientAddressResolver(settings.trustedProxies());
  }

  /// Listens. The future has the port, and fails if the address is in use or not local.
  public Future<Integer> start() {
    // For a negative number, Vert.x gives the event loops of one deployment the same free port; for
    // zero, each its own.
    int port = settings.port() == 0 ? -1 : settings.port();
    return vertx
        .deployVerticle(
            () -> {
              HttpServerVerticle loop =
                  new HttpServerVerticle(
                      settings,
                      port,
                      router,
                      events,
                      tracer,
                      this::isStopping,
                      capacity,
                      connections);
              loops.add(loop);
              return loop;
            },
            new DeploymentOptions()
                .setThreadingModel(ThreadingModel.EVENT_LOOP)
                .setInstances(settings.loops()))
        .map(_ -> loops.getFirst().port());
  }

  /// Whether [#stop] was called. Readiness ends with it.
  public boolean isStopping() {
    return stopping;
  }

  /// The requests that are not answered yet.
  public long requestsInFlight() {
    return loops.stream().mapToLong(loop -> loop.inFlight.sum()).sum();
  }

  /// The open connections.
  public int connections() {
    return connections.open();
  }

  /// Accepts no new connection, answers the requests in progress, then closes. Completes shortly
  /// after `patience` at the latest.
  public Future<Void> stop(Duration patience) {
    stopping = true;
    return Future.join(loops.stream().map(loop -> loop.shutdown(patience)).toList()).mapEmpty();
  }

  /// The memory limits of a server (K18). A limit per request is not enough: a thousand clients
  /// that use it fully would fill the heap and end the process.
  ///
  /// @param connections at this limit, an idle connection is closed for a new one; if none is idle,
  ///   the new one is closed
  /// @param heldBytes per event loop: request bodies, and responses that are not yet sent
  public record ServerCapacity(int connections, long heldBytes) {
    /// An idle connection takes 8 KiB of heap; an unfinished header section takes another 16 KiB of
    /// buffers.
    private static final long HEAP_PER_CONNECTION = 40 << 10;

    /// A body exists in up to six forms while it is processed: bytes, characters, values, packets,
    /// and the returned row. So a sixteenth of the heap becomes about a third.
    private static final int SHARE = 16;

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int LEAST_CONNECTIONS = 100;

    /// File handles reserved for the database, files and so on.
    private static final long RESERVED_DESCRIPTORS = 200;

    /// The limits for the heap and the open file limit of this process.
    ///
    /// @param loops event loops that serve
    /// @param bodyBytes the largest body
    public static ServerCapacity of(int loops, int bodyBytes) {
      long heap = Runtime.getRuntime().maxMemory();
      long room = Math.min(heap / HEAP_PER_CONNECTION, descriptors() - RESERVED_DESCRIPTORS);
      // One body of the largest size must always fit.
      long share = Math.max(heap / SHARE / loops, bodyBytes);
      return new ServerCapacity(
          Math.clamp(room, LEAST_CONNECTIONS, MOST_CONNECTIONS), share + (share >> 3));
    }

    private static long descriptors() {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.UnixOperatingSystemMXBean unix
          ? unix.getMaxFileDescriptorCount()
          : MOST_CONNECTIONS;
    }
  }

  /// The settings of the server.
  ///
  /// @param port 0 for any free one
  /// @param loops event loops that serve, at least 1
  /// @param origins the allowed CORS origins, serialized as in the Fetch standard:
  ///   `https://app.example.com`
  /// @param trustedProxies addresses and CIDR blocks whose `X-Forwarded-For` is trusted
  /// @param https whether the public URL is https, so that HSTS is sent
  public record ServerSettings(
      String host,
      int port,
      int loops,
      RequestLimits limits,
      Set<String> origins,
      List<String> trustedProxies,
      boolean https) {

    public ServerSettings {
      origins = Set.copyOf(origins);
      trustedProxies = List.copyOf(trustedProxies);
      if (loops < 1) {
        throw new IllegalArgumentException("At least one event loop must serve");
      }
    }
  }
}
