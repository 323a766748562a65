package dev.freehold.http.server;

import dev.freehold.http.server.IdleConnections.ConnectionUsage;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;

/// Closes connections that must not be reused.
final class ConnectionLifecycle {
  /// TCP resets a connection that is closed with unread bytes, and the client loses the response
  /// (RFC 9112 section 9.6). So the remaining bytes are read and discarded, for at most this time.
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final AttributeKey<Boolean> ENDING = AttributeKey.valueOf("freehold.ending");
  private static final AttributeKey<ConnectionUsage> USAGE = AttributeKey.valueOf("freehold.usage");

  private ConnectionLifecycle() {}

  /// Ignores everything that the connection receives from now on, including pipelined requests that
  /// are already parsed.
  static void markClosing(HttpConnection connection) {
    channel(connection).attr(ENDING).set(true);
  }

  static boolean isClosing(HttpConnection connection) {
    return channel(connection).hasAttr(ENDING);
  }

  /// Called once per new connection.
  static ConnectionUsage trackUsage(HttpConnection connection, IdleConnections all) {
    ConnectionUsage usage = new ConnectionUsage(all, connection);
    channel(connection).attr(USAGE).set(usage);
    return usage;
  }

  static ConnectionUsage usage(HttpConnection connection) {
    return channel(connection).attr(USAGE).get();
  }

  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  /// @param bodyPending whether the rest of the body is still expected; its end closes the
  ///   connection too
  static void closeLingering(
      HttpServerVerticle loop, HttpServerRequest request, boolean bodyPending) {
    if (bodyPending) {
      request.resume();
      loop.schedule(LINGER, () -> request.connection().close());
    } else {
      request.connection().close();
    }
  }

  /// Closes a connection whose client does not read the response. An orderly close would wait for
  /// the client.
  static void closeForcibly(HttpConnection connection) {
    channel(connection).unsafe().closeForcibly();
  }

  /// Flushes what was written, before the caller closes the connection.
  static void flush(HttpConnection connection) {
    ((HttpServerConnection) connection).channelHandlerContext().flush();
  }
}
