package dev.freehold.http.load;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashSet;

/// The connections of one event loop on which no request is under way: those that wait for the next one, and those that
/// have not said enough yet to be one. Confined to its event loop.
public final class IdleConnections {
  private final LinkedHashSet<Usage> idle = new LinkedHashSet<>();

  /// Whether one connection is in use.
  public static final class Usage {
    private final IdleConnections all;
    private final HttpConnection connection;
    private int requests;
    private boolean gone;

    public Usage(IdleConnections all, HttpConnection connection) {
      this.all = all;
      this.connection = connection;
    }

    /// A request has come. The next may come before the answer to this one has left.
    public void begins() {
      requests++;
      all.idle.remove(this);
    }

    /// An answer has left, or could not.
    public void ends() {
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

    /// Closes the connection that is idle longest, as a server may at any time (RFC 9112 section 9.5).
    boolean closeOldest() {
      if (all.idle.isEmpty()) {
        return false;
      }
      var _ = all.idle.removeFirst().connection.close();
      return true;
    }
  }
}
