package dev.freehold.http.server;

import dev.freehold.event.EventSink;
import dev.freehold.http.Router;
import dev.freehold.http.answer.Cors;
import dev.freehold.http.answer.Gzip;
import dev.freehold.http.answer.ResponseHeaders;
import dev.freehold.http.framing.StrictDecoder;
import dev.freehold.http.load.Capacity;
import dev.freehold.http.load.ConnectionCount;
import dev.freehold.http.load.Holdings;
import dev.freehold.http.load.IdleConnections;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One event loop with a server of its own and everything that its requests share without a lock.
final class ServingLoop extends VerticleBase {
  final HttpSettings settings;
  final Router router;
  final EventSink events;
  final BooleanSupplier stopping;
  final Peers peers;
  final ResponseHeaders responseHeaders;
  final RequestIds ids = new RequestIds();
  final Gzip gzip = new Gzip();
  final Holdings holdings;

  private final IdleConnections idle = new IdleConnections();
  private final ConnectionCount connections;
  private final int port;
  private @Nullable Deadlines answers;
  private @Nullable Deadlines bodies;
  private @Nullable Thread thread;
  private io.vertx.core.http.@Nullable HttpServer server;

  ServingLoop(
      HttpSettings settings,
      int port,
      Router router,
      EventSink events,
      BooleanSupplier stopping,
      Capacity capacity,
      ConnectionCount connections) {
    this.settings = settings;
    this.holdings = new Holdings(capacity.heldBytes());
    this.connections = connections;
    this.port = port;
    this.router = router;
    this.events = events;
    this.stopping = stopping;
    this.peers = new Peers(settings.trustedProxies());
    this.responseHeaders = new ResponseHeaders(new Cors(settings.origins()), settings.https());
  }

  @Override
  public Future<?> start() {
    Limits limits = settings.limits();
    thread = Thread.currentThread();
    answers = new Deadlines(vertx, limits.deadline());
    bodies = new Deadlines(vertx, limits.bodyRead());
    HttpServerOptions options = options(limits);
    io.vertx.core.http.HttpServer http = vertx.createHttpServer(options);
    server = http;
    return http.connectionHandler(
            connection -> {
              if (!connections.admits(connection, Connections.begin(connection, idle))) {
                return;
              }
              ChannelPipeline pipeline =
                  ((HttpServerConnection) connection).channelHandlerContext().pipeline();
              pipeline.replace(
                  "httpDecoder", "httpDecoder", new StrictDecoder(options, limits.headRead()));
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

  /// No new connections; those at rest are closed, those with a request when it is answered, all
  /// after `patience`.
  Future<Void> shutdown(Duration patience) {
    return server().shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  int port() {
    return server().actualPort();
  }

  Deadlines answers() {
    return started(answers);
  }

  Deadlines bodies() {
    return started(bodies);
  }

  boolean isHere() {
    return Thread.currentThread().equals(thread);
  }

  void runHere(Runnable action) {
    context.runOnContext(_ -> action.run());
  }

  void after(Duration time, Runnable action) {
    vertx.setTimer(time.toMillis(), _ -> action.run());
  }

  private void serve(HttpServerRequest request) {
    if (!Connections.isEnding(request.connection())) {
      new Exchange(this, request).begin();
    }
  }

  private void refuse(HttpServerRequest request) {
    if (Connections.isEnding(request.connection())) {
      return;
    }
    new Exchange(this, request).refuse(request.decoderResult().cause());
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

  private static HttpServerOptions options(Limits limits) {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setReuseAddress(true)
        .setTcpNoDelay(true)
        .setAcceptBacklog(1024)
        // The request line is the address, the method and the version; the address is held to its
        // limit in `Exchange`.
        .setMaxInitialLineLength(limits.uriBytes() + 32)
        .setMaxHeaderSize(limits.headerBytes())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(limits.idle().toMillis()));
  }
}
