package dev.freehold.db;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;

/// Sends the statements that come up in one turn of the event loop with one system call, where the client alone makes
/// one for each. PostgreSQL then finds several at once and is woken once.
public final class FlushCoalescing {
  private FlushCoalescing() {}

  public static void on(PgConnection connection) {
    if (connection instanceof SqlConnectionInternal internal) {
      Connection wire = internal.unwrap();
      for (Connection inner = wire.unwrap(); !inner.equals(wire); inner = wire.unwrap()) {
        wire = inner;
      }
      if (wire instanceof SocketConnectionBase base) {
        base.socket()
            .channelHandlerContext()
            .pipeline()
            .addFirst(new FlushConsolidationHandler(PipelinedConnection.WINDOW, true));
      }
    }
  }
}
