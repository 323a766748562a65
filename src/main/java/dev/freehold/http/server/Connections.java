package dev.freehold.http.server;

import dev.freehold.http.load.IdleConnections;
import dev.freehold.http.load.IdleConnections.Usage;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;

/// How a connection ends that must not go on.
final class Connections {
  /// Closing with bytes unread makes TCP reset the connection, and the client loses the answer with
  /// it (RFC 9112 section 9.6). So what still comes is read and thrown away, for this long at most.
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final AttributeKey<Boolean> ENDING = AttributeKey.valueOf("freehold.ending");
  private static final AttributeKey<Usage> USAGE = AttributeKey.valueOf("freehold.usage");

  private Connections() {}

  /// From now on nothing that comes on the connection is a request: not what stood behind one that was refused, and is
  /// already parsed.
  static void end(HttpConnection connection) {
    channel(connection).attr(ENDING).set(true);
  }

  static boolean isEnding(HttpConnection connection) {
    return channel(connection).hasAttr(ENDING);
  }

  /// Once, when it is new.
  static Usage begin(HttpConnection connection, IdleConnections all) {
    Usage usage = new Usage(all, connection);
    channel(connection).attr(USAGE).set(usage);
    return usage;
  }

  static Usage usage(HttpConnection connection) {
    return channel(connection).attr(USAGE).get();
  }

  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  /// @param bodyPending whether the rest of the body is still on its way; its end closes the
  ///   connection too
  static void close(ServingLoop loop, HttpServerRequest request, boolean bodyPending) {
    if (bodyPending) {
      request.resume();
      loop.after(LINGER, () -> request.connection().close());
    } else {
      request.connection().close();
    }
  }

  /// Ends a connection with what was not sent: its client does not take it. A close in good order would wait for that.
  static void cut(HttpConnection connection) {
    channel(connection).unsafe().closeForcibly();
  }

  /// Sends at once what was written, where the caller's caller is about to close the connection.
  static void flush(HttpConnection connection) {
    ((HttpServerConnection) connection).channelHandlerContext().flush();
  }
}
