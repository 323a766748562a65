package dev.freehold.http.server;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashSet;

/// The idle connections of one event loop: those between requests, and those that have not sent a
/// whole header section yet. Confined to its event loop.
final class IdleConnections {
  private final LinkedHashSet<ConnectionUsage> idle = new LinkedHashSet<>();

  /// Whether one connection is in use.
  public static final class ConnectionUsage {
    private final IdleConnections all;
    private final HttpConnection connection;
    private int requests;
    private boolean gone;

    public ConnectionUsage(IdleConnections all, HttpConnection connection) {
      this.all = all;
      this.connection = connection;
    }

    /// A request has started. The next one may start before the response to this one is sent.
    public void requestStarted() {
      requests++;
      all.idle.remove(this);
    }

    /// A response was sent, or failed.
    public void requestEnded() {
      requests--;
      rests();
    }

    void rests() {
      if (requests == 0 && !gone) {
        all.idle.addLast(this);
      }
    }

    void gone() {
      gone = true;
      all.idle.remove(this);
    }

    /// Closes the connection that is idle longest (RFC 9112 section 9.5).
    boolean closeOldest() {
      if (all.idle.isEmpty()) {
        return false;
      }
      var _ = all.idle.removeFirst().connection.close();
      return true;
    }
  }
}
