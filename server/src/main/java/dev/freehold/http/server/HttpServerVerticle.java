package dev.freehold.http.server;

import dev.freehold.event.EventSink;
import dev.freehold.http.RequestTracer;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer.ServerCapacity;
import dev.freehold.http.server.HttpServer.ServerSettings;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A server on one event loop, with everything that its requests share without a lock.
final class HttpServerVerticle extends VerticleBase {
  final ServerSettings settings;
  final Router router;
  final EventSink events;

  /// Null if nobody asks for the request of a statement, see [dev.freehold.http.RequestScope].
  final @Nullable RequestTracer tracer;

  final BooleanSupplier stopping;
  final ClientAddressResolver clientAddresses;
  final ResponseHeaders responseHeaders;
  final RequestIdGenerator requestIds = new RequestIdGenerator();
  final Gzip gzip = new Gzip();
  final MemoryBudget memoryBudget;

  /// The requests that are not answered yet. Read by other threads.
  final LongAdder inFlight = new LongAdder();

  private final IdleConnections idle = new IdleConnections();
  private final ConnectionLimiter connections;
  private final int port;
  private @Nullable DeadlineQueue responseDeadlines;
  private @Nullable DeadlineQueue bodyDeadlines;
  private @Nullable Thread thread;
  private io.vertx.core.http.@Nullable HttpServer server;

  HttpServerVerticle(
      ServerSettings settings,
      int port,
      Router router,
      EventSink events,
      @Nullable RequestTracer tracer,
      BooleanSupplier stopping,
      ServerCapacity capacity,
      ConnectionLimiter connections) {
    this.settings = settings;
    this.memoryBudget = new MemoryBudget(capacity.heldBytes());
    this.connections = connections;
    this.port = port;
    this.router = router;
    this.events = events;
    this.tracer = tracer;
    this.stopping = stopping;
    this.clientAddresses = new ClientAddressResolver(settings.trustedProxies());
    this.responseHeaders =
        new ResponseHeaders(new CorsPolicy(settings.origins()), settings.https());
  }

  @Override
  public Future<?> start() {
    RequestLimits limits = settings.limits();
    thread = Thread.currentThread();
    responseDeadlines = new DeadlineQueue(vertx, limits.deadline());
    bodyDeadlines = new DeadlineQueue(vertx, limits.bodyRead());
    HttpServerOptions options = options(limits);
    io.vertx.core.http.HttpServer http = vertx.createHttpServer(options);
    server = http;
    return http.connectionHandler(
            connection -> {
              if (!connections.admits(
                  connection, ConnectionLifecycle.trackUsage(connection, idle))) {
                return;
              }
              ChannelPipeline pipeline =
                  ((HttpServerConnection) connection).channelHandlerContext().pipeline();
              pipeline.replace(
                  "httpDecoder",
                  "httpDecoder",
                  new StrictHttpRequestDecoder(options, limits.headRead()));
            })
        .requestHandler(this::serve)
        .invalidRequestHandler(this::refuse)
        .listen(port, settings.host());
  }

  @Override
  public Future<?> stop() {
    gzip.end();
    return Future.succeededFuture();
  }

  /// Stops accepting connections. Idle connections are closed at once, others after their response,
  /// all after `patience`.
  Future<Void> shutdown(Duration patience) {
    return server().shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  int port() {
    return server().actualPort();
  }

  DeadlineQueue responseDeadlines() {
    return started(responseDeadlines);
  }

  DeadlineQueue bodyDeadlines() {
    return started(bodyDeadlines);
  }

  boolean isCurrentThread() {
    return Thread.currentThread().equals(thread);
  }

  void runOnLoop(Runnable action) {
    context.runOnContext(_ -> action.run());
  }

  void schedule(Duration time, Runnable action) {
    vertx.setTimer(time.toMillis(), _ -> action.run());
  }

  private void serve(HttpServerRequest request) {
    if (!ConnectionLifecycle.isClosing(request.connection())) {
      new HttpExchange(this, request).begin();
    }
  }

  private void refuse(HttpServerRequest request) {
    if (ConnectionLifecycle.isClosing(request.connection())) {
      return;
    }
    new HttpExchange(this, request).refuse(request.decoderResult().cause());
  }

  private io.vertx.core.http.HttpServer server() {
    return started(server);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("Not started");
    }
    return part;
  }

  private static HttpServerOptions options(RequestLimits limits) {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setReuseAddress(true)
        .setTcpNoDelay(true)
        .setAcceptBacklog(1024)
        // The request line is the address, the method and the version; the address is held to its
        // limit in `HttpExchange`.
        .setMaxInitialLineLength(limits.uriBytes() + 32)
        .setMaxHeaderSize(limits.headerBytes())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(limits.idle().toMillis()));
  }
}
